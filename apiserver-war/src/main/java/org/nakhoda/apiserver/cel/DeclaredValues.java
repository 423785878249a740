package org.nakhoda.apiserver.cel;

import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.apiextensions.FormattedDuration;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Values as expressions see them: of the types that {@link DeclaredTypes} declares. */
final class DeclaredValues {
    private DeclaredValues() {}

    /** A value of which nothing is known but its JSON. */
    static Object of(JsonNode value) {
        return of(MissingNode.getInstance(), value, false);
    }

    /** @param schema a missing node if nothing is known of the value */
    static Object of(JsonNode schema, JsonNode value, boolean resource) {
        if (value.isObject()) {
            return object(schema, value, resource || Tree.flag(schema, "x-kubernetes-embedded-resource"));
        }
        if (value.isArray()) {
            List<Object> items = new ArrayList<>(value.size());
            value.forEach(item -> items.add(of(schema.path("items"), item, false)));
            return switch (Tree.text(schema, "x-kubernetes-list-type")) {
                case "set" -> UnorderedList.set(items);
                case "map" -> UnorderedList.map(items, keys(schema));
                default -> items;
            };
        }
        if (value.isString()) {
            return text(Tree.text(schema, "format"), value.asString());
        }
        if (value.isNumber()) {
            return number(Tree.text(schema, "type"), value);
        }
        return value.isBoolean() ? (Object) value.asBoolean() : NullValue.NULL_VALUE;
    }

    private static List<String> keys(JsonNode schema) {
        List<String> keys = new ArrayList<>();
        for (JsonNode key : schema.path("x-kubernetes-list-map-keys")) {
            String name = key.asString("");
            keys.add(Identifiers.escaped(name).orElse(name));
        }
        return keys;
    }

    private static Object number(String type, JsonNode value) {
        boolean whole = type.equals("integer") || !type.equals("number") && value.isIntegralNumber();
        if (whole) {
            return value.decimalValue().longValue();
        }
        return value.doubleValue();
    }

    private static Object text(String format, String text) {
        try {
            return switch (format) {
                case "byte" -> CelByteString.of(Base64.getDecoder().decode(text));
                case "date" ->
                    LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
                case "date-time" -> OffsetDateTime.parse(text).toInstant();
                case "duration" -> FormattedDuration.parse(text);
                default -> text;
            };
        } catch (DateTimeException | IllegalArgumentException e) {
            return text;
        }
    }

    private static Map<String, Object> object(JsonNode schema, JsonNode object, boolean resource) {
        Map<String, Object> fields = new HashMap<>();
        JsonNode properties = schema.path("properties");
        boolean map = properties.isEmpty() && !resource;
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            String name = entry.getKey();
            if (map) {
                fields.put(name, of(schema.path("additionalProperties"), entry.getValue(), false));
            } else if (resource && name.equals("metadata")) {
                fields.put(name, names(entry.getValue()));
            } else if (properties.has(name) || resource && (name.equals("kind") || name.equals("apiVersion"))) {
                Identifiers.escaped(name)
                        .ifPresent(id -> fields.put(id, of(properties.path(name), entry.getValue(), false)));
            }
        }
        return fields;
    }

    private static Map<String, Object> names(JsonNode metadata) {
        Map<String, Object> names = new HashMap<>();
        for (String field : List.of("name", "generateName")) {
            if (metadata.hasNonNull(field)) {
                names.put(field, metadata.path(field).asString(""));
            }
        }
        return names;
    }
}
