package org.nakhoda.scheduler.framework;

import java.util.List;
import org.nakhoda.scheduler.snapshot.NodeInfo;
import org.nakhoda.scheduler.snapshot.PodInfo;
import org.nakhoda.scheduler.snapshot.Snapshot;

/** PreScore and Score: ranks the nodes that survived the filters. */
public interface ScorePlugin extends Plugin {
    /** The best score of a node, after normalizing. */
    long MAX_SCORE = 100;

    /** How much this plugin's score counts in the sum. */
    int weight();

    NodeScorer preScore(PodInfo pod, List<NodeInfo> feasible, Snapshot snapshot);

    /** Scores nodes for one pod in one cycle. */
    @FunctionalInterface
    interface NodeScorer {
        long score(NodeInfo node);

        /** Brings raw scores, one a feasible node, into 0 to {@link #MAX_SCORE}. */
        default void normalize(long[] scores) {}
    }

    /** Scales so that the highest raw score becomes {@link #MAX_SCORE}; reversed, so that it becomes 0. */
    static void scaleToMax(long[] scores, boolean reverse) {
        long highest = 0;
        for (long score : scores) {
            highest = Math.max(highest, score);
        }
        for (int i = 0; i < scores.length; i++) {
            long scaled = highest == 0 ? 0 : scores[i] * MAX_SCORE / highest;
            scores[i] = reverse ? MAX_SCORE - scaled : scaled;
        }
    }
}
