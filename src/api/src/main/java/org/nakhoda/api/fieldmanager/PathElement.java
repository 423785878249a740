package org.nakhoda.api.fieldmanager;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.schema.Schema;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One step of a field's path, in FieldsV1's notation: {@code f:name} a field, <code>k:{"name":"a"}</code> the element of
 * a list with these keys, {@code v:"a"} the element of a set, {@code i:0} an element by its index.
 */
final class PathElement {
    /** The longest number of an index. */
    private static final int INDEX_DIGITS = 9;

    private PathElement() {}

    static String field(String name) {
        return "f:" + name;
    }

    /** Null if this is no field. */
    static String fieldName(String element) {
        return element.startsWith("f:") ? element.substring(2) : null;
    }

    static String value(JsonNode item) {
        return "v:" + item;
    }

    /** The element that holds {@code item} of a list whose elements have keys. */
    static String keys(Schema list, JsonNode item) {
        List<String> names = list.listMapKeys();
        if (names.size() > 1) {
            names = names.stream().sorted().toList();
        }
        StringBuilder text = new StringBuilder("k:{");
        for (String name : names) {
            JsonNode key = key(list, item, name);
            if (key != null) {
                if (text.length() > 3) {
                    text.append(',');
                }
                text.append('"').append(name).append("\":").append(key);
            }
        }
        return text.append('}').toString();
    }

    /** The value of one key of an item, or what stands for it; null if there is none. */
    static JsonNode key(Schema list, JsonNode item, String name) {
        JsonNode key = item.get(name);
        if (key != null && !key.isNull()) {
            return key;
        }
        Schema schema = list.items() == null ? null : list.items().properties().get(name);
        return schema == null ? null : schema.defaultValue();
    }

    /**
     * The one way to write an element that a client may have written in another.
     *
     * @throws IllegalArgumentException if it is none
     */
    static String canonical(String element) {
        if (element.startsWith("f:")) {
            return element;
        }
        try {
            if (element.length() > 2 && element.startsWith("v:")) {
                return "v:" + Json.parse(element.substring(2));
            }
            if (element.startsWith("k:") && Json.parse(element.substring(2)) instanceof ObjectNode keys) {
                Map<String, JsonNode> sorted = new TreeMap<>();
                keys.properties().forEach(key -> sorted.put(key.getKey(), key.getValue()));
                ObjectNode written = Json.object();
                sorted.forEach(written::set);
                return "k:" + written;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("fieldsV1 has \"" + element + "\", whose value is not JSON", e);
        }
        if (element.startsWith("i:") && element.substring(2).matches("[0-9]{1," + INDEX_DIGITS + "}")) {
            return element;
        }
        throw new IllegalArgumentException("fieldsV1 has \"" + element + "\", which is no field, key, value or index");
    }

    /** As people read it: {@code .name}, {@code [name="a"]}, {@code [="a"]}, {@code [0]}. */
    static String shown(String element) {
        String rest = element.substring(2);
        return switch (element.charAt(0)) {
            case 'f' -> "." + rest;
            case 'k' ->
                Json.parse(rest).properties().stream()
                        .map(key -> key.getKey() + "=" + key.getValue())
                        .collect(Collectors.joining(",", "[", "]"));
            case 'v' -> "[=" + rest + "]";
            default -> "[" + rest + "]";
        };
    }
}
