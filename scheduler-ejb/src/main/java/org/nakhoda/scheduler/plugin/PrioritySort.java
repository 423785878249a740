package org.nakhoda.scheduler.plugin;

import java.util.Comparator;
import java.util.Optional;
import org.nakhoda.scheduler.framework.QueuePlugin;
import org.nakhoda.scheduler.queue.QueuedPod;

/** Higher priority first; among equals, who has waited longest. */
public final class PrioritySort implements QueuePlugin {
    @Override
    public String name() {
        return "PrioritySort";
    }

    @Override
    public Optional<Comparator<QueuedPod>> order() {
        return Optional.of(Comparator.<QueuedPod>comparingInt(q -> q.pod().priority())
                .reversed()
                .thenComparing(QueuedPod::queuedAt)
                .thenComparing(q -> q.pod().uid()));
    }
}
