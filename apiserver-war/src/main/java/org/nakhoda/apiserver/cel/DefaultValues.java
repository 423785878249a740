package org.nakhoda.apiserver.cel;

import java.util.Map;
import org.nakhoda.api.apiextensions.SchemaRules;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;

/** Defaults of a schema, which its rules judge as well. */
final class DefaultValues {
    private DefaultValues() {}

    static void judge(JsonNode schema, FieldPath path, FieldErrors errors) {
        if (schema.hasNonNull("default") && SchemaRules.statedIn(schema)) {
            RuleCompiler.ofPart(schema).judge(schema.path("default"), path.child("default"), errors);
        }
        if (schema.path("items").isObject()) {
            judge(schema.path("items"), path.child("items"), errors);
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            judge(property.getValue(), path.child("properties").key(property.getKey()), errors);
        }
    }
}
