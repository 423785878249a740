package org.nakhoda.api.certificates;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The conditions of a request: Approved or Denied by one subresource, Failed and others by another. */
final class CertificateConditions {
    static final Set<String> VERDICTS = Set.of("Approved", "Denied");
    private static final FieldPath PATH = FieldPath.of("status").child("conditions");

    private CertificateConditions() {}

    static boolean has(JsonNode request, String type) {
        for (ObjectNode condition : Tree.objects(request.path("status"), "conditions")) {
            if (Tree.text(condition, "type").equals(type)) {
                return true;
            }
        }
        return false;
    }

    /** Gives new and changed conditions their times. */
    static void complete(ObjectNode request, ObjectNode old, Instant now) {
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        for (ObjectNode condition : Tree.objects(request.path("status"), "conditions")) {
            Tree.defaultText(condition, "lastUpdateTime", time);
            if (Tree.text(condition, "lastTransitionTime").isEmpty()) {
                ObjectNode before = of(old, Tree.text(condition, "type"));
                boolean same = before != null && before.path("status").equals(condition.path("status"));
                String since = same ? Tree.text(before, "lastTransitionTime") : "";
                condition.put("lastTransitionTime", since.isEmpty() ? time : since);
            }
        }
    }

    private static ObjectNode of(ObjectNode request, String type) {
        for (ObjectNode condition : Tree.objects(request.path("status"), "conditions")) {
            if (Tree.text(condition, "type").equals(type)) {
                return condition;
            }
        }
        return null;
    }

    static void validate(ObjectNode request, FieldErrors errors) {
        Set<String> seen = new HashSet<>();
        int index = 0;
        for (ObjectNode condition : Tree.objects(request.path("status"), "conditions")) {
            FieldPath at = PATH.index(index++);
            String type = Tree.text(condition, "type");
            if (type.isEmpty()) {
                errors.required(at.child("type"), "");
            } else if (!seen.add(type)) {
                errors.duplicate(at.child("type"), condition.path("type"));
            }
            if (Values.required(condition, "status", at, errors)) {
                boolean verdict = VERDICTS.contains(type) || type.equals("Failed");
                Values.oneOf(
                        condition,
                        "status",
                        verdict ? List.of("True") : List.of("True", "False", "Unknown"),
                        at,
                        errors);
            }
        }
        if (seen.containsAll(VERDICTS)) {
            errors.invalid(PATH, "Denied", "Approved and Denied conditions are mutually exclusive");
        }
    }

    /** Conditions of these types stay as they are once they are there. */
    static void kept(ObjectNode request, ObjectNode old, Set<String> types, FieldErrors errors) {
        for (String type : types) {
            ObjectNode before = of(old, type);
            if (before != null && !before.equals(of(request, type))) {
                errors.forbidden(PATH, "updates may not remove or change a condition of type \"" + type + "\"");
            }
        }
    }
}
