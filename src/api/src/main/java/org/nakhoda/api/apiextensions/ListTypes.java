package org.nakhoda.api.apiextensions;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Elements of a list of the type set, and the keys of those of a list of the type map, may not be there twice. */
final class ListTypes {
    private ListTypes() {}

    static void judge(JsonNode schema, JsonNode value, FieldPath path, FieldErrors errors) {
        if (value.isArray()) {
            list(schema, value, path, errors);
        } else if (value.isObject()) {
            JsonNode properties = schema.path("properties");
            JsonNode additional = schema.path("additionalProperties");
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                JsonNode known = properties.path(field.getKey());
                if (known.isObject()) {
                    judge(known, field.getValue(), path.child(field.getKey()), errors);
                } else if (additional.isObject()) {
                    judge(additional, field.getValue(), path.key(field.getKey()), errors);
                }
            }
        }
    }

    private static void list(JsonNode schema, JsonNode list, FieldPath path, FieldErrors errors) {
        String type = Tree.text(schema, "x-kubernetes-list-type");
        boolean map = type.equals("map");
        Set<Object> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.get(i);
            if (map || type.equals("set")) {
                Object identity = map ? Correlation.keys(schema, item) : item;
                if (!seen.add(identity)) {
                    errors.duplicate(path.index(i), map ? shownKeys(schema, item) : item);
                }
            }
            judge(schema.path("items"), item, path.index(i), errors);
        }
    }

    private static ObjectNode shownKeys(JsonNode schema, JsonNode item) {
        ObjectNode keys = Json.mapper().createObjectNode();
        for (JsonNode key : schema.path("x-kubernetes-list-map-keys")) {
            String name = key.asString("");
            if (item.has(name)) {
                keys.set(name, item.get(name));
            }
        }
        return keys;
    }
}
