package org.nakhoda.scheduler.queue;

import java.time.Instant;
import java.util.Set;
import org.nakhoda.scheduler.snapshot.PodInfo;

/**
 * A pod that waits.
 *
 * @param queuedAt when it came to the queue first
 * @param attempts how often it has been tried without success
 * @param rejectedBy the plugins that turned it down the last time
 */
public record QueuedPod(PodInfo pod, Instant queuedAt, int attempts, Set<String> rejectedBy) {
    static QueuedPod arriving(PodInfo pod, Instant now) {
        return new QueuedPod(pod, now, 0, Set.of());
    }

    QueuedPod withPod(PodInfo newer) {
        return new QueuedPod(newer, queuedAt, attempts, rejectedBy);
    }

    QueuedPod failed(Set<String> plugins) {
        return new QueuedPod(pod, queuedAt, attempts + 1, Set.copyOf(plugins));
    }
}
