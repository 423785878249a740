package org.nakhoda.api.apiextensions;

import java.util.Map;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;

/** A default is a value like another: it fits the schema, and has no fields that the schema does not know. */
final class DefaultRules {
    private static final Set<String> IDENTITY = Set.of("metadata", "kind", "apiVersion");

    private DefaultRules() {}

    static void judge(JsonNode schema, FieldPath path, FieldErrors errors) {
        walk(schema, path, true, false, errors);
    }

    private static void walk(JsonNode schema, FieldPath path, boolean root, boolean identity, FieldErrors errors) {
        boolean resource = root || Tree.flag(schema, "x-kubernetes-embedded-resource");
        JsonNode value = schema.path("default");
        if (schema.hasNonNull("default")) {
            FieldPath place = path.child("default");
            if (!identity && hasUnknown(schema, value)) {
                errors.invalid(place, value, "must not have unknown fields");
            }
            new StructuralValidation(errors).value(schema, value, place);
            ListTypes.judge(schema, value, place, errors);
        }
        if (schema.path("items").isObject()) {
            walk(schema.path("items"), path.child("items"), false, identity && !resource, errors);
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            boolean inside = resource ? IDENTITY.contains(property.getKey()) : identity;
            walk(property.getValue(), path.child("properties").key(property.getKey()), false, inside, errors);
        }
    }

    private static boolean hasUnknown(JsonNode schema, JsonNode value) {
        if (value.isArray()) {
            for (JsonNode item : value) {
                if (hasUnknown(schema.path("items"), item)) {
                    return true;
                }
            }
            return false;
        }
        JsonNode additional = schema.path("additionalProperties");
        boolean open = Tree.flag(schema, "x-kubernetes-preserve-unknown-fields")
                || additional.isBoolean() && additional.asBoolean()
                || Tree.flag(schema, "x-kubernetes-int-or-string");
        boolean embedded = Tree.flag(schema, "x-kubernetes-embedded-resource");
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            JsonNode known = schema.path("properties").path(field.getKey());
            JsonNode declared = known.isObject() ? known : additional;
            if (declared.isObject()) {
                if (hasUnknown(declared, field.getValue())) {
                    return true;
                }
            } else if (!open && !(embedded && IDENTITY.contains(field.getKey()))) {
                return true;
            }
        }
        return false;
    }
}
