package org.nakhoda.scheduler.plugin;

import java.util.List;
import org.nakhoda.scheduler.framework.ScorePlugin;
import org.nakhoda.scheduler.snapshot.NodeInfo;
import org.nakhoda.scheduler.snapshot.PodInfo;
import org.nakhoda.scheduler.snapshot.Snapshot;

/**
 * Prefers nodes that have the pod's images already, by size. An image counts less the fewer nodes have it, so that one
 * node that happens to have a large image does not draw all its pods.
 */
public final class ImageLocality implements ScorePlugin {
    private static final long LEAST = 23L << 20;
    private static final long MOST_PER_CONTAINER = 1000L << 20;

    @Override
    public String name() {
        return "ImageLocality";
    }

    @Override
    public int weight() {
        return 1;
    }

    @Override
    public NodeScorer preScore(PodInfo pod, List<NodeInfo> feasible, Snapshot snapshot) {
        double nodes = snapshot.nodes().size();
        List<Spread> spreads = pod.images().stream()
                .map(image -> new Spread(image, snapshot.nodesWithImage(image) / nodes))
                .filter(spread -> spread.share() > 0)
                .toList();
        long most = MOST_PER_CONTAINER * Math.max(1, pod.images().size());
        return node -> {
            long sum = 0;
            for (Spread spread : spreads) {
                sum += (long) (node.imageSize(spread.image()) * spread.share());
            }
            long bounded = Math.max(LEAST, Math.min(most, sum));
            return (bounded - LEAST) * MAX_SCORE / (most - LEAST);
        };
    }

    private record Spread(String image, double share) {}
}
