package org.nakhoda.scheduler.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nakhoda.scheduler.framework.ClusterEvent;
import org.nakhoda.scheduler.framework.FilterPlugin;
import org.nakhoda.scheduler.framework.ScorePlugin;
import org.nakhoda.scheduler.framework.Verdict;
import org.nakhoda.scheduler.snapshot.NodeInfo;
import org.nakhoda.scheduler.snapshot.PodInfo;
import org.nakhoda.scheduler.snapshot.Resources;
import org.nakhoda.scheduler.snapshot.Snapshot;

/** The pod's requests fit beside those of the node's pods; nodes with more left over score higher (least allocated). */
public final class NodeResourcesFit implements FilterPlugin, ScorePlugin {
    @Override
    public String name() {
        return "NodeResourcesFit";
    }

    @Override
    public NodeFilter preFilter(PodInfo pod, Snapshot snapshot) {
        Resources wanted = pod.requests();
        return node -> {
            List<String> lacking = lacking(wanted, node);
            return lacking.isEmpty()
                    ? Verdict.FITS
                    : new Verdict.Rejected(lacking, neverFits(wanted, node.allocatable()));
        };
    }

    private static List<String> lacking(Resources wanted, NodeInfo node) {
        List<String> lacking = new ArrayList<>(0);
        Resources has = node.allocatable();
        Resources used = node.requested();
        if (node.pods().size() + 1 > node.allowedPods()) {
            lacking.add("Too many pods");
        }
        if (wanted.milliCpu() > 0 && wanted.milliCpu() > has.milliCpu() - used.milliCpu()) {
            lacking.add("Insufficient cpu");
        }
        if (wanted.memory() > 0 && wanted.memory() > has.memory() - used.memory()) {
            lacking.add("Insufficient memory");
        }
        if (wanted.ephemeralStorage() > 0
                && wanted.ephemeralStorage() > has.ephemeralStorage() - used.ephemeralStorage()) {
            lacking.add("Insufficient ephemeral-storage");
        }
        for (Map.Entry<String, Long> other : wanted.others().entrySet()) {
            long free = has.others().getOrDefault(other.getKey(), 0L)
                    - used.others().getOrDefault(other.getKey(), 0L);
            if (other.getValue() > free) {
                lacking.add("Insufficient " + other.getKey());
            }
        }
        return lacking;
    }

    private static boolean neverFits(Resources wanted, Resources has) {
        return wanted.milliCpu() > has.milliCpu()
                || wanted.memory() > has.memory()
                || wanted.ephemeralStorage() > has.ephemeralStorage()
                || wanted.others().entrySet().stream()
                        .anyMatch(o -> o.getValue() > has.others().getOrDefault(o.getKey(), 0L));
    }

    @Override
    public int weight() {
        return 1;
    }

    @Override
    public NodeScorer preScore(PodInfo pod, List<NodeInfo> feasible, Snapshot snapshot) {
        return node -> (freeShare(node.milliCpuWith(pod), node.allocatable().milliCpu())
                        + freeShare(node.memoryWith(pod), node.allocatable().memory()))
                / 2;
    }

    private static long freeShare(long used, long capacity) {
        return capacity == 0 || used > capacity ? 0 : (capacity - used) * MAX_SCORE / capacity;
    }

    @Override
    public boolean mayHelp(ClusterEvent event, PodInfo pod) {
        if (event instanceof ClusterEvent.NodeChanged changed) {
            return !NodeInfo.allocatable(changed.before()).equals(NodeInfo.allocatable(changed.after()));
        }
        return event instanceof ClusterEvent.NodeAdded || event instanceof ClusterEvent.PodFreed;
    }
}
