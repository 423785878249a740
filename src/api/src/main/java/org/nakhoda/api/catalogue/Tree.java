package org.nakhoda.api.catalogue;

import java.util.Iterator;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and completes an object's JSON tree, for strategies and columns. Reading never fails: what is absent or of
 * another type reads as missing, "", 0, false or an empty list.
 */
public final class Tree {
    private Tree() {}

    public static JsonNode at(JsonNode node, String field) {
        return node.path(field);
    }

    public static JsonNode at(JsonNode node, String first, String second) {
        return node.path(first).path(second);
    }

    public static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isString() ? value.asString() : "";
    }

    public static String text(JsonNode node, String first, String second) {
        return text(node.path(first), second);
    }

    public static long number(JsonNode node, String field, long absent) {
        JsonNode value = node.path(field);
        return value.isIntegralNumber() ? value.asLong() : absent;
    }

    public static boolean flag(JsonNode node, String field) {
        return node.path(field).asBoolean(false);
    }

    /** A scalar as text, whatever its type; "" if absent. */
    public static String scalar(JsonNode node) {
        return node.isMissingNode() || node.isNull() || node.isContainer() ? "" : node.asString();
    }

    /** The elements that are objects. */
    public static Iterable<ObjectNode> objects(JsonNode array) {
        return () -> new ObjectElements(array.iterator());
    }

    /** The elements of {@code parent.field} that are objects. */
    public static Iterable<ObjectNode> objects(JsonNode parent, String field) {
        return objects(parent.path(field));
    }

    /** The object at {@code field}, made empty if it is absent. */
    public static ObjectNode child(ObjectNode parent, String field) {
        JsonNode value = parent.get(field);
        return value instanceof ObjectNode object ? object : parent.putObject(field);
    }

    /** The object at {@code field}, or null. */
    public static ObjectNode childOrNull(JsonNode parent, String field) {
        return parent.path(field) instanceof ObjectNode object ? object : null;
    }

    public static ArrayNode list(ObjectNode parent, String field) {
        JsonNode value = parent.get(field);
        return value instanceof ArrayNode array ? array : parent.putArray(field);
    }

    /** Sets {@code field} if it is absent or an empty string, which Kubernetes' types do not tell apart. */
    public static void defaultText(ObjectNode object, String field, String value) {
        JsonNode present = object.get(field);
        if (present == null
                || present.isNull()
                || present.isString() && present.asString().isEmpty()) {
            object.put(field, value);
        }
    }

    /** Sets {@code field} if it is absent; zero counts as set, as with Kubernetes' optional numbers. */
    public static void defaultNumber(ObjectNode object, String field, long value) {
        if (absent(object, field)) {
            object.set(field, numberNode(value));
        }
    }

    /** Sets {@code field} if it is absent or zero, which a plain number in Kubernetes' types does not tell apart. */
    public static void defaultNonZero(ObjectNode object, String field, long value) {
        if (number(object, field, 0) == 0) {
            object.set(field, numberNode(value));
        }
    }

    public static void defaultFlag(ObjectNode object, String field, boolean value) {
        if (absent(object, field)) {
            object.put(field, value);
        }
    }

    public static void defaultNode(ObjectNode object, String field, Supplier<JsonNode> value) {
        if (absent(object, field)) {
            object.set(field, value.get());
        }
    }

    public static boolean absent(ObjectNode object, String field) {
        JsonNode present = object.get(field);
        return present == null || present.isNull();
    }

    /** Copies {@code field} from one object to another, or removes it if it is absent there. */
    public static void carry(ObjectNode from, ObjectNode to, String field) {
        JsonNode value = from.get(field);
        if (value == null) {
            to.remove(field);
        } else {
            to.set(field, value);
        }
    }

    public static boolean isEmpty(JsonNode container) {
        return !container.isContainer() || container.isEmpty();
    }

    /** True if each entry of {@code subset} stands in {@code map} with the same value. */
    public static boolean contains(JsonNode map, JsonNode subset) {
        for (Map.Entry<String, JsonNode> entry : subset.properties()) {
            if (!entry.getValue().equals(map.get(entry.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private static JsonNode numberNode(long value) {
        return (int) value == value
                ? JsonNodeFactory.instance.numberNode((int) value)
                : JsonNodeFactory.instance.numberNode(value);
    }

    private static final class ObjectElements implements Iterator<ObjectNode> {
        private final Iterator<JsonNode> elements;
        private ObjectNode next;

        ObjectElements(Iterator<JsonNode> elements) {
            this.elements = elements;
            advance();
        }

        private void advance() {
            next = null;
            while (next == null && elements.hasNext()) {
                if (elements.next() instanceof ObjectNode object) {
                    next = object;
                }
            }
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public ObjectNode next() {
            if (next == null) {
                throw new java.util.NoSuchElementException();
            }
            ObjectNode current = next;
            advance();
            return current;
        }
    }
}
