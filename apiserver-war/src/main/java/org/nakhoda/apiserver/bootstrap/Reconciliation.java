package org.nakhoda.apiserver.bootstrap;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.apiserver.authz.Rule;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides what a default object that exists already lacks. Administrators may add to RBAC's defaults, and may keep one from
 * being completed by setting its autoupdate annotation to false; the API's endpoints follow the settings; all
 * other defaults are theirs once made.
 */
final class Reconciliation {
    private static final List<String> FOLLOWED = List.of("subsets", "endpoints", "ports", "data");

    /** Whom a binding named by default before the node authorizer was there: by RBAC every node could read every secret. */
    private static final Map<String, String> RETIRED = Map.of("system:node", "system:nodes");

    private Reconciliation() {}

    /** @return the object to write, or empty if nothing is missing */
    static Optional<ObjectNode> completed(ObjectNode current, ObjectNode wanted) {
        ObjectNode next = current.deepCopy();
        switch (wanted.path("kind").asString("")) {
            case "ClusterRole", "Role" -> {
                if (!autoupdate(current)) {
                    return Optional.empty();
                }
                completeRole(next, wanted);
            }
            case "ClusterRoleBinding", "RoleBinding" -> {
                if (!autoupdate(current)) {
                    return Optional.empty();
                }
                completeBinding(next, wanted);
            }
            case "Endpoints", "EndpointSlice", "ConfigMap" -> {
                for (String field : FOLLOWED) {
                    if (wanted.has(field) && !contains(next.path(field), wanted.path(field))) {
                        next.set(field, wanted.path(field));
                    }
                }
            }
            default -> {
                return Optional.empty();
            }
        }
        return next.equals(current) ? Optional.empty() : Optional.of(next);
    }

    private static boolean autoupdate(JsonNode current) {
        return current.path("metadata")
                .path("annotations")
                .path(RoleDeclaration.AUTOUPDATE)
                .asString("")
                .equals("true");
    }

    private static void completeRole(ObjectNode next, ObjectNode wanted) {
        wanted.path("metadata").path("labels").properties().forEach(label -> next.withObject("/metadata")
                .withObject("/labels")
                .set(label.getKey(), label.getValue()));
        if (wanted.path("aggregationRule").isObject()) {
            next.set("aggregationRule", wanted.path("aggregationRule"));
            return;
        }
        List<Rule> present = Rule.listOf(next);
        for (JsonNode rule : wanted.path("rules")) {
            if (!Rule.of(rule).coveredBy(present)) {
                array(next, "rules").add(rule);
            }
        }
    }

    private static void completeBinding(ObjectNode next, ObjectNode wanted) {
        String retired = RETIRED.get(wanted.path("metadata").path("name").asString(""));
        if (retired != null && next.path("subjects") instanceof ArrayNode subjects) {
            subjects.removeIf(subject -> subject.path("name").asString("").equals(retired));
        }
        for (JsonNode subject : wanted.path("subjects")) {
            boolean present = false;
            for (JsonNode one : next.path("subjects")) {
                present |= contains(one, subject);
            }
            if (!present) {
                array(next, "subjects").add(subject);
            }
        }
    }

    private static ArrayNode array(ObjectNode object, String field) {
        return object.path(field) instanceof ArrayNode array ? array : object.putArray(field);
    }

    /** Whether {@code whole} has everything that {@code part} says; defaults that the server filled in do not count. */
    private static boolean contains(JsonNode whole, JsonNode part) {
        if (part.isObject()) {
            return whole.isObject()
                    && part.properties().stream().allMatch(e -> contains(whole.path(e.getKey()), e.getValue()));
        }
        if (part.isArray()) {
            if (whole.size() != part.size()) {
                return false;
            }
            for (int i = 0; i < part.size(); i++) {
                if (!contains(whole.path(i), part.path(i))) {
                    return false;
                }
            }
            return true;
        }
        return whole.equals(part);
    }
}
