package org.nakhoda.controllers.deployment;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.nakhoda.client.meta.ConditionKind;
import org.nakhoda.client.meta.Timestamps;

/** What a Deployment's status is to say, and the reasons that {@code kubectl rollout status} waits for. */
final class Progress {
    static final String AVAILABLE = "Available";
    static final String PROGRESSING = "Progressing";
    static final String REPLICA_FAILURE = "ReplicaFailure";

    static final String NEW_SET_CREATED = "NewReplicaSetCreated";
    static final String NEW_SET_FOUND = "FoundNewReplicaSet";
    static final String NEW_SET_AVAILABLE = "NewReplicaSetAvailable";
    static final String SET_UPDATED = "ReplicaSetUpdated";
    static final String SET_CREATE_ERROR = "ReplicaSetCreateError";
    static final String TIMED_OUT = "ProgressDeadlineExceeded";
    static final String PAUSED = "DeploymentPaused";
    static final String RESUMED = "DeploymentResumed";

    static final ConditionKind<DeploymentCondition> CONDITIONS = new ConditionKind<>(
            DeploymentCondition::getType,
            DeploymentCondition::getStatus,
            DeploymentCondition::getLastTransitionTime,
            (condition, time) -> new DeploymentConditionBuilder(condition)
                    .withLastTransitionTime(time)
                    .build());

    private Progress() {}

    static DeploymentCondition condition(String type, String status, String reason, String message, Instant now) {
        String time = Timestamps.time(now);
        return new DeploymentConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastUpdateTime(time)
                .withLastTransitionTime(time)
                .build();
    }

    /** As {@link ConditionKind#with}, and a condition that says the same as before stays untouched, update time and all. */
    static List<DeploymentCondition> with(List<DeploymentCondition> conditions, DeploymentCondition condition) {
        boolean same = CONDITIONS
                .find(conditions, condition.getType())
                .filter(present -> condition.getStatus().equals(present.getStatus())
                        && condition.getReason().equals(present.getReason()))
                .isPresent();
        return same ? conditions : CONDITIONS.with(conditions, condition);
    }

