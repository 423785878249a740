package org.nakhoda.apiserver.authz;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.nakhoda.api.meta.ResourceKey;
import tools.jackson.databind.JsonNode;

/** Computes what a ClusterRole with an {@code aggregationRule} grants: the rules of every ClusterRole that a selector chooses. */
final class RoleAggregation {
    private RoleAggregation() {}

    static List<Rule> rules(ResourceKey self, JsonNode role, Map<ResourceKey, JsonNode> objects) {
        Set<Rule> rules = new LinkedHashSet<>();
        collect(self, role, new TreeMap<>(objects), rules, new LinkedHashSet<>());
        return List.copyOf(rules);
    }

    /** Aggregated roles may choose aggregated roles ({@code admin} chooses {@code edit}, which chooses {@code view}). */
    private static void collect(
            ResourceKey self,
            JsonNode role,
            Map<ResourceKey, JsonNode> objects,
            Set<Rule> into,
            Set<ResourceKey> visited) {
        if (!visited.add(self)) {
            return;
        }
        objects.forEach((key, candidate) -> {
            if (key.resource().equals(RbacPolicy.CLUSTER_ROLES) && !key.equals(self) && chosen(role, candidate)) {
                if (candidate.path("aggregationRule").isObject()) {
                    collect(key, candidate, objects, into, visited);
                } else {
                    into.addAll(Rule.listOf(candidate));
                }
            }
        });
    }

    private static boolean chosen(JsonNode role, JsonNode candidate) {
        JsonNode labels = candidate.path("metadata").path("labels");
        for (JsonNode selector : role.path("aggregationRule").path("clusterRoleSelectors")) {
            if (matches(selector, labels)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(JsonNode selector, JsonNode labels) {
        for (Map.Entry<String, JsonNode> wanted : selector.path("matchLabels").properties()) {
            if (!labels.path(wanted.getKey()).equals(wanted.getValue())) {
                return false;
            }
        }
        for (JsonNode expression : selector.path("matchExpressions")) {
            JsonNode value = labels.path(expression.path("key").asString(""));
            boolean listed = false;
            for (JsonNode one : expression.path("values")) {
                listed |= one.equals(value);
            }
            boolean holds =
                    switch (expression.path("operator").asString("")) {
                        case "In" -> listed;
                        case "NotIn" -> !listed;
                        case "Exists" -> !value.isMissingNode();
                        case "DoesNotExist" -> value.isMissingNode();
                        default -> false;
                    };
            if (!holds) {
                return false;
            }
        }
        return true;
    }
}
