package org.nakhoda.controllers.replicaset;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.client.meta.ConditionKind;
import org.nakhoda.client.meta.Timestamps;
import org.nakhoda.controllers.pod.PodFacts;

/** What a ReplicaSet's status is to say. */
final class ReplicaStatus {
    static final ConditionKind<ReplicaSetCondition> CONDITIONS = new ConditionKind<>(
            ReplicaSetCondition::getType,
            ReplicaSetCondition::getStatus,
            ReplicaSetCondition::getLastTransitionTime,
            (condition, time) -> new ReplicaSetConditionBuilder(condition)
                    .withLastTransitionTime(time)
                    .build());

    private static final String FAILURE = "ReplicaFailure";

    private ReplicaStatus() {}

    /**
     * @param active pods that count
     * @param failure why pods could not be made or removed, if so
     */
    static ReplicaSetStatus of(
            ReplicaSet set, List<Pod> active, long terminating, Optional<ReplicaFailure> failure, Instant now) {
        ReplicaSetStatus former = set.getStatus() == null ? new ReplicaSetStatus() : set.getStatus();
        Duration minReady = minReady(set);
        Map<String, String> templateLabels = set.getSpec().getTemplate().getMetadata() == null
                        || set.getSpec().getTemplate().getMetadata().getLabels() == null
                ? Map.of()
                : set.getSpec().getTemplate().getMetadata().getLabels();
        List<ReplicaSetCondition> conditions = failure.map(problem -> failed(former.getConditions(), problem, now))
                .orElseGet(() -> CONDITIONS.without(former.getConditions(), FAILURE));
        return new ReplicaSetStatusBuilder()
                .withReplicas(active.size())
                .withFullyLabeledReplicas((int) active.stream()
                        .filter(pod -> pod.getMetadata().getLabels() != null
                                && pod.getMetadata().getLabels().entrySet().containsAll(templateLabels.entrySet()))
                        .count())
                .withReadyReplicas(
                        (int) active.stream().filter(PodFacts::isReady).count())
                .withAvailableReplicas((int) active.stream()
                        .filter(pod -> PodFacts.isAvailable(pod, minReady, now))
                        .count())
                .withTerminatingReplicas((int) terminating)
                .withObservedGeneration(set.getMetadata().getGeneration())
                .withConditions(conditions)
                .build();
    }

    /**
     * The first failure stays until there is none: its message names a pod that was never made, and a condition that changed
     * with each attempt would bring about the next one at once.
     */
    private static List<ReplicaSetCondition> failed(
            List<ReplicaSetCondition> former, ReplicaFailure problem, Instant now) {
        if (CONDITIONS.is(former, FAILURE, ConditionKind.TRUE)) {
            return former;
        }
        return CONDITIONS.with(
                former,
                new ReplicaSetConditionBuilder()
                        .withType(FAILURE)
                        .withStatus(ConditionKind.TRUE)
                        .withReason(problem.reason())
                        .withMessage(problem.message())
                        .withLastTransitionTime(Timestamps.time(now))
                        .build());
    }

    static Duration minReady(ReplicaSet set) {
        Integer seconds = set.getSpec().getMinReadySeconds();
        return Duration.ofSeconds(seconds == null ? 0 : seconds);
    }

    /** When the next ready pod becomes available. */
    static Optional<Instant> nextAvailability(ReplicaSet set, List<Pod> active, Instant now) {
        Duration minReady = minReady(set);
        return active.stream()
                .filter(pod -> !PodFacts.isAvailable(pod, minReady, now))
                .flatMap(pod -> PodFacts.availableAt(pod, minReady).stream())
                .min(Instant::compareTo);
    }
}
