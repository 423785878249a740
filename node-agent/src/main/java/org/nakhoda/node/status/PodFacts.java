package org.nakhoda.node.status;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.nakhoda.node.probe.ProbeVerdicts;
import org.nakhoda.node.runtime.PodRuntime;
import org.nakhoda.node.runtime.RuntimeContainer;

/**
 * Everything that a pod's status is computed from.
 *
 * @param pod with the status that the API has, whose times are kept where nothing changed
 * @param addresses of the pod; empty while it has none
 * @param waiting why containers wait, by name
 * @param ended why the pod as a whole has failed, if it has
 * @param terminal whether nothing of the pod runs or will run
 * @param messages the termination message of a container that has ended
 */
public record PodFacts(
        Pod pod,
        PodRuntime runtime,
        ProbeVerdicts probes,
        String hostAddress,
        List<String> addresses,
        Map<String, Waiting> waiting,
        Optional<Failure> ended,
        boolean terminal,
        String runtimeName,
        Function<RuntimeContainer, String> messages,
        Instant now) {

    /** Why a pod failed that was refused, evicted or out of time. */
    public record Failure(String reason, String message) {}
}
