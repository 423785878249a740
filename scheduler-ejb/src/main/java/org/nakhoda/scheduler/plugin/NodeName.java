package org.nakhoda.scheduler.plugin;

import org.nakhoda.scheduler.framework.ClusterEvent;
import org.nakhoda.scheduler.framework.FilterPlugin;
import org.nakhoda.scheduler.framework.Verdict;
import org.nakhoda.scheduler.snapshot.PodInfo;
import org.nakhoda.scheduler.snapshot.Snapshot;

/** A pod that names its node goes nowhere else. */
public final class NodeName implements FilterPlugin {
    @Override
    public String name() {
        return "NodeName";
    }

    @Override
    public NodeFilter preFilter(PodInfo pod, Snapshot snapshot) {
        String wanted = pod.nodeName();
        if (wanted == null) {
            return NodeFilter.SKIP;
        }
        return node -> node.name().equals(wanted)
                ? Verdict.FITS
                : Verdict.unresolvable("node(s) didn't match the requested node name");
    }

    @Override
    public boolean mayHelp(ClusterEvent event, PodInfo pod) {
        return event instanceof ClusterEvent.NodeAdded;
    }
}
