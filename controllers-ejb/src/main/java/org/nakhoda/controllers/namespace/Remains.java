package org.nakhoda.controllers.namespace;

import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.api.model.NamespaceConditionBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.nakhoda.client.meta.ConditionKind;
import org.nakhoda.client.meta.Timestamps;

/** What one attempt to empty a namespace has left, and how its conditions tell so. */
final class Remains {
    static final ConditionKind<NamespaceCondition> CONDITIONS = new ConditionKind<>(
            NamespaceCondition::getType,
            NamespaceCondition::getStatus,
            NamespaceCondition::getLastTransitionTime,
            (condition, time) -> new NamespaceConditionBuilder(condition)
                    .withLastTransitionTime(time)
                    .build());

    private final Map<String, Integer> objects = new TreeMap<>();
    private final Map<String, Integer> finalizers = new TreeMap<>();
    private final Map<String, String> failures = new TreeMap<>();
    private final Map<String, String> undiscovered = new TreeMap<>();

    void object(String resource, List<String> itsFinalizers) {
        objects.merge(resource, 1, Integer::sum);
        itsFinalizers.forEach(finalizer -> finalizers.merge(finalizer, 1, Integer::sum));
    }

    void failure(String resource, String reason) {
        failures.put(resource, reason);
    }

    void undiscovered(Map<String, String> groupVersions) {
        undiscovered.putAll(groupVersions);
    }

    boolean isEmpty() {
        return objects.isEmpty() && failures.isEmpty() && undiscovered.isEmpty();
    }

    List<NamespaceCondition> conditions(List<NamespaceCondition> former, Instant now) {
        List<NamespaceCondition> result = former;
        result = CONDITIONS.with(
                result,
                undiscovered.isEmpty()
                        ? condition(
                                "NamespaceDeletionDiscoveryFailure",
                                false,
                                "ResourcesDiscovered",
                                "All resources successfully discovered",
                                now)
                        : condition(
                                "NamespaceDeletionDiscoveryFailure",
                                true,
                                "DiscoveryFailed",
                                "Discovery failed for some groups: " + undiscovered,
                                now));
        result = CONDITIONS.with(
                result,
                condition(
                        "NamespaceDeletionGroupVersionParsingFailure",
                        false,
                        "ParsedGroupVersions",
                        "All legacy kube types successfully parsed",
                        now));
        result = CONDITIONS.with(
                result,
                failures.isEmpty()
                        ? condition(
                                "NamespaceDeletionContentFailure",
                                false,
                                "ContentDeleted",
                                "All content successfully deleted, may be waiting on finalization",
                                now)
                        : condition(
                                "NamespaceDeletionContentFailure",
                                true,
                                "ContentDeletionFailed",
                                "Failed to delete all resource types: " + failures,
                                now));
        result = CONDITIONS.with(
                result,
                objects.isEmpty()
                        ? condition(
                                "NamespaceContentRemaining",
                                false,
                                "ContentRemoved",
                                "All content successfully removed",
                                now)
                        : condition(
                                "NamespaceContentRemaining",
                                true,
                                "SomeResourcesRemain",
                                "Some resources are remaining: " + counted(objects, "%s has %d resource instances"),
                                now));
        return CONDITIONS.with(
                result,
                finalizers.isEmpty()
                        ? condition(
                                "NamespaceFinalizersRemaining",
                                false,
                                "ContentHasNoFinalizers",
                                "All content-preserving finalizers finished",
                                now)
                        : condition(
                                "NamespaceFinalizersRemaining",
                                true,
                                "SomeFinalizersRemain",
                                "Some content in the namespace has finalizers remaining: "
                                        + counted(finalizers, "%s in %d resource instances"),
                                now));
    }

    private static String counted(Map<String, Integer> counts, String format) {
        return counts.entrySet().stream()
                .map(entry -> format.formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static NamespaceCondition condition(
            String type, boolean status, String reason, String message, Instant now) {
        return new NamespaceConditionBuilder()
                .withType(type)
                .withStatus(status ? ConditionKind.TRUE : ConditionKind.FALSE)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(Timestamps.time(now))
                .build();
    }
}
