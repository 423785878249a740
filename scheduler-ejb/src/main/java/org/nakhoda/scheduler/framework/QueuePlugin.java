package org.nakhoda.scheduler.framework;

import java.util.Comparator;
import java.util.Optional;
import org.nakhoda.scheduler.queue.QueuedPod;
import org.nakhoda.scheduler.snapshot.PodInfo;

/** QueueSort and PreEnqueue: which pod comes first, and which may not be tried yet. */
public interface QueuePlugin extends Plugin {
    /** The order in which waiting pods are tried, or empty if this plugin does not sort. */
    default Optional<Comparator<QueuedPod>> order() {
        return Optional.empty();
    }

    /** Why the pod must not be tried yet; empty if it may. */
    default Optional<String> holdBack(PodInfo pod) {
        return Optional.empty();
    }
}
