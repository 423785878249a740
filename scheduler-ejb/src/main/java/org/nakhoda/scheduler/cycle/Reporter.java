package org.nakhoda.scheduler.cycle;

import org.nakhoda.scheduler.framework.Decision;
import org.nakhoda.scheduler.snapshot.PodInfo;

/** Tells the cluster what became of a pod: events, and the pod's PodScheduled condition. Must not block for long. */
public interface Reporter {
    void scheduled(PodInfo pod, Decision.Placed decision);

    void unschedulable(PodInfo pod, Decision.Unschedulable decision);

    /** A node was found, but the binding failed. */
    void failed(PodInfo pod, String node, Exception cause);
}
