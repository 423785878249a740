package org.nakhoda.api.patch;

import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;

/** JSON's equality: numbers are equal by value, whatever type holds them. */
final class JsonValues {
    private JsonValues() {}

    static boolean equal(JsonNode a, JsonNode b) {
        return Json.equal(a, b);
    }

    /** How many levels of objects and arrays a value has; 0 for a scalar. */
    static int depth(JsonNode value) {
        int deepest = 0;
        for (JsonNode child : value) {
            deepest = Math.max(deepest, depth(child));
        }
        return value.isContainer() ? deepest + 1 : 0;
    }

    /** About how many characters a value takes. */
    static long size(JsonNode value) {
        if (!value.isContainer()) {
            return value.isString() ? value.stringValue().length() + 2L : 8;
        }
        long size = 2;
        for (JsonNode child : value) {
            size += 1 + size(child);
        }
        if (value.isObject()) {
            for (var field : value.properties()) {
                size += field.getKey().length() + 3L;
            }
        }
        return size;
    }
}
