package org.nakhoda.apiserver.openapi;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts other servers' OpenAPI v2 documents into this server's. Paths that are here already stay as they are; definitions come
 * along as far as the new paths refer to them, and get another name where something else has theirs.
 */
final class MergedSwagger {
    private static final String DEFINITION = "#/definitions/";
    private static final String PARAMETER = "#/parameters/";

    private MergedSwagger() {}

    /**
     * @param document gets the other's paths and definitions
     * @param other not changed
     */
    static void add(ObjectNode document, JsonNode other) {
        ObjectNode paths = document.withObject("/paths");
        ObjectNode definitions = document.withObject("/definitions");
        Map<String, JsonNode> added = new LinkedHashMap<>();
        other.path("paths").properties().forEach(path -> {
            if (!paths.has(path.getKey())) {
                added.put(path.getKey(), withParameters(path.getValue(), other.path("parameters")));
            }
        });
        Map<String, String> names = names(added, other.path("definitions"), definitions);
        names.forEach((theirs, here) -> {
            if (!definitions.has(here)) {
                definitions.set(here, renamed(other.path("definitions").get(theirs), names));
            }
        });
        added.forEach((path, item) -> paths.set(path, renamed(item, names)));
    }

    /** The definitions that are needed: from their names there to their names here. */
    private static Map<String, String> names(Map<String, JsonNode> paths, JsonNode theirs, ObjectNode here) {
        Map<String, String> names = new LinkedHashMap<>();
        Deque<JsonNode> unread = new ArrayDeque<>(paths.values());
        while (!unread.isEmpty()) {
            JsonNode node = unread.pop();
            String reference = node.path("$ref").isString() ? node.path("$ref").asString() : "";
            if (reference.startsWith(DEFINITION)) {
                String name = reference.substring(DEFINITION.length());
                if (theirs.has(name) && !names.containsKey(name)) {
                    names.put(name, freeName(name, theirs.get(name), here));
                    unread.push(theirs.get(name));
                }
            }
            node.forEach(unread::push);
        }
        return names;
    }

    /** What two servers define alike is one definition. */
    private static String freeName(String name, JsonNode definition, ObjectNode here) {
        String free = name;
        for (int i = 2; here.has(free) && !here.get(free).equals(definition); i++) {
            free = name + "_v" + i;
        }
        return free;
    }

    /** With the document's common parameters in the places that refer to them. */
    private static JsonNode withParameters(JsonNode item, JsonNode parameters) {
        return replaced(
                item,
                reference -> reference.startsWith(PARAMETER)
                        ? parameters.path(reference.substring(PARAMETER.length()))
                        : null);
    }

    private static JsonNode renamed(JsonNode node, Map<String, String> names) {
        return replaced(node, reference -> {
            String name = reference.startsWith(DEFINITION) ? names.get(reference.substring(DEFINITION.length())) : null;
            return name == null ? null : Json.object().put("$ref", DEFINITION + name);
        });
    }

    /** What a reference is replaced by; null if it stays. */
    private interface Replacement {
        JsonNode of(String reference);
    }

    private static JsonNode replaced(JsonNode node, Replacement replacement) {
        if (node.path("$ref").isString()) {
            JsonNode other = replacement.of(node.path("$ref").asString());
            if (other != null && other.isObject()) {
                return other.deepCopy();
            }
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = object.objectNode();
            object.properties().forEach(field -> copy.set(field.getKey(), replaced(field.getValue(), replacement)));
            return copy;
        }
        if (node.isArray()) {
            var copy = ((ArrayNode) node).arrayNode();
            node.forEach(element -> copy.add(replaced(element, replacement)));
            return copy;
        }
        return node;
    }
}
