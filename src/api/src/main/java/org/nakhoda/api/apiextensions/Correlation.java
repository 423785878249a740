package org.nakhoda.api.apiextensions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A value of a declared kind beside the value that stood there before an update. Fields and entries of maps correspond by
 * their names, elements of lists of the type map by their keys; elements of other lists correspond to nothing. What an update
 * leaves as it was need not be judged again, so that a schema may become stricter than what is stored.
 */
public final class Correlation {
    /** Of an object that is new. */
    public static final Correlation NONE =
            new Correlation(null, MissingNode.getInstance(), MissingNode.getInstance(), null);

    private final Correlation parent;
    private final JsonNode schema;
    private final JsonNode value;
    private final JsonNode old;
    private Boolean unchanged;
    private Map<Object, JsonNode> oldByKeys;

    private Correlation(Correlation parent, JsonNode schema, JsonNode value, JsonNode old) {
        this.parent = parent;
        this.schema = schema;
        this.value = value;
        this.old = old;
    }

    /** @param old null for an object that is new */
    public static Correlation of(JsonNode schema, JsonNode value, JsonNode old) {
        return old == null ? NONE : new Correlation(null, schema, value, old);
    }

    /** What corresponds to the value; null if nothing does. A null is nothing. */
    public JsonNode old() {
        return old;
    }

    /** A field of an object, or an entry of a map. */
    public Correlation field(String name) {
        if (this == NONE || parent == null && (name.equals("apiVersion") || name.equals("kind"))) {
            return NONE;
        }
        return new Correlation(
                this, below(schema, name), value.path(name), present(old == null ? null : old.get(name)));
    }

    public Correlation item(int index) {
        if (this == NONE) {
            return NONE;
        }
        JsonNode item = value.path(index);
        JsonNode before = null;
        if (old != null && isMap(schema)) {
            if (oldByKeys == null) {
                oldByKeys = byKeys(schema, old);
            }
            before = present(oldByKeys.get(keys(schema, item)));
        }
        return new Correlation(this, schema.path("items"), item, before);
    }

    /** Whether the value, or what it is part of, is as it was. */
    public boolean unchanged() {
        if (unchanged == null) {
            unchanged = old == null ? parent != null && parent.unchanged() : same(schema, value, old);
        }
        return unchanged;
    }

    private static JsonNode present(JsonNode node) {
        return node == null || node.isNull() ? null : node;
    }

    private static JsonNode below(JsonNode schema, String name) {
        JsonNode property = schema.path("properties").path(name);
        return property.isObject() ? property : schema.path("additionalProperties");
    }

    private static boolean isMap(JsonNode schema) {
        return Tree.text(schema, "x-kubernetes-list-type").equals("map");
    }

    private static Map<Object, JsonNode> byKeys(JsonNode schema, JsonNode list) {
        Map<Object, JsonNode> found = new HashMap<>();
        list.forEach(item -> found.put(keys(schema, item), item));
        return found;
    }

    /** The identity of an element of a list of the type map. */
    static List<JsonNode> keys(JsonNode schema, JsonNode item) {
        List<JsonNode> keys = new ArrayList<>();
        for (JsonNode key : schema.path("x-kubernetes-list-map-keys")) {
            keys.add(item.path(key.asString("")));
        }
        return keys;
    }

    private static boolean same(JsonNode schema, JsonNode value, JsonNode old) {
        if (value.isObject() && old.isObject()) {
            if (value.size() != old.size()) {
                return false;
            }
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                JsonNode before = old.get(field.getKey());
                if (before == null || !same(below(schema, field.getKey()), field.getValue(), before)) {
                    return false;
                }
            }
            return true;
        }
        if (value.isArray() && old.isArray() && isMap(schema)) {
            Map<Object, JsonNode> before = byKeys(schema, old);
            boolean same = value.size() == old.size();
            for (int i = 0; same && i < value.size(); i++) {
                JsonNode item = before.get(keys(schema, value.get(i)));
                same = item != null && same(schema.path("items"), value.get(i), item);
            }
            return same;
        }
        return value.equals(old)
                || value.isNumber() && old.isNumber() && value.decimalValue().compareTo(old.decimalValue()) == 0;
    }
}
