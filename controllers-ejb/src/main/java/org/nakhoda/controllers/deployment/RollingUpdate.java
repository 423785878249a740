package org.nakhoda.controllers.deployment;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.List;

/**
 * The next step from old ReplicaSets to the current one: never more pods than wanted plus {@code maxSurge}, never fewer
 * available ones than wanted less {@code maxUnavailable}. Pure; each step waits for what the last one did to show.
 */
final class RollingUpdate {
    private RollingUpdate() {}

    /** The size that the current set is to have now, whether it exists already or not. */
    static int currentSize(Deployment deployment, List<ReplicaSet> all, int currentSize) {
        int wanted = Replicas.wanted(deployment);
        if (!Replicas.isRolling(deployment) || currentSize >= wanted) {
            return wanted;
        }
        int room = wanted + Replicas.maxSurge(deployment) - Replicas.wanted(all);
        return room <= 0 ? currentSize : currentSize + Math.min(room, wanted - currentSize);
    }

    /** How far the old sets may shrink now: unhealthy pods first, then as many as availability allows. */
    static List<Resize> shrinkOld(Deployment deployment, Generations generations) {
        ReplicaSet current = generations.current().orElseThrow();
        List<ReplicaSet> old = generations.old();
        if (Replicas.wanted(old) == 0) {
            return List.of();
        }
        List<ReplicaSet> all = generations.all();
        int leastAvailable = Replicas.wanted(deployment) - Replicas.maxUnavailable(deployment);
        int currentUnavailable = Replicas.wanted(current) - Replicas.available(current);
        int most = Replicas.wanted(all) - leastAvailable - currentUnavailable;
        if (most <= 0) {
            return List.of();
        }
        int[] sizes = old.stream().mapToInt(Replicas::wanted).toArray();
        removeUnhealthy(old, sizes, most);
        removeAvailable(old, sizes, Replicas.available(all) - leastAvailable);
        List<Resize> plan = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] != Replicas.wanted(old.get(i))) {
                plan.add(new Resize(old.get(i), sizes[i]));
            }
        }
        return plan;
    }

    /** Pods that serve nobody cost no availability. */
    private static void removeUnhealthy(List<ReplicaSet> old, int[] sizes, int most) {
        int left = most;
        for (int i = 0; i < sizes.length && left > 0; i++) {
            int unhealthy = sizes[i] - Replicas.available(old.get(i));
            int fewer = Math.max(0, Math.min(left, Math.min(unhealthy, sizes[i])));
            sizes[i] -= fewer;
            left -= fewer;
        }
    }

    private static void removeAvailable(List<ReplicaSet> old, int[] sizes, int spare) {
        int left = spare;
        for (int i = 0; i < sizes.length && left > 0; i++) {
            int fewer = Math.min(left, sizes[i]);
            sizes[i] -= fewer;
            left -= fewer;
        }
    }
}
