package org.nakhoda.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.nakhoda.node.cri.CriException;
import org.nakhoda.node.runtime.PodIdentity;
import org.nakhoda.node.runtime.PodRuntime;
import org.nakhoda.node.runtime.RuntimeContainer;
import org.nakhoda.node.runtime.RuntimeSandbox;
import org.nakhoda.node.spec.PodSpecs;
import org.nakhoda.node.status.PodFacts;
import org.nakhoda.node.status.PodStatuses;
import org.nakhoda.node.volume.Trees;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a pod, in steps that can be taken again after a restart of the agent:
 *
 * <pre>
 * main containers stop --> sidecars stop, the last one first --> sandbox stops --> volumes and control group go
 *   --> if the pod was deleted: containers, sandboxes and logs go --> last status, and the object is deleted
 * </pre>
 *
 * A pod that has ended by itself keeps its dead containers and their logs until somebody deletes it.
 */
final class PodTeardown {
    private static final Logger LOG = LoggerFactory.getLogger(PodTeardown.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration LEAST = Duration.ofSeconds(2);

    private final PodServices services;

    PodTeardown(PodServices services) {
        this.services = services;
    }

    PodSync.Outcome continueWith(PodState state, Pod pod, PodRuntime runtime) {
        services.probes().onlyReadiness(state.identity.uid());
        if (!runtime.alive().isEmpty()) {
            stopContainers(state, pod, runtime);
            services.statuses().publish(pod, PodStatuses.of(facts(state, pod, runtime, false)), false);
            return new PodSync.Outcome.Again(LOOK_AGAIN);
        }
        boolean leave = state.deleting() || state.removed();
        PodFacts facts = facts(state, pod, runtime, true);
        boolean statusStands = isOver(pod) || (state.tornDown && !leave);
        try {
            clear(state, runtime, leave);
        } catch (CriException | IOException e) {
            LOG.warn("{} is not cleared away yet: {}", state.identity, e.getMessage());
            return new PodSync.Outcome.Again(RETRY);
        }
        if (!state.removed() && (leave || !statusStands)) {
            services.statuses().publish(pod, statusStands ? pod.getStatus() : PodStatuses.of(facts), state.deleting());
        }
        return leave ? new PodSync.Outcome.Gone() : new PodSync.Outcome.Again(Duration.ofMinutes(5));
    }

    private static boolean isOver(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    private PodFacts facts(PodState state, Pod pod, PodRuntime runtime, boolean terminal) {
        return PodSync.facts(services, state, pod, runtime, terminal);
    }

    private void stopContainers(PodState state, Pod pod, PodRuntime runtime) {
        Instant now = services.clock().instant();
        Instant wanted = now.plus(PodSpecs.grace(pod));
        Instant deadline = state.stopDeadline.filter(d -> d.isBefore(wanted)).orElse(wanted);
        state.stopDeadline = Optional.of(deadline);
        Duration left = Duration.between(now, deadline);
        Duration grace = left.compareTo(LEAST) < 0
                ? (PodSpecs.grace(pod).compareTo(LEAST) < 0 ? PodSpecs.grace(pod) : LEAST)
                : left;
        String address =
                PodSync.addresses(services, pod, runtime).stream().findFirst().orElse("127.0.0.1");
        for (RuntimeContainer container : nextToStop(pod, runtime.alive(), left.isNegative())) {
            services.stops().stop(pod, container, "Stopping container " + container.name(), grace, address);
        }
    }

    /** Main containers first; sidecars after them, in the reverse order of their start. */
    static List<RuntimeContainer> nextToStop(Pod pod, List<RuntimeContainer> alive, boolean outOfTime) {
        List<String> sidecars =
                PodSpecs.sidecars(pod).stream().map(Container::getName).toList();
        Set<String> names = alive.stream().map(RuntimeContainer::name).collect(Collectors.toSet());
        if (outOfTime || sidecars.isEmpty()) {
            return alive;
        }
        if (!sidecars.containsAll(names)) {
            return alive.stream().filter(c -> !sidecars.contains(c.name())).toList();
        }
        for (int i = sidecars.size() - 1; i >= 0; i--) {
            String last = sidecars.get(i);
            if (names.contains(last)) {
                return alive.stream().filter(c -> c.name().equals(last)).toList();
            }
        }
        return alive;
    }

    private void clear(PodState state, PodRuntime runtime, boolean leave) throws IOException {
        PodIdentity identity = state.identity;
        for (RuntimeSandbox sandbox : runtime.sandboxes()) {
            if (sandbox.ready()) {
                services.cri().stopPodSandbox(sandbox.id());
            }
        }
        runtime.containers().stream().filter(RuntimeContainer::exited).forEach(state::message);
        if (!state.tornDown) {
            services.volumes().remove(identity.uid());
            services.cgroups().remove(identity.uid());
            services.probes().stop(identity.uid());
            services.backoff().forget(identity.uid());
            services.images().forget(identity.uid());
            state.tornDown = true;
        }
        if (leave) {
            remove(identity, runtime);
        }
    }

    private void remove(PodIdentity identity, PodRuntime runtime) throws IOException {
        runtime.containers().forEach(container -> services.cri().removeContainer(container.id()));
        runtime.sandboxes().forEach(sandbox -> services.cri().removePodSandbox(sandbox.id()));
        Trees.delete(services.files().logs(identity.namespace(), identity.name(), identity.uid()));
    }

    /** Ends a pod of which nothing is known but what the runtime has: it was deleted while the agent was away. */
    void removeOrphan(PodIdentity identity) throws IOException {
        PodRuntime runtime = services.reader().read(identity.uid());
        for (RuntimeContainer container : runtime.alive()) {
            services.cri().stopContainer(container.id(), LEAST);
        }
        for (RuntimeSandbox sandbox : runtime.sandboxes()) {
            services.cri().stopPodSandbox(sandbox.id());
        }
        remove(identity, runtime);
        services.volumes().remove(identity.uid());
        services.cgroups().remove(identity.uid());
    }
}
