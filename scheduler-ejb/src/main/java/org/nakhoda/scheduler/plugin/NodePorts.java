package org.nakhoda.scheduler.plugin;

import org.nakhoda.scheduler.framework.ClusterEvent;
import org.nakhoda.scheduler.framework.FilterPlugin;
import org.nakhoda.scheduler.framework.Verdict;
import org.nakhoda.scheduler.snapshot.PodInfo;
import org.nakhoda.scheduler.snapshot.Snapshot;

/** A host port is free on the node, or the pod does not go there. */
public final class NodePorts implements FilterPlugin {
    @Override
    public String name() {
        return "NodePorts";
    }

    @Override
    public NodeFilter preFilter(PodInfo pod, Snapshot snapshot) {
        if (pod.hostPorts().isEmpty()) {
            return NodeFilter.SKIP;
        }
        return node -> pod.hostPorts().stream().anyMatch(node::portConflict)
                ? Verdict.rejected("node(s) didn't have free ports for the requested pod ports")
                : Verdict.FITS;
    }

    @Override
    public boolean mayHelp(ClusterEvent event, PodInfo pod) {
        return event instanceof ClusterEvent.NodeAdded
                || event instanceof ClusterEvent.PodFreed freed
                        && !freed.pod().hostPorts().isEmpty();
    }
}
