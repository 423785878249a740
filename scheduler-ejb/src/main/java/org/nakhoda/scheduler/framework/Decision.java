package org.nakhoda.scheduler.framework;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One scheduling decision, with all that led to it: why this node, or why none. */
public sealed interface Decision {
    /**
     * @param candidates every node that passed the filters, best first
     * @param rejections as in {@link Unschedulable}
     */
    record Placed(String node, List<Candidate> candidates, List<Rejection> rejections) implements Decision {}

    /** No node fits. */
    record Unschedulable(int nodeCount, List<Rejection> rejections) implements Decision {
        /** The plugins that rejected a node: an event that helps one of them may help the pod. */
        public Set<String> plugins() {
            return rejections.stream().map(Rejection::plugin).collect(Collectors.toCollection(TreeSet::new));
        }

        /** The text of the FailedScheduling event: how many nodes there are, and each reason with its count. */
        public String message() {
            if (nodeCount == 0) {
                return "no nodes available to schedule pods";
            }
            Map<String, Integer> counts = new TreeMap<>();
            for (Rejection rejection : rejections) {
                rejection.reasons().forEach(reason -> counts.merge(reason, 1, Integer::sum));
            }
            return counts.entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                            .thenComparing(Map.Entry.comparingByKey()))
                    .map(e -> e.getValue() + " " + e.getKey())
                    .collect(Collectors.joining(", ", "0/" + nodeCount + " nodes are available: ", "."));
        }
    }

    /** Why one node is out: the first plugin that rejected it. */
    record Rejection(String node, String plugin, List<String> reasons, boolean unresolvable) {}

    /** @param scores each plugin's normalized score times its weight, by plugin */
    record Candidate(String node, long total, Map<String, Long> scores) {}
}
