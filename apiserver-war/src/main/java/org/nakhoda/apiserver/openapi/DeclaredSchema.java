package org.nakhoda.apiserver.openapi;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schema of a declared kind as clients are shown it. Version 3 has every keyword of a structural schema. Version 2 leaves
 * out what kubectl, which checks objects by it, would take amiss: it knows no choices between schemas, no null, and
 * takes fields that it is not told of for mistakes.
 */
final class DeclaredSchema {
    private static final List<String> KEYWORDS = List.of(
            "description",
            "type",
            "format",
            "title",
            "default",
            "nullable",
            "maximum",
            "exclusiveMaximum",
            "minimum",
            "exclusiveMinimum",
            "multipleOf",
            "maxLength",
            "minLength",
            "pattern",
            "maxItems",
            "minItems",
            "uniqueItems",
            "maxProperties",
            "minProperties",
            "required",
            "enum");
    private static final String EXTENSION = "x-kubernetes-";
    private static final String OPEN = EXTENSION + "preserve-unknown-fields";
    private static final List<String> CHOICES = List.of("allOf", "anyOf", "oneOf");
    private static final Set<String> IDENTITY = Set.of("apiVersion", "kind", "metadata");

    private final Dialect dialect;
    private final Function<String, ObjectNode> identity;

    /** @param identity describes {@code apiVersion}, {@code kind} and {@code metadata}, which every kind has */
    DeclaredSchema(Dialect dialect, Function<String, ObjectNode> identity) {
        this.dialect = dialect;
        this.identity = identity;
    }

    /** A whole kind. */
    ObjectNode kind(JsonNode declared) {
        if (dialect == Dialect.V2 && flag(declared, OPEN)) {
            return Json.object().put("type", "object");
        }
        ObjectNode shown = schema(declared);
        addIdentity(shown);
        return shown;
    }

    private void addIdentity(ObjectNode shown) {
        ObjectNode properties = shown.withObject("/properties");
        IDENTITY.forEach(field -> properties.set(field, identity.apply(field)));
    }

    private ObjectNode schema(JsonNode declared) {
        ObjectNode shown = Json.object();
        for (String keyword : KEYWORDS) {
            JsonNode value = declared.get(keyword);
            if (value != null && !value.isNull()) {
                shown.set(keyword, value);
            }
        }
        for (Map.Entry<String, JsonNode> entry : declared.properties()) {
            if (entry.getKey().startsWith(EXTENSION) && !entry.getValue().isNull()) {
                shown.set(entry.getKey(), entry.getValue());
            }
        }
        nested(declared, shown);
        if (dialect == Dialect.V3) {
            choices(declared, shown);
        } else {
            simplify(declared, shown);
        }
        if (flag(declared, EXTENSION + "embedded-resource") && (dialect == Dialect.V3 || !flag(declared, OPEN))) {
            addIdentity(shown);
        }
        return shown;
    }

    private void nested(JsonNode declared, ObjectNode shown) {
        if (declared.path("items").isObject()) {
            shown.set("items", schema(declared.path("items")));
        }
        JsonNode additional = declared.path("additionalProperties");
        if (additional.isObject()) {
            shown.set("additionalProperties", schema(additional));
        } else if (additional.isBoolean()) {
            shown.set("additionalProperties", additional);
        }
        if (declared.path("properties").size() > 0) {
            ObjectNode properties = shown.putObject("properties");
            for (Map.Entry<String, JsonNode> property :
                    declared.path("properties").properties()) {
                properties.set(property.getKey(), schema(property.getValue()));
            }
        }
    }

    private void choices(JsonNode declared, ObjectNode shown) {
        for (String choice : CHOICES) {
            for (JsonNode one : declared.path(choice)) {
                shown.withArray("/" + choice).add(schema(one));
            }
        }
        if (declared.path("not").isObject()) {
            shown.set("not", schema(declared.path("not")));
        }
    }

    private static void simplify(JsonNode declared, ObjectNode shown) {
        if (flag(declared, "nullable")) {
            shown.remove(List.of("nullable", "type", "items", "properties", "additionalProperties"));
        }
        if (flag(declared, OPEN)) {
            shown.remove(List.of("items", "properties"));
        }
        if (flag(declared, EXTENSION + "int-or-string")) {
            shown.remove("type");
        }
    }

    private static boolean flag(JsonNode schema, String keyword) {
        return schema.path(keyword).asBoolean(false);
    }
}
