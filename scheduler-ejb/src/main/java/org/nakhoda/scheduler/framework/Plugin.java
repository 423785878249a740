package org.nakhoda.scheduler.framework;

import org.nakhoda.scheduler.snapshot.PodInfo;

/** A scheduling plugin, named as Kubernetes names it. */
public interface Plugin {
    String name();

    /**
     * Whether an event in the cluster might make schedulable a pod that this plugin rejected. A plugin that cannot tell
     * says yes: a wasted attempt costs less than a pod that waits for ever.
     */
    default boolean mayHelp(ClusterEvent event, PodInfo pod) {
        return true;
    }
}
