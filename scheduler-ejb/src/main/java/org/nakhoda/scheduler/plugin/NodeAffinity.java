package org.nakhoda.scheduler.plugin;

import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import java.util.List;
import java.util.Map;
import org.nakhoda.scheduler.framework.ClusterEvent;
import org.nakhoda.scheduler.framework.FilterPlugin;
import org.nakhoda.scheduler.framework.ScorePlugin;
import org.nakhoda.scheduler.framework.Verdict;
import org.nakhoda.scheduler.snapshot.NodeInfo;
import org.nakhoda.scheduler.snapshot.PodInfo;
import org.nakhoda.scheduler.snapshot.Snapshot;

/** {@code nodeSelector} and node affinity: the required terms filter, the preferred ones score by their weights. */
public final class NodeAffinity implements FilterPlugin, ScorePlugin {
    @Override
    public String name() {
        return "NodeAffinity";
    }

    @Override
    public NodeFilter preFilter(PodInfo pod, Snapshot snapshot) {
        PodSpec spec = pod.pod().getSpec();
        Map<String, String> selector = spec.getNodeSelector();
        NodeSelector required =
                affinity(spec) == null ? null : affinity(spec).getRequiredDuringSchedulingIgnoredDuringExecution();
        if ((selector == null || selector.isEmpty()) && required == null) {
            return NodeFilter.SKIP;
        }
        return node -> matches(selector, required, node)
                ? Verdict.FITS
                : Verdict.unresolvable("node(s) didn't match Pod's node affinity/selector");
    }

    private static boolean matches(Map<String, String> selector, NodeSelector required, NodeInfo node) {
        if (selector != null && !node.labels().entrySet().containsAll(selector.entrySet())) {
            return false;
        }
        return required == null
                || required.getNodeSelectorTerms().stream().anyMatch(term -> NodeTerms.matches(term, node));
    }

    @Override
    public int weight() {
        return 2;
    }

    @Override
    public NodeScorer preScore(PodInfo pod, List<NodeInfo> feasible, Snapshot snapshot) {
        var affinity = affinity(pod.pod().getSpec());
        List<PreferredSchedulingTerm> preferred =
                affinity == null || affinity.getPreferredDuringSchedulingIgnoredDuringExecution() == null
                        ? List.of()
                        : affinity.getPreferredDuringSchedulingIgnoredDuringExecution();
        return new NodeScorer() {
            @Override
            public long score(NodeInfo node) {
                return preferred.stream()
                        .filter(term -> NodeTerms.matches(term.getPreference(), node))
                        .mapToLong(PreferredSchedulingTerm::getWeight)
                        .sum();
            }

            @Override
            public void normalize(long[] scores) {
                ScorePlugin.scaleToMax(scores, false);
            }
        };
    }

    private static io.fabric8.kubernetes.api.model.NodeAffinity affinity(PodSpec spec) {
        return spec.getAffinity() == null ? null : spec.getAffinity().getNodeAffinity();
    }

    @Override
    public boolean mayHelp(ClusterEvent event, PodInfo pod) {
        return event instanceof ClusterEvent.NodeAdded
                || event instanceof ClusterEvent.NodeChanged changed
                        && !changed.before()
                                .getMetadata()
                                .getLabels()
                                .equals(changed.after().getMetadata().getLabels());
    }
}
