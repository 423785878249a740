package org.nakhoda.controllers.deployment;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A change of size alone. In the middle of an update it is shared out among the ReplicaSets in proportion, so that a
 * sudden need for more pods is not met by an untested version alone.
 */
final class Scaling {
    private Scaling() {}

    /** Whether the wanted number has changed since the ReplicaSets were last scaled. */
    static boolean isDue(Deployment deployment, List<ReplicaSet> all) {
        int wanted = Replicas.wanted(deployment);
        return Replicas.active(all).stream()
                .anyMatch(set -> Revisions.number(set, Revisions.DESIRED, wanted) != wanted);
    }

    /** Every set of the plan also learns for which size it was made, even if its own stays. */
    static List<Resize> plan(Deployment deployment, Generations generations) {
        int wanted = Replicas.wanted(deployment);
        Optional<ReplicaSet> only = onlyOneOrLatest(generations);
        if (only.isPresent()) {
            return List.of(new Resize(only.get(), wanted));
        }
        if (generations.current().filter(set -> isSaturated(deployment, set)).isPresent()) {
            return Replicas.active(generations.old()).stream()
                    .map(set -> new Resize(set, 0))
                    .toList();
        }
        return Replicas.isRolling(deployment) ? proportional(deployment, generations.all()) : List.of();
    }

    private static Optional<ReplicaSet> onlyOneOrLatest(Generations generations) {
        List<ReplicaSet> active = Replicas.active(generations.all());
        return switch (active.size()) {
            case 0 -> generations.current().or(() -> generations.old().stream().reduce((older, newer) -> newer));
            case 1 -> Optional.of(active.get(0));
            default -> Optional.empty();
        };
    }

    private static boolean isSaturated(Deployment deployment, ReplicaSet current) {
        int wanted = Replicas.wanted(deployment);
        return Replicas.wanted(current) == wanted
                && Revisions.number(current, Revisions.DESIRED, -1) == wanted
                && Replicas.available(current) == wanted;
    }

    private static List<Resize> proportional(Deployment deployment, List<ReplicaSet> all) {
        int wanted = Replicas.wanted(deployment);
        int allowed = wanted > 0 ? wanted + Replicas.maxSurge(deployment) : 0;
        int toAdd = allowed - Replicas.wanted(all);
        // the largest first; of equal ones the newest when growing, the oldest when shrinking
        Comparator<ReplicaSet> age = toAdd > 0 ? Replicas.OLDEST_FIRST.reversed() : Replicas.OLDEST_FIRST;
        List<ReplicaSet> bySize = Replicas.active(all).stream()
                .sorted(Comparator.<ReplicaSet>comparingInt(set -> -Replicas.wanted(set))
                        .thenComparing(age))
                .toList();
        List<Resize> plan = new ArrayList<>();
        int added = 0;
        for (ReplicaSet set : bySize) {
            int share = toAdd == 0 ? 0 : share(deployment, set, allowed, toAdd - added);
            added += share;
            plan.add(new Resize(set, Replicas.wanted(set) + share));
        }
        if (!plan.isEmpty() && toAdd != added) {
            Resize first = plan.get(0);
            plan.set(0, new Resize(first.set(), Math.max(0, first.size() + toAdd - added)));
        }
        return plan;
    }

    /** A set's part of a change, in proportion to its size when it was last scaled, within what is left. */
    private static int share(Deployment deployment, ReplicaSet set, int allowed, int left) {
        if (Replicas.wanted(deployment) == 0) {
            return -Replicas.wanted(set);
        }
        long before = Revisions.number(set, Revisions.MOST, 0);
        if (before == 0) {
            before = deployment.getStatus() == null
                    ? 0
                    : Replicas.orZero(deployment.getStatus().getReplicas());
        }
        if (before == 0) {
            return 0;
        }
        long size = Math.round((double) Replicas.wanted(set) * allowed / before);
        int share = (int) (size - Replicas.wanted(set));
        return left > 0 ? Math.max(0, Math.min(share, left)) : Math.min(0, Math.max(share, left));
    }
}
