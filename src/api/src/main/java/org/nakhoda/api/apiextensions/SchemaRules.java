package org.nakhoda.api.apiextensions;

import java.util.Map;
import org.nakhoda.api.validation.FieldErrors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rules ({@code x-kubernetes-validations}) in the schema of a declared kind. The language that they are written in is the
 * affair of whoever implements this.
 */
@FunctionalInterface
public interface SchemaRules {
    /** Of a schema without rules. */
    SchemaRules NONE = (object, old, errors) -> {};

    /**
     * Adds a fault for each rule that the object breaks. The object fits its schema otherwise.
     *
     * @param old the state before; null for a new object
     */
    void judge(ObjectNode object, ObjectNode old, FieldErrors errors);

    /** Understands rules. */
    @FunctionalInterface
    interface Language {
        /** Is called for schemas with rules only, and must be quick: most definitions are never used by this master. */
        SchemaRules of(JsonNode schema);
    }

    /** Whether there is a rule anywhere in the schema. */
    static boolean statedIn(JsonNode schema) {
        if (!schema.path("x-kubernetes-validations").isEmpty()
                || schema.path("items").isObject() && statedIn(schema.path("items"))
                || schema.path("additionalProperties").isObject() && statedIn(schema.path("additionalProperties"))) {
            return true;
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            if (statedIn(property.getValue())) {
                return true;
            }
        }
        return false;
    }
}
