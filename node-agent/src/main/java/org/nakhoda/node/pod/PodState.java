package org.nakhoda.node.pod;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.nakhoda.node.container.TerminationMessages;
import org.nakhoda.node.runtime.PodIdentity;
import org.nakhoda.node.runtime.RuntimeContainer;
import org.nakhoda.node.status.PodFacts.Failure;
import org.nakhoda.node.status.Waiting;

/**
 * What the agent remembers of one pod between two turns of its loop. Everything in it can be lost at the price of some
 * repeated work. The desired pod is written by the sources; the rest belongs to the loop.
 */
final class PodState {
    final PodIdentity identity;

    /** Completes when the pod is to end, so that nothing waits for it any longer. */
    final CompletableFuture<Void> ending = new CompletableFuture<>();

    final Map<String, Waiting> waiting = new HashMap<>();
    private final Map<String, String> messages = new HashMap<>();

    private volatile Pod pod;
    private volatile boolean removed;

    boolean admitted;
    boolean over;
    Optional<Failure> failure = Optional.empty();
    Optional<Instant> stopDeadline = Optional.empty();
    int sandboxFailures;
    Instant sandboxRetryAt = Instant.MIN;
    boolean tornDown;

    PodState(Pod pod) {
        this.pod = pod;
        this.identity = PodIdentity.of(pod);
    }

    /** The newest that a source has said. */
    Pod pod() {
        return pod;
    }

    void update(Pod newest) {
        pod = newest;
        if (deleting()) {
            ending.complete(null);
        }
    }

    /** The source has the pod no more. */
    void remove() {
        removed = true;
        ending.complete(null);
    }

    boolean removed() {
        return removed;
    }

    boolean deleting() {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    /** Read once, for the file is removed with the pod. */
    String message(RuntimeContainer ended) {
        return messages.computeIfAbsent(ended.id(), id -> TerminationMessages.read(ended));
    }
}
