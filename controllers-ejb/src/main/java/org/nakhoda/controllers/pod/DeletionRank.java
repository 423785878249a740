package org.nakhoda.controllers.pod;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.client.meta.Timestamps;

/**
 * Which pods go first when a set shrinks, as ReplicaSet's documentation orders them: not bound before bound, pending
 * before running, not ready before ready, lower {@code controller.kubernetes.io/pod-deletion-cost} first, from nodes with
 * more ready replicas first, ready for a shorter time first, more restarts first, younger first. Times count by orders of
 * magnitude, so that age alone does not fill the oldest nodes.
 */
public final class DeletionRank {
    /** Annotation: an integer, 0 unless set. */
    public static final String COST = "controller.kubernetes.io/pod-deletion-cost";

    private DeletionRank() {}

    /** @param readyOnNode how many ready replicas of the same set or its siblings a node has */
    public static Comparator<Pod> firstToGo(Map<String, Long> readyOnNode, Instant now) {
        return Comparator.<Pod, Boolean>comparing(PodFacts::isScheduled)
                .thenComparing(pod -> phaseRank(PodFacts.phase(pod)))
                .thenComparing(PodFacts::isReady)
                .thenComparing(DeletionRank::cost)
                .thenComparing(
                        pod -> PodFacts.isScheduled(pod)
                                ? readyOnNode.getOrDefault(pod.getSpec().getNodeName(), 0L)
                                : 0L,
                        Comparator.reverseOrder())
                .thenComparing(pod -> magnitude(PodFacts.readySince(pod), now))
                .thenComparing(DeletionRank::restarts, Comparator.reverseOrder())
                .thenComparing(
                        pod -> magnitude(Timestamps.parse(pod.getMetadata().getCreationTimestamp()), now))
                .thenComparing(pod -> pod.getMetadata().getUid(), Comparator.nullsFirst(Comparator.naturalOrder()));
    }

    private static int phaseRank(String phase) {
        return switch (phase) {
            case "Pending" -> 0;
            case "Unknown" -> 1;
            default -> 2;
        };
    }

    private static int cost(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        String value = annotations == null ? null : annotations.get(COST);
        try {
            return value == null ? 0 : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static int restarts(Pod pod) {
        return pod.getStatus() == null
                ? 0
                : pod.getStatus().getContainerStatuses().stream()
                        .map(ContainerStatus::getRestartCount)
                        .mapToInt(count -> count == null ? 0 : count)
                        .max()
                        .orElse(0);
    }

    /** The binary logarithm of the age in seconds; younger is smaller. */
    private static int magnitude(Optional<Instant> since, Instant now) {
        long seconds =
                since.map(from -> now.getEpochSecond() - from.getEpochSecond()).orElse(0L);
        return seconds <= 0 ? 0 : 64 - Long.numberOfLeadingZeros(seconds);
    }
}
