package org.nakhoda.api.core;

import java.util.Map;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What may change of a pod's wishes for a node as long as scheduling gates hold it: they may become narrower. */
final class GatedPod {
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath AFFINITY = SPEC.child("affinity", "nodeAffinity");

    private GatedPod() {}

    static void validate(JsonNode spec, JsonNode before, FieldErrors errors) {
        if (!Tree.contains(spec.path("nodeSelector"), before.path("nodeSelector"))) {
            errors.invalid(
                    SPEC.child("nodeSelector"),
                    spec.path("nodeSelector").isMissingNode() ? null : spec.path("nodeSelector"),
                    "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
        }
        JsonNode now = required(spec);
        JsonNode was = required(before);
        if (Tree.isEmpty(was) || now.equals(was)) {
            return;
        }
        FieldPath path = AFFINITY.child(REQUIRED, "nodeSelectorTerms");
        if (now.size() != was.size()) {
            errors.invalid(
                    path,
                    now.isMissingNode() ? null : now,
                    "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
            return;
        }
        for (int i = 0; i < was.size(); i++) {
            if (!narrower(now.get(i), was.get(i))) {
                errors.invalid(path.index(i), now.get(i), "only additions are allowed (no mutations or deletions)");
            }
        }
    }

    private static JsonNode required(JsonNode spec) {
        return spec.path("affinity").path("nodeAffinity").path(REQUIRED).path("nodeSelectorTerms");
    }

    /** Whether a term still begins with all expressions that it had. An empty term selects nothing, and stays so. */
    private static boolean narrower(JsonNode term, JsonNode before) {
        if (Values.same(term, before)) {
            return true;
        }
        if (before.isEmpty()) {
            return false;
        }
        for (Map.Entry<String, JsonNode> list : before.properties()) {
            JsonNode now = term.path(list.getKey());
            for (int i = 0; i < list.getValue().size(); i++) {
                if (!list.getValue().get(i).equals(now.path(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Takes the affinity to nodes back, so that what is left can be compared. */
    static void takeBack(ObjectNode spec, ObjectNode before) {
        JsonNode node = before.path("affinity").path("nodeAffinity");
        if (node.isObject()) {
            Tree.child(spec, "affinity").set("nodeAffinity", node);
        } else if (spec.get("affinity") instanceof ObjectNode affinity) {
            affinity.remove("nodeAffinity");
            if (affinity.isEmpty() && !before.has("affinity")) {
                spec.remove("affinity");
            }
        }
    }
}
