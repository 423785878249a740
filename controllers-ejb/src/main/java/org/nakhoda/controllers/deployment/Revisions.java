package org.nakhoda.controllers.deployment;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The annotations by which {@code kubectl rollout history} and {@code undo} find their way, and those that remember for
 * which size a ReplicaSet was last scaled.
 */
final class Revisions {
    static final String REVISION = "deployment.kubernetes.io/revision";
    static final String HISTORY = "deployment.kubernetes.io/revision-history";
    static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
    static final String MOST = "deployment.kubernetes.io/max-replicas";

    /** The Deployment's own, which say nothing about a ReplicaSet. */
    private static final Set<String> NOT_COPIED = Set.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            REVISION,
            HISTORY,
            DESIRED,
            MOST,
            "deprecated.deployment.rollback.to");

    private static final int LONGEST_HISTORY = 2000;

    private Revisions() {}

    static Map<String, String> annotations(HasMetadata object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? Map.of() : annotations;
    }

    /** 0 if it has none. */
    static long of(HasMetadata object) {
        return number(object, REVISION, 0);
    }

    static long number(HasMetadata object, String annotation, long otherwise) {
        try {
            return Long.parseLong(annotations(object).getOrDefault(annotation, ""));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    static long next(Collection<ReplicaSet> old) {
        return old.stream().mapToLong(Revisions::of).max().orElse(0) + 1;
    }

    /** What the current ReplicaSet's annotations are to be. A former revision that becomes current again keeps its past. */
    static Map<String, String> forCurrent(Deployment deployment, Map<String, String> present, long revision) {
        Map<String, String> result = new TreeMap<>(present);
        annotations(deployment).forEach((key, value) -> {
            if (!NOT_COPIED.contains(key)) {
                result.put(key, value);
            }
        });
        String before = present.get(REVISION);
        if (before == null) {
            result.put(REVISION, Long.toString(revision));
        } else if (isOlder(before, revision)) {
            result.put(REVISION, Long.toString(revision));
            result.put(HISTORY, extended(present.get(HISTORY), before));
        }
        result.putIfAbsent(DESIRED, Integer.toString(Replicas.wanted(deployment)));
        result.putIfAbsent(MOST, Integer.toString(Replicas.wanted(deployment) + Replicas.maxSurge(deployment)));
        return result;
    }

    private static boolean isOlder(String text, long revision) {
        try {
            return Long.parseLong(text) < revision;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    private static String extended(String history, String revision) {
        if (history == null || history.isEmpty()) {
            return revision;
        }
        String longer = history + "," + revision;
        while (longer.length() > LONGEST_HISTORY) {
            longer = longer.substring(longer.indexOf(',') + 1);
        }
        return longer;
    }

    /** The old ReplicaSets that the history has no room for, oldest revisions first; none that still has or gets pods. */
    static List<ReplicaSet> forgotten(Deployment deployment, List<ReplicaSet> old) {
        Integer limit = deployment.getSpec().getRevisionHistoryLimit();
        if (limit == null || limit == Integer.MAX_VALUE) {
            return List.of();
        }
        List<ReplicaSet> alive = old.stream()
                .filter(set -> set.getMetadata().getDeletionTimestamp() == null)
                .sorted(Comparator.<ReplicaSet>comparingLong(Revisions::of).thenComparing(Replicas.OLDEST_FIRST))
                .toList();
        return alive.stream()
                .limit(Math.max(0, alive.size() - limit))
                .filter(set -> Replicas.wanted(set) == 0 && Replicas.actual(set) == 0 && isObserved(set))
                .toList();
    }

    private static boolean isObserved(ReplicaSet set) {
        Long generation = set.getMetadata().getGeneration();
        Long observed = set.getStatus() == null ? null : set.getStatus().getObservedGeneration();
        return generation == null || observed != null && observed >= generation;
    }
}
