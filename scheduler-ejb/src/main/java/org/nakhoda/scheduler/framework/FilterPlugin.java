package org.nakhoda.scheduler.framework;

import org.nakhoda.scheduler.snapshot.NodeInfo;
import org.nakhoda.scheduler.snapshot.PodInfo;
import org.nakhoda.scheduler.snapshot.Snapshot;

/** PreFilter and Filter: works out once a cycle what the pod needs, then judges each node by it. */
public interface FilterPlugin extends Plugin {
    /** @return the judge of this cycle, or {@link NodeFilter#SKIP} if the pod asks for nothing that this plugin watches over */
    NodeFilter preFilter(PodInfo pod, Snapshot snapshot);

    /** Judges nodes for one pod in one cycle. */
    @FunctionalInterface
    interface NodeFilter {
        NodeFilter SKIP = node -> Verdict.FITS;

        Verdict filter(NodeInfo node);
    }
}
