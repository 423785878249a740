package org.nakhoda.scheduler.plugin;

import java.util.List;
import org.nakhoda.scheduler.framework.ScorePlugin;
import org.nakhoda.scheduler.snapshot.NodeInfo;
import org.nakhoda.scheduler.snapshot.PodInfo;
import org.nakhoda.scheduler.snapshot.Snapshot;

/** Prefers nodes on which CPU and memory would be used in like measure, so that neither is left over without the other. */
public final class NodeResourcesBalancedAllocation implements ScorePlugin {
    @Override
    public String name() {
        return "NodeResourcesBalancedAllocation";
    }

    @Override
    public int weight() {
        return 1;
    }

    @Override
    public NodeScorer preScore(PodInfo pod, List<NodeInfo> feasible, Snapshot snapshot) {
        return node -> {
            double cpu = share(node.milliCpuWith(pod), node.allocatable().milliCpu());
            double memory = share(node.memoryWith(pod), node.allocatable().memory());
            double deviation = Math.abs(cpu - memory) / 2;
            return Math.round((1 - deviation) * MAX_SCORE);
        };
    }

    private static double share(long used, long capacity) {
        return capacity == 0 ? 1 : Math.min(1, (double) used / capacity);
    }
}
