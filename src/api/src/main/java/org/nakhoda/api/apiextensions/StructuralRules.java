package org.nakhoda.api.apiextensions;

import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;

/**
 * What makes a schema structural: each value has one type, stated where it stands and not inside of {@code allOf},
 * {@code anyOf}, {@code oneOf} or {@code not}, which may restrict values and say nothing else; and nobody restricts an object's
 * metadata but for its name.
 */
final class StructuralRules {
    private static final List<String> JUNCTORS = List.of("anyOf", "allOf", "oneOf");

    /** What may stand under a junctor neither, with what it must be instead. */
    private static final Map<String, String> FORBIDDEN_BELOW = new TreeMap<>(Map.ofEntries(
            Map.entry("type", "must be empty to be structural"),
            Map.entry("additionalProperties", "must be undefined to be structural"),
            Map.entry("default", "must be undefined to be structural"),
            Map.entry("title", "must be empty to be structural"),
            Map.entry("description", "must be empty to be structural"),
            Map.entry("nullable", "must be false to be structural"),
            Map.entry("externalDocs", "must be undefined to be structural"),
            Map.entry("x-kubernetes-preserve-unknown-fields", "must be false to be structural"),
            Map.entry("x-kubernetes-embedded-resource", "must be false to be structural"),
            Map.entry("x-kubernetes-int-or-string", "must be false to be structural"),
            Map.entry("x-kubernetes-list-map-keys", "must be empty to be structural"),
            Map.entry("x-kubernetes-list-type", "must be undefined to be structural"),
            Map.entry("x-kubernetes-map-type", "must be undefined to be structural"),
            Map.entry("x-kubernetes-validations", "must be empty to be structural")));

    private static final Set<String> NAMES = Set.of("name", "generateName");
    private static final Set<String> OF_METADATA = Set.of(
            "type",
            "properties",
            "default",
            "format",
            "maxLength",
            "minLength",
            "pattern",
            "maximum",
            "minimum",
            "exclusiveMaximum",
            "exclusiveMinimum",
            "multipleOf",
            "maxItems",
            "minItems",
            "uniqueItems",
            "maxProperties",
            "minProperties",
            "required",
            "enum");

    private final FieldErrors errors;

    /** Where a schema stands, which decides about the words of a fault. */
    private enum Level {
        ROOT("must not be empty at the root"),
        ITEM("must not be empty for specified array items"),
        FIELD("must not be empty for specified object fields");

        private final String untyped;

        Level(String untyped) {
            this.untyped = untyped;
        }
    }

    private StructuralRules(FieldErrors errors) {
        this.errors = errors;
    }

    static void judge(JsonNode schema, FieldPath path, FieldErrors errors) {
        StructuralRules rules = new StructuralRules(errors);
        rules.invariants(schema, Level.ROOT, path);
        rules.completeness(schema, path);
    }

    /** Whether there is nothing to say against the schema. */
    static boolean hold(JsonNode schema) {
        FieldErrors faults = new FieldErrors();
        judge(schema, FieldPath.ROOT, faults);
        return faults.isEmpty();
    }

    private void invariants(JsonNode schema, Level level, FieldPath path) {
        String type = Tree.text(schema, "type");
        if (type.equals("array") && !schema.path("items").isObject()) {
            errors.required(path.child("items"), "must be specified");
        }
        if (schema.path("items").isObject()) {
            invariants(schema.path("items"), Level.ITEM, path.child("items"));
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            invariants(
                    property.getValue(), Level.FIELD, path.child("properties").key(property.getKey()));
        }
        JsonNode additional = schema.path("additionalProperties");
        if (!additional.isMissingNode() && level == Level.ROOT) {
            errors.forbidden(path.child("additionalProperties"), "must not be used at the root");
        }
        if (additional.isObject()) {
            invariants(additional, Level.FIELD, path.child("additionalProperties"));
        }
        extensions(schema, path);
        restrictions(
                schema,
                path,
                isIntOrString(schema.path("anyOf")),
                isIntOrString(schema.path("allOf").path(0).path("anyOf")));
        types(schema, type, level, path);
        metadata(schema, level, path);
    }

    private void extensions(JsonNode schema, FieldPath path) {
        if (!Tree.flag(schema, "x-kubernetes-int-or-string")) {
            return;
        }
        for (String other : List.of("x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource")) {
            if (Tree.flag(schema, other)) {
                errors.invalid(
                        path.child(other), schema.path(other), "must be false if x-kubernetes-int-or-string is true");
            }
        }
        if (!Tree.text(schema, "type").isEmpty()) {
            errors.invalid(
                    path.child("type"), schema.path("type"), "must be empty if x-kubernetes-int-or-string is true");
        }
    }

    private void types(JsonNode schema, String type, Level level, FieldPath path) {
        boolean open = Tree.flag(schema, "x-kubernetes-preserve-unknown-fields");
        boolean embedded = Tree.flag(schema, "x-kubernetes-embedded-resource");
        if (embedded && !type.equals("object")) {
            String detail = "must be object if x-kubernetes-embedded-resource is true";
            if (type.isEmpty()) {
                errors.required(path.child("type"), detail);
            } else {
                errors.invalid(path.child("type"), type, detail);
            }
        } else if (type.isEmpty() && !open && !Tree.flag(schema, "x-kubernetes-int-or-string")) {
            errors.required(path.child("type"), level.untyped);
        }
        if (embedded && schema.has("additionalProperties")) {
            errors.forbidden(
                    path.child("additionalProperties"), "must not be used if x-kubernetes-embedded-resource is set");
        }
        if (embedded && !open && schema.path("properties").isEmpty()) {
            errors.required(
                    path.child("properties"),
                    "must not be empty if x-kubernetes-embedded-resource is true without"
                            + " x-kubernetes-preserve-unknown-fields");
        }
        if (level == Level.ROOT && !type.isEmpty() && !type.equals("object")) {
            errors.invalid(path.child("type"), type, "must be object at the root");
        }
    }

