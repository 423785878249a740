package org.nakhoda.scheduler.framework;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nakhoda.scheduler.framework.Decision.Candidate;
import org.nakhoda.scheduler.framework.Decision.Rejection;
import org.nakhoda.scheduler.framework.FilterPlugin.NodeFilter;
import org.nakhoda.scheduler.framework.ScorePlugin.NodeScorer;
import org.nakhoda.scheduler.snapshot.NodeInfo;
import org.nakhoda.scheduler.snapshot.PodInfo;
import org.nakhoda.scheduler.snapshot.Snapshot;

/** Runs the deciding extension points in their order over a snapshot. Pure: the same input gives the same decision. */
public final class Framework {
    private final List<FilterPlugin> filters;
    private final List<ScorePlugin> scorers;

    public Framework(List<FilterPlugin> filters, List<ScorePlugin> scorers) {
        this.filters = List.copyOf(filters);
        this.scorers = List.copyOf(scorers);
    }

    /**
     * Chooses a node for the pod. Of several best nodes the one with the fewest pods is taken, then the first by name.
     */
    public Decision decide(PodInfo pod, Snapshot snapshot) {
        List<Rejection> rejections = new ArrayList<>();
        List<NodeInfo> feasible = filter(pod, snapshot, rejections);
        if (feasible.isEmpty()) {
            return new Decision.Unschedulable(snapshot.nodes().size(), rejections);
        }
        List<Candidate> candidates = score(pod, feasible, snapshot);
        return new Decision.Placed(candidates.get(0).node(), candidates, rejections);
    }

    private List<NodeInfo> filter(PodInfo pod, Snapshot snapshot, List<Rejection> rejections) {
        List<NodeFilter> active = new ArrayList<>(filters.size());
        List<String> names = new ArrayList<>(filters.size());
        for (FilterPlugin plugin : filters) {
            NodeFilter filter = plugin.preFilter(pod, snapshot);
            if (filter != NodeFilter.SKIP) {
                active.add(filter);
                names.add(plugin.name());
            }
        }
        List<NodeInfo> feasible = new ArrayList<>();
        for (NodeInfo node : snapshot.nodes()) {
            Rejection rejection = firstRejection(node, active, names);
            if (rejection == null) {
                feasible.add(node);
            } else {
                rejections.add(rejection);
            }
        }
        return feasible;
    }

    private static Rejection firstRejection(NodeInfo node, List<NodeFilter> filters, List<String> names) {
        for (int i = 0; i < filters.size(); i++) {
            if (filters.get(i).filter(node) instanceof Verdict.Rejected rejected) {
                return new Rejection(node.name(), names.get(i), rejected.reasons(), rejected.unresolvable());
            }
        }
        return null;
    }

    private List<Candidate> score(PodInfo pod, List<NodeInfo> feasible, Snapshot snapshot) {
        List<Map<String, Long>> byNode = new ArrayList<>(feasible.size());
        for (int i = 0; i < feasible.size(); i++) {
            byNode.add(new LinkedHashMap<>());
        }
        for (ScorePlugin plugin : scorers) {
            NodeScorer scorer = plugin.preScore(pod, feasible, snapshot);
            long[] scores = feasible.stream().mapToLong(scorer::score).toArray();
            scorer.normalize(scores);
            for (int i = 0; i < scores.length; i++) {
                byNode.get(i).put(plugin.name(), scores[i] * plugin.weight());
            }
        }
        Map<String, Integer> podCounts = new LinkedHashMap<>();
        List<Candidate> candidates = new ArrayList<>(feasible.size());
        for (int i = 0; i < feasible.size(); i++) {
            NodeInfo node = feasible.get(i);
            podCounts.put(node.name(), node.pods().size());
            long total =
                    byNode.get(i).values().stream().mapToLong(Long::longValue).sum();
            candidates.add(new Candidate(node.name(), total, byNode.get(i)));
        }
        candidates.sort(Comparator.comparingLong(Candidate::total)
                .reversed()
                .thenComparing(c -> podCounts.get(c.node()))
                .thenComparing(Candidate::node));
        return candidates;
    }
}
