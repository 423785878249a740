package org.nakhoda.controllers.deployment;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.nakhoda.client.meta.Shares;
import org.nakhoda.client.meta.Shares.Rounding;

/** Numbers of a Deployment and its ReplicaSets. */
final class Replicas {
    static final Comparator<ReplicaSet> OLDEST_FIRST = Comparator.<ReplicaSet, String>comparing(
                    set -> orEmpty(set.getMetadata().getCreationTimestamp()))
            .thenComparing(set -> set.getMetadata().getName());

    private Replicas() {}

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    static int wanted(Deployment deployment) {
        Integer replicas = deployment.getSpec().getReplicas();
        return replicas == null ? 1 : replicas;
    }

    static int wanted(ReplicaSet set) {
        Integer replicas = set.getSpec().getReplicas();
        return replicas == null ? 1 : replicas;
    }

    static int wanted(Collection<ReplicaSet> sets) {
        return sets.stream().mapToInt(Replicas::wanted).sum();
    }

    static int actual(ReplicaSet set) {
        return set.getStatus() == null ? 0 : orZero(set.getStatus().getReplicas());
    }

    static int actual(Collection<ReplicaSet> sets) {
        return sets.stream().mapToInt(Replicas::actual).sum();
    }

    static int ready(Collection<ReplicaSet> sets) {
        return sets.stream()
                .mapToInt(set ->
                        set.getStatus() == null ? 0 : orZero(set.getStatus().getReadyReplicas()))
                .sum();
    }

    static int available(ReplicaSet set) {
        return set.getStatus() == null ? 0 : orZero(set.getStatus().getAvailableReplicas());
    }

    static int available(Collection<ReplicaSet> sets) {
        return sets.stream().mapToInt(Replicas::available).sum();
    }

    static int terminating(Collection<ReplicaSet> sets) {
        return sets.stream()
                .mapToInt(set ->
                        set.getStatus() == null ? 0 : orZero(set.getStatus().getTerminatingReplicas()))
                .sum();
    }

    static int orZero(Integer number) {
        return number == null ? 0 : number;
    }

    static List<ReplicaSet> active(Collection<ReplicaSet> sets) {
        return sets.stream().filter(set -> wanted(set) > 0).toList();
    }

    static boolean isRolling(Deployment deployment) {
        return deployment.getSpec().getStrategy() == null
                || !"Recreate".equals(deployment.getSpec().getStrategy().getType());
    }

    /** How many pods above the wanted number there may be during an update. */
    static int maxSurge(Deployment deployment) {
        if (!isRolling(deployment)) {
            return 0;
        }
        return Shares.of(rolling(deployment).getMaxSurge(), wanted(deployment), Rounding.UP, 1);
    }

    /** How many of the wanted pods may be unavailable during an update; never so few that nothing could move. */
    static int maxUnavailable(Deployment deployment) {
        int wanted = wanted(deployment);
        if (!isRolling(deployment) || wanted == 0) {
            return 0;
        }
        int unavailable = Shares.of(rolling(deployment).getMaxUnavailable(), wanted, Rounding.DOWN, 1);
        if (unavailable == 0 && maxSurge(deployment) == 0) {
            unavailable = 1;
        }
        return Math.min(unavailable, wanted);
    }

    private static RollingUpdateDeployment rolling(Deployment deployment) {
        RollingUpdateDeployment rolling = deployment.getSpec().getStrategy() == null
                ? null
                : deployment.getSpec().getStrategy().getRollingUpdate();
        return rolling == null ? new RollingUpdateDeployment() : rolling;
    }
}