    private void metadata(JsonNode schema, Level level, FieldPath path) {
        if (level != Level.ROOT && !Tree.flag(schema, "x-kubernetes-embedded-resource")) {
            return;
        }
        JsonNode properties = schema.path("properties");
        for (String field : List.of("kind", "apiVersion", "metadata")) {
            String wanted = field.equals("metadata") ? "object" : "string";
            if (properties.has(field)
                    && !Tree.text(properties.path(field), "type").equals(wanted)) {
                errors.invalid(
                        path.child("properties").key(field).child("type"),
                        Tree.text(properties.path(field), "type"),
                        "must be " + wanted);
            }
        }
        JsonNode stated = properties.path("metadata");
        if (level == Level.ROOT && stated.isObject()) {
            boolean more = stated.propertyNames().stream().anyMatch(keyword -> !OF_METADATA.contains(keyword))
                    || stated.path("properties").propertyNames().stream().anyMatch(name -> !NAMES.contains(name));
            if (more) {
                errors.forbidden(
                        path.child("properties").key("metadata"),
                        "must not specify anything other than name and generateName, but metadata is implicitly"
                                + " specified");
            }
        }
    }

    /** {@code anyOf: [{type: integer}, {type: string}]} is how others write x-kubernetes-int-or-string. */
    private static boolean isIntOrString(JsonNode schemas) {
        return schemas.size() == 2 && isOnly(schemas.path(0), "integer") && isOnly(schemas.path(1), "string");
    }

    private static boolean isOnly(JsonNode schema, String type) {
        return schema.size() == 1 && Tree.text(schema, "type").equals(type);
    }

    private void restrictions(JsonNode schema, FieldPath path, boolean knownAny, boolean knownFirstOfAll) {
        for (String junctor : JUNCTORS) {
            boolean known = junctor.equals("anyOf") && knownAny;
            int at = 0;
            for (JsonNode each : schema.path(junctor)) {
                if (!known) {
                    restriction(
                            each, path.child(junctor).index(at), junctor.equals("allOf") && at == 0 && knownFirstOfAll);
                }
                at++;
            }
        }
        if (schema.path("not").isObject()) {
            restriction(schema.path("not"), path.child("not"), false);
        }
        String pattern = Tree.text(schema, "pattern");
        if (!pattern.isEmpty()) {
            try {
                StructuralValidation.pattern(pattern);
            } catch (PatternSyntaxException e) {
                errors.invalid(
                        path.child("pattern"),
                        pattern,
                        "must be a valid regular expression, but isn't: " + e.getDescription());
            }
        }
    }

    private void restriction(JsonNode schema, FieldPath path, boolean knownAny) {
        restrictions(schema, path, knownAny, false);
        if (schema.path("items").isObject()) {
            restriction(schema.path("items"), path.child("items"), false);
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            restriction(property.getValue(), path.child("properties").key(property.getKey()), false);
        }
        FORBIDDEN_BELOW.forEach((keyword, detail) -> {
            JsonNode stated = schema.path(keyword);
            boolean empty = stated.isMissingNode()
                    || stated.isNull()
                    || stated.isBoolean()
                            && !stated.asBoolean()
                            && !keyword.equals("additionalProperties")
                            && !keyword.equals("default")
                    || stated.isString() && stated.asString().isEmpty() && !keyword.equals("default")
                    || stated.isArray() && stated.isEmpty() && !keyword.equals("default");
            if (!empty) {
                errors.forbidden(path.child(keyword), detail);
            }
        });
        if (schema.path("properties").has("metadata")) {
            errors.forbidden(path.child("properties").key("metadata"), "must not be specified in a nested context");
        }
    }

    /** What a junctor restricts must be stated outside of it as well. */
    private void completeness(JsonNode schema, FieldPath path) {
        restricted(schema, schema, path, path);
        if (schema.path("items").isObject()) {
            completeness(schema.path("items"), path.child("items"));
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            completeness(property.getValue(), path.child("properties").key(property.getKey()));
        }
        if (schema.path("additionalProperties").isObject()) {
            completeness(schema.path("additionalProperties"), path.child("additionalProperties"));
        }
    }

    private void restricted(JsonNode restriction, JsonNode schema, FieldPath path, FieldPath from) {
        for (String junctor : JUNCTORS) {
            int at = 0;
            for (JsonNode each : restriction.path(junctor)) {
                complete(each, schema, path, from.child(junctor).index(at++));
            }
        }
        if (restriction.path("not").isObject()) {
            complete(restriction.path("not"), schema, path, from.child("not"));
        }
    }

    private void complete(JsonNode restriction, JsonNode schema, FieldPath path, FieldPath from) {
        if (!schema.isObject()) {
            errors.required(path, "because it is defined in " + from);
            return;
        }
        restricted(restriction, schema, path, from);
        if (restriction.path("items").isObject()) {
            complete(restriction.path("items"), schema.path("items"), path.child("items"), from.child("items"));
        }
        for (Map.Entry<String, JsonNode> property :
                restriction.path("properties").properties()) {
            String name = property.getKey();
            complete(
                    property.getValue(),
                    schema.path("properties").path(name),
                    path.child("properties").key(name),
                    from.child("properties").key(name));
        }
    }
}
