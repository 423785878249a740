package org.nakhoda.scheduler.plugin;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import org.nakhoda.scheduler.framework.ClusterEvent;
import org.nakhoda.scheduler.framework.FilterPlugin;
import org.nakhoda.scheduler.framework.ScorePlugin;
import org.nakhoda.scheduler.framework.Verdict;
import org.nakhoda.scheduler.snapshot.NodeInfo;
import org.nakhoda.scheduler.snapshot.PodInfo;
import org.nakhoda.scheduler.snapshot.Snapshot;

/** Keeps pods off nodes whose taints they do not tolerate, and prefers nodes with few soft taints. */
public final class TaintToleration implements FilterPlugin, ScorePlugin {
    @Override
    public String name() {
        return "TaintToleration";
    }

    @Override
    public NodeFilter preFilter(PodInfo pod, Snapshot snapshot) {
        return node -> {
            for (Taint taint : node.taints()) {
                boolean hard = !Tolerations.PREFER_NO_SCHEDULE.equals(taint.getEffect());
                if (hard && !Tolerations.tolerate(pod.tolerations(), taint)) {
                    String value = taint.getValue() == null ? "" : taint.getValue();
                    return Verdict.unresolvable(
                            "node(s) had untolerated taint {" + taint.getKey() + ": " + value + "}");
                }
            }
            return Verdict.FITS;
        };
    }

    @Override
    public int weight() {
        return 3;
    }

    @Override
    public NodeScorer preScore(PodInfo pod, List<NodeInfo> feasible, Snapshot snapshot) {
        List<Toleration> soft = pod.tolerations().stream()
                .filter(t -> t.getEffect() == null
                        || t.getEffect().isEmpty()
                        || t.getEffect().equals(Tolerations.PREFER_NO_SCHEDULE))
                .toList();
        return new NodeScorer() {
            @Override
            public long score(NodeInfo node) {
                return node.taints().stream()
                        .filter(taint -> Tolerations.PREFER_NO_SCHEDULE.equals(taint.getEffect()))
                        .filter(taint -> !Tolerations.tolerate(soft, taint))
                        .count();
            }

            @Override
            public void normalize(long[] scores) {
                ScorePlugin.scaleToMax(scores, true);
            }
        };
    }

    @Override
    public boolean mayHelp(ClusterEvent event, PodInfo pod) {
        return event instanceof ClusterEvent.NodeAdded
                || event instanceof ClusterEvent.NodeChanged changed
                        && !changed.before()
                                .getSpec()
                                .getTaints()
                                .equals(changed.after().getSpec().getTaints());
    }
}
