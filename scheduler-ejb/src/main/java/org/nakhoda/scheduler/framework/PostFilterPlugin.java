package org.nakhoda.scheduler.framework;

import java.util.Optional;
import org.nakhoda.scheduler.snapshot.PodInfo;
import org.nakhoda.scheduler.snapshot.Snapshot;

/** PostFilter: looks for a way out when no node fits, such as preemption. */
public interface PostFilterPlugin extends Plugin {
    /** @return the node that will fit once what this plugin set going is done, or empty */
    Optional<String> postFilter(PodInfo pod, Snapshot snapshot, Decision.Unschedulable why);
}
