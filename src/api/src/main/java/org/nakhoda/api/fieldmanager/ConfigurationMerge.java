package org.nakhoda.api.fieldmanager;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.schema.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lays an applied configuration over a live object: what it states counts, what it does not state stays. */
final class ConfigurationMerge {
    private ConfigurationMerge() {}

    /** @param live edited */
    static void into(Schema schema, ObjectNode live, ObjectNode configuration) {
        for (Map.Entry<String, JsonNode> field : configuration.properties()) {
            String name = field.getKey();
            live.set(name, merged(Structure.field(schema, name), live.get(name), field.getValue()));
        }
    }

    private static JsonNode merged(Schema schema, JsonNode live, JsonNode stated) {
        Structure structure = Structure.of(schema, stated);
        if (live == null || structure == Structure.LEAF || structure != Structure.of(schema, live)) {
            return stated.deepCopy();
        }
        if (structure == Structure.FIELDS) {
            into(schema, (ObjectNode) live, (ObjectNode) stated);
            return live;
        }
        return elements(structure, schema, (ArrayNode) live, (ArrayNode) stated);
    }

    /**
     * The stated elements in their order, and those that only the live list has. Of both, the live list's order decides
     * where it can: an element that only it has comes before the stated ones that follow it there.
     */
    private static ArrayNode elements(Structure structure, Schema schema, ArrayNode live, ArrayNode stated) {
        Map<String, JsonNode> wanted = new LinkedHashMap<>();
        stated.forEach(item -> wanted.putIfAbsent(structure.element(schema, item), item));
        Map<String, JsonNode> present = new LinkedHashMap<>();
        live.forEach(item -> present.putIfAbsent(structure.element(schema, item), item));
        Deque<String> toCome = new ArrayDeque<>(wanted.keySet());
        Deque<String> shared = new ArrayDeque<>(wanted.keySet());
        shared.removeIf(element -> !present.containsKey(element));
        ArrayNode merged = Json.array();
        Set<String> done = new HashSet<>();
        for (JsonNode item : live) {
            String element = structure.element(schema, item);
            if (!wanted.containsKey(element)) {
                merged.add(item);
            } else if (element.equals(shared.peek())) {
                while (!done.contains(element)) {
                    String next = toCome.remove();
                    merged.add(merged(Structure.items(schema), present.get(next), wanted.get(next)));
                    done.add(next);
                    shared.remove(next);
                }
            }
        }
        toCome.forEach(next -> merged.add(merged(Structure.items(schema), present.get(next), wanted.get(next))));
        return merged;
    }
}