    static Optional<Duration> deadline(Deployment deployment) {
        Integer seconds = deployment.getSpec().getProgressDeadlineSeconds();
        return seconds == null || seconds == Integer.MAX_VALUE
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(seconds));
    }

    /** The numbers and whether there are enough available pods. */
    static DeploymentStatus counted(Deployment deployment, Generations generations, Instant now) {
        List<ReplicaSet> all = generations.all();
        int available = Replicas.available(all);
        DeploymentStatus former = former(deployment);
        boolean enough = available >= Replicas.wanted(deployment) - Replicas.maxUnavailable(deployment);
        return new DeploymentStatusBuilder()
                .withObservedGeneration(deployment.getMetadata().getGeneration())
                .withReplicas(Replicas.actual(all))
                .withUpdatedReplicas(generations.current().map(Replicas::actual).orElse(0))
                .withReadyReplicas(Replicas.ready(all))
                .withAvailableReplicas(available)
                .withUnavailableReplicas(Math.max(0, Replicas.wanted(all) - available))
                .withTerminatingReplicas(Replicas.terminating(all))
                .withCollisionCount(former.getCollisionCount())
                .withConditions(with(
                        former.getConditions(),
                        enough
                                ? condition(
                                        AVAILABLE,
                                        ConditionKind.TRUE,
                                        "MinimumReplicasAvailable",
                                        "Deployment has minimum availability.",
                                        now)
                                : condition(
                                        AVAILABLE,
                                        ConditionKind.FALSE,
                                        "MinimumReplicasUnavailable",
                                        "Deployment does not have minimum availability.",
                                        now)))
                .build();
    }

    /** The whole status in the course of a rollout. */
    static DeploymentStatus of(Deployment deployment, Generations generations, Instant now) {
        DeploymentStatus status = counted(deployment, generations, now);
        List<DeploymentCondition> conditions = status.getConditions();
        if (deadline(deployment).isEmpty()) {
            conditions = CONDITIONS.without(conditions, PROGRESSING);
        } else if (!wasComplete(status, conditions)) {
            conditions = progressed(deployment, generations, status, conditions, now);
        }
        conditions = replicaFailure(generations, conditions, now);
        status.setConditions(conditions);
        return status;
    }

    private static boolean wasComplete(DeploymentStatus status, List<DeploymentCondition> conditions) {
        return status.getReplicas().equals(status.getUpdatedReplicas())
                && CONDITIONS
                        .find(conditions, PROGRESSING)
                        .filter(condition -> NEW_SET_AVAILABLE.equals(condition.getReason()))
                        .isPresent();
    }

    private static List<DeploymentCondition> progressed(
            Deployment deployment,
            Generations generations,
            DeploymentStatus status,
            List<DeploymentCondition> conditions,
            Instant now) {
        String what = generations
                .current()
                .map(set -> "ReplicaSet \"" + set.getMetadata().getName() + "\"")
                .orElse("Deployment \"" + deployment.getMetadata().getName() + "\"");
        if (isComplete(deployment, status)) {
            return with(
                    conditions,
                    condition(
                            PROGRESSING,
                            ConditionKind.TRUE,
                            NEW_SET_AVAILABLE,
                            what + " has successfully progressed.",
                            now));
        }
        if (hasAdvanced(former(deployment), status)) {
            // every step forward restarts the deadline, so the update time moves though the status may not
            return CONDITIONS.with(
                    conditions,
                    condition(PROGRESSING, ConditionKind.TRUE, SET_UPDATED, what + " is progressing.", now));
        }
        if (hasTimedOut(deployment, conditions, now)) {
            return with(
                    conditions,
                    condition(PROGRESSING, ConditionKind.FALSE, TIMED_OUT, what + " has timed out progressing.", now));
        }
        return conditions;
    }

    private static List<DeploymentCondition> replicaFailure(
            Generations generations, List<DeploymentCondition> conditions, Instant now) {
        Optional<ReplicaSetCondition> failure = generations.current().stream()
                .flatMap(set -> failure(set).stream())
                .findFirst()
                .or(() -> generations.old().stream()
                        .flatMap(set -> failure(set).stream())
                        .findFirst());
        return failure.map(cause -> with(
                        conditions,
                        condition(REPLICA_FAILURE, cause.getStatus(), cause.getReason(), cause.getMessage(), now)))
                .orElseGet(() -> CONDITIONS.without(conditions, REPLICA_FAILURE));
    }

    private static Optional<ReplicaSetCondition> failure(ReplicaSet set) {
        return set.getStatus() == null
                ? Optional.empty()
                : set.getStatus().getConditions().stream()
                        .filter(condition -> REPLICA_FAILURE.equals(condition.getType()))
                        .findFirst();
    }

    /** Whether every wanted pod is of the current template and available, and no other is left. */
    static boolean isComplete(Deployment deployment, DeploymentStatus status) {
        int wanted = Replicas.wanted(deployment);
        Long generation = deployment.getMetadata().getGeneration();
        return Replicas.orZero(status.getUpdatedReplicas()) == wanted
                && Replicas.orZero(status.getReplicas()) == wanted
                && Replicas.orZero(status.getAvailableReplicas()) == wanted
                && (generation == null
                        || status.getObservedGeneration() != null && status.getObservedGeneration() >= generation);
    }

    private static boolean hasAdvanced(DeploymentStatus former, DeploymentStatus now) {
        int formerOld = Replicas.orZero(former.getReplicas()) - Replicas.orZero(former.getUpdatedReplicas());
        int old = now.getReplicas() - now.getUpdatedReplicas();
        return now.getUpdatedReplicas() > Replicas.orZero(former.getUpdatedReplicas())
                || old < formerOld
                || now.getReadyReplicas() > Replicas.orZero(former.getReadyReplicas())
                || now.getAvailableReplicas() > Replicas.orZero(former.getAvailableReplicas());
    }

    private static boolean hasTimedOut(Deployment deployment, List<DeploymentCondition> conditions, Instant now) {
        return CONDITIONS
                .find(conditions, PROGRESSING)
                .filter(condition -> !NEW_SET_AVAILABLE.equals(condition.getReason()))
                .filter(condition -> TIMED_OUT.equals(condition.getReason())
                        || due(deployment, condition)
                                .filter(due -> now.isAfter(due))
                                .isPresent())
                .isPresent();
    }

    private static Optional<Instant> due(Deployment deployment, DeploymentCondition progressing) {
        return deadline(deployment).flatMap(limit -> Timestamps.parse(progressing.getLastUpdateTime())
                .map(since -> since.plus(limit)));
    }

    /** When the deadline is to be checked, if nothing happens before. */
    static Optional<Instant> checkAt(Deployment deployment, DeploymentStatus status) {
        if (isComplete(deployment, status)) {
            return Optional.empty();
        }
        return CONDITIONS
                .find(status.getConditions(), PROGRESSING)
                .filter(condition ->
                        !TIMED_OUT.equals(condition.getReason()) && !NEW_SET_AVAILABLE.equals(condition.getReason()))
                .flatMap(condition -> due(deployment, condition))
                .map(due -> due.plusSeconds(1));
    }

    /** The Progressing condition that tells whether the deployment is paused; empty if it needs no change. */
    static Optional<DeploymentCondition> pausing(Deployment deployment, Instant now) {
        if (deadline(deployment).isEmpty()) {
            return Optional.empty();
        }
        Optional<DeploymentCondition> present =
                CONDITIONS.find(former(deployment).getConditions(), PROGRESSING);
        if (present.filter(condition -> TIMED_OUT.equals(condition.getReason())).isPresent()) {
            // what has failed stays failed until something changes
            return Optional.empty();
        }
        boolean saysPaused = present.filter(condition -> PAUSED.equals(condition.getReason()))
                .isPresent();
        boolean paused = Boolean.TRUE.equals(deployment.getSpec().getPaused());
        if (paused == saysPaused) {
            return Optional.empty();
        }
        return Optional.of(
                paused
                        ? condition(PROGRESSING, ConditionKind.UNKNOWN, PAUSED, "Deployment is paused", now)
                        : condition(PROGRESSING, ConditionKind.UNKNOWN, RESUMED, "Deployment is resumed", now));
    }

    static DeploymentStatus former(Deployment deployment) {
        return deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus();
    }
}
