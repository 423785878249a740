package org.nakhoda.controllers.replicaset;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.nakhoda.controllers.pod.DeletionRank;
import org.nakhoda.controllers.pod.PodFacts;

/**
 * What brings a set of pods to its wanted size.
 *
 * @param create how many pods are to be made
 * @param delete which pods are to go
 */
record ReplicaPlan(int create, List<Pod> delete) {
    /** No more creations or deletions than this in one go; the next run does the rest. */
    static final int BURST = 500;

    /**
     * @param active the set's pods that count
     * @param siblings active pods of the sets with the same controller, this set's among them; they tell which nodes have
     *     many
     */
    static ReplicaPlan of(int wanted, List<Pod> active, List<Pod> siblings, Instant now) {
        int missing = wanted - active.size();
        if (missing >= 0) {
            return new ReplicaPlan(Math.min(missing, BURST), List.of());
        }
        Map<String, Long> readyOnNode = siblings.stream()
                .filter(PodFacts::isReady)
                .map(pod -> pod.getSpec().getNodeName())
                .filter(Objects::nonNull)
                .collect(Collectors.groupingBy(node -> node, Collectors.counting()));
        return new ReplicaPlan(
                0,
                active.stream()
                        .sorted(DeletionRank.firstToGo(readyOnNode, now))
                        .limit(Math.min(-missing, BURST))
                        .toList());
    }
}
