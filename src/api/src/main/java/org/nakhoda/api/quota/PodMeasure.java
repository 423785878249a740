package org.nakhoda.api.quota;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.PodRequirements;
import org.nakhoda.api.core.QosClass;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.quantity.ResourceList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pods and what they request and are limited to. {@code count/pods} counts all; everything else only pods that have not ended
 * and are not overdue to go.
 */
final class PodMeasure implements Measure {
    static final GroupResource RESOURCE = GroupResource.core("pods");

    private static final String COUNT = ObjectCount.nameOf(RESOURCE);
    private static final String REQUESTS = "requests.";
    private static final String LIMITS = "limits.";
    private static final List<String> COMPUTE = List.of("cpu", "memory", "ephemeral-storage");
    private static final Set<String> NAMES = Set.of(
            COUNT,
            "pods",
            "cpu",
            "memory",
            "ephemeral-storage",
            "requests.cpu",
            "requests.memory",
            "requests.ephemeral-storage",
            "limits.cpu",
            "limits.memory",
            "limits.ephemeral-storage");
    /** Who bounds these makes every container state them. */
    private static final Set<String> DEMANDED =
            Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");

    @Override
    public boolean counts(String name) {
        return NAMES.contains(name)
                || name.startsWith("hugepages-")
                || name.startsWith("requests.hugepages-")
                || name.startsWith(REQUESTS) && extended(name.substring(REQUESTS.length()));
    }

    /** A resource of a vendor, such as {@code nvidia.com/gpu}. */
    private static boolean extended(String name) {
        int slash = name.indexOf('/');
        return slash > 0 && !name.substring(0, slash).endsWith("kubernetes.io");
    }

    @Override
    public ResourceList usage(JsonNode pod, Instant now) {
        ResourceList usage = ObjectCount.one(COUNT);
        if (ended(pod, now)) {
            return usage;
        }
        return usage.plus(compute(PodRequirements.requests(pod), PodRequirements.limits(pod)));
    }

    private static boolean ended(JsonNode pod, Instant now) {
        String phase = Tree.text(pod, "status", "phase");
        if (phase.equals("Succeeded") || phase.equals("Failed")) {
            return true;
        }
        JsonNode metadata = pod.path("metadata");
        String deleted = Tree.text(metadata, "deletionTimestamp");
        JsonNode grace = metadata.path("deletionGracePeriodSeconds");
        if (deleted.isEmpty() || !grace.isIntegralNumber()) {
            return false;
        }
        try {
            return now.isAfter(Instant.parse(deleted).plusSeconds(grace.asLong()));
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static ResourceList compute(ResourceList requests, ResourceList limits) {
        Map<String, Quantity> usage = new HashMap<>();
        usage.put("pods", Quantity.of(1));
        for (String name : COMPUTE) {
            if (requests.has(name)) {
                usage.put(name, requests.get(name));
                usage.put(REQUESTS + name, requests.get(name));
            }
            if (limits.has(name)) {
                usage.put(LIMITS + name, limits.get(name));
            }
        }
        requests.asMap().forEach((name, amount) -> {
            if (name.startsWith("hugepages-")) {
                usage.put(name, amount);
                usage.put(REQUESTS + name, amount);
            } else if (extended(name)) {
                usage.put(REQUESTS + name, amount);
            }
        });
        return ResourceList.of(usage);
    }

    @Override
    public boolean changes(String subresource) {
        return subresource.equals("resize");
    }

    @Override
    public boolean inScope(Scope scope, JsonNode pod) {
        JsonNode spec = pod.path("spec");
        return switch (scope.name()) {
            case Scope.TERMINATING -> Tree.number(spec, "activeDeadlineSeconds", -1) >= 0;
            case Scope.NOT_TERMINATING -> Tree.number(spec, "activeDeadlineSeconds", -1) < 0;
            case Scope.BEST_EFFORT -> QosClass.of(spec) == QosClass.BEST_EFFORT;
            case Scope.NOT_BEST_EFFORT -> QosClass.of(spec) != QosClass.BEST_EFFORT;
            case Scope.PRIORITY_CLASS -> scope.selects(Tree.text(spec, "priorityClassName"));
            case Scope.CROSS_NAMESPACE_POD_AFFINITY -> crossesNamespaces(spec.path("affinity"));
            default -> false;
        };
    }

    private static boolean crossesNamespaces(JsonNode affinity) {
        for (String kind : List.of("podAffinity", "podAntiAffinity")) {
            JsonNode rules = affinity.path(kind);
            for (JsonNode term : rules.path("requiredDuringSchedulingIgnoredDuringExecution")) {
                if (crosses(term)) {
                    return true;
                }
            }
            for (JsonNode weighted : rules.path("preferredDuringSchedulingIgnoredDuringExecution")) {
                if (crosses(weighted.path("podAffinityTerm"))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean crosses(JsonNode term) {
        return !term.path("namespaces").isEmpty()
                || term.path("namespaceSelector").isObject();
    }

    @Override
    public Optional<String> missing(Set<String> bounded, JsonNode pod) {
        Map<String, Set<String>> missing = new TreeMap<>();
        JsonNode spec = pod.path("spec");
        Set<String> stated = compute(
                        ResourceList.of(spec.path("resources").path("requests")),
                        ResourceList.of(spec.path("resources").path("limits")))
                .names();
        for (String list : List.of("containers", "initContainers")) {
            for (ObjectNode container : Tree.objects(spec, list)) {
                JsonNode resources = container.path("resources");
                ResourceList own =
                        compute(ResourceList.of(resources.path("requests")), ResourceList.of(resources.path("limits")));
                bounded.stream()
                        .filter(DEMANDED::contains)
                        .filter(name -> !own.has(name) && !stated.contains(name))
                        .forEach(name -> missing.computeIfAbsent(name, n -> new TreeSet<>())
                                .add(Tree.text(container, "name")));
            }
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("must specify "
                        + missing.entrySet().stream()
                                .map(entry -> entry.getKey() + " for: " + String.join(",", entry.getValue()))
                                .collect(Collectors.joining("; ")));
    }
}
