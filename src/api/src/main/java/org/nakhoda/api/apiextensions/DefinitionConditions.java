package org.nakhoda.api.apiextensions;

import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The conditions of a definition. */
public final class DefinitionConditions {
    private DefinitionConditions() {}

    public static boolean isTrue(JsonNode definition, String type) {
        for (ObjectNode condition : Tree.objects(definition.path("status"), "conditions")) {
            if (Tree.text(condition, "type").equals(type)) {
                return Tree.text(condition, "status").equals("True");
            }
        }
        return false;
    }

    /** @param now becomes the time of the transition, if there is one */
    public static void set(ObjectNode status, String type, boolean holds, String reason, String message, String now) {
        String value = holds ? "True" : "False";
        for (ObjectNode condition : Tree.objects(status, "conditions")) {
            if (Tree.text(condition, "type").equals(type)) {
                if (!Tree.text(condition, "status").equals(value)) {
                    condition.put("lastTransitionTime", now);
                }
                condition.put("status", value).put("reason", reason).put("message", message);
                return;
            }
        }
        Tree.list(status, "conditions")
                .addObject()
                .put("type", type)
                .put("status", value)
                .put("lastTransitionTime", now)
                .put("reason", reason)
                .put("message", message);
    }
}
