package org.nakhoda.api.patch;

import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.patch.PatchException.Fault;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Patch (RFC 6902). As in Kubernetes an index may be negative and then counts from the end, and
 * {@code test} with null holds for a field that is absent. Operations, copied data and depth are bounded: a short patch
 * cannot make a document grow without limit.
 */
public final class JsonPatch implements Patch {
    public static final String MEDIA_TYPE = "application/json-patch+json";
    public static final int MAX_OPERATIONS = 10_000;
    /** How many characters all {@code copy} operations of one patch may copy together. */
    public static final long MAX_COPIED = 3 * 1024 * 1024;

    private final List<Operation> operations;

    private record Operation(int index, String name, JsonPath path, JsonPath from, JsonNode value) {
        PatchException fails(Fault fault, String why) {
            return new PatchException(fault, "operation " + index + " (" + name + " " + path + ")", why);
        }
    }

    /**
     * @throws PatchException if {@code patch} is not a list of operations
     */
    public JsonPatch(JsonNode patch) {
        if (!patch.isArray()) {
            throw new PatchException(Fault.MALFORMED, "", "a JSON Patch must be a list of operations");
        }
        if (patch.size() > MAX_OPERATIONS) {
            throw new PatchException(
                    Fault.TOO_LARGE,
                    "",
                    "The allowed maximum operations in a JSON patch is " + MAX_OPERATIONS + ", got " + patch.size());
        }
        List<Operation> parsed = new ArrayList<>(patch.size());
        for (JsonNode operation : patch) {
            parsed.add(operation(parsed.size(), operation));
        }
        this.operations = List.copyOf(parsed);
    }

    private static Operation operation(int index, JsonNode node) {
        String where = "operation " + index;
        if (!node.path("op").isString() || !node.path("path").isString()) {
            throw new PatchException(Fault.MALFORMED, where, "\"op\" and \"path\" must be strings");
        }
        String name = node.get("op").stringValue();
        JsonPath path = JsonPath.parse(node.get("path").stringValue(), where);
        JsonPath from = null;
        switch (name) {
            case "add", "replace", "test" -> {
                if (!node.has("value")) {
                    throw new PatchException(Fault.MALFORMED, where, "\"" + name + "\" needs a \"value\"");
                }
            }
            case "move", "copy" -> {
                if (!node.path("from").isString()) {
                    throw new PatchException(Fault.MALFORMED, where, "\"" + name + "\" needs \"from\", a string");
                }
                from = JsonPath.parse(node.get("from").stringValue(), where);
            }
            case "remove" -> {}
            default ->
                throw new PatchException(
                        Fault.MALFORMED,
                        where,
                        "\"" + name + "\" is no operation; there are add, remove, replace, move, copy and test");
        }
        return new Operation(
                index, name, path, from, node.has("value") ? node.get("value").deepCopy() : null);
    }

    @Override
    public JsonNode apply(JsonNode document) {
        return new Run(document.deepCopy()).all();
    }

    /** One application; owns the tree that it edits. */
    private final class Run {
        private JsonNode root;
        private long copied;

        Run(JsonNode root) {
            this.root = root;
        }

        JsonNode all() {
            for (Operation operation : operations) {
                run(operation);
            }
            return root;
        }

        private void run(Operation op) {
            switch (op.name()) {
                case "add" -> add(op, op.path(), op.value().deepCopy());
                case "remove" -> remove(op, op.path());
                case "replace" -> replace(op, op.value().deepCopy());
                case "test" -> test(op);
                case "move" -> move(op);
                case "copy" -> {
                    JsonNode value = existing(op, op.from()).deepCopy();
                    copied += JsonValues.size(value);
                    if (copied > MAX_COPIED) {
                        throw op.fails(Fault.TOO_LARGE, "the patch copies more than " + MAX_COPIED + " characters");
                    }
                    add(op, op.path(), value);
                }
                default -> throw new AssertionError(op.name());
            }
        }

        private void add(Operation op, JsonPath path, JsonNode value) {
            if (path.length() + JsonValues.depth(value) > Json.MAX_DEPTH) {
                throw op.fails(Fault.NOT_APPLICABLE, "the document would be nested deeper than " + Json.MAX_DEPTH);
            }
            if (path.isRoot()) {
                root = value;
                return;
            }
            JsonNode parent = existing(op, path.parent());
            if (parent instanceof ObjectNode object) {
                object.set(path.last(), value);
            } else if (parent instanceof ArrayNode array) {
                array.insert(path.last().equals("-") ? array.size() : index(op, path, array.size() + 1), value);
            } else {
                throw op.fails(Fault.NOT_APPLICABLE, path.parent() + " is neither an object nor a list");
            }
        }

        private JsonNode remove(Operation op, JsonPath path) {
            JsonNode value = existing(op, path);
            if (path.isRoot()) {
                throw op.fails(Fault.NOT_APPLICABLE, "the document itself cannot be removed");
            }
            JsonNode parent = existing(op, path.parent());
            return parent instanceof ObjectNode object
                    ? object.remove(path.last())
                    : parent instanceof ArrayNode array ? array.remove(index(op, path, array.size())) : value;
        }

        private void replace(Operation op, JsonNode value) {
            existing(op, op.path());
            if (!op.path().isRoot() && existing(op, op.path().parent()) instanceof ArrayNode array) {
                array.remove(index(op, op.path(), array.size()));
            }
            add(op, op.path(), value);
        }

        private void move(Operation op) {
            if (op.from().isProperPrefixOf(op.path())) {
                throw op.fails(Fault.NOT_APPLICABLE, op.from() + " cannot be moved into itself");
            }
            JsonNode value = existing(op, op.from());
            if (!op.from().equals(op.path())) {
                remove(op, op.from());
                add(op, op.path(), value);
            }
        }

        private void test(Operation op) {
            JsonNode actual = find(op, op.path());
            boolean holds = actual == null ? op.value().isNull() : JsonValues.equal(actual, op.value());
            if (!holds) {
                throw op.fails(
                        Fault.NOT_APPLICABLE,
                        "testing value " + op.path() + " failed: "
                                + (actual == null ? "there is none" : "it is " + shortened(actual)));
            }
        }

        private JsonNode existing(Operation op, JsonPath path) {
            JsonNode found = find(op, path);
            if (found == null) {
                throw op.fails(Fault.NOT_APPLICABLE, "there is no " + path);
            }
            return found;
        }

        private JsonNode find(Operation op, JsonPath path) {
            JsonNode node = root;
            for (int i = 0; i < path.length(); i++) {
                if (node instanceof ObjectNode object) {
                    node = object.get(path.token(i));
                } else if (node instanceof ArrayNode array) {
                    int index = path.index(i, array.size());
                    if (index == JsonPath.NO_INDEX) {
                        throw op.fails(Fault.NOT_APPLICABLE, "\"" + path.token(i) + "\" is not an index of a list");
                    }
                    node = array.get(index);
                } else {
                    return null;
                }
                if (node == null) {
                    return null;
                }
            }
            return node;
        }

        private int index(Operation op, JsonPath path, int size) {
            int index = path.index(path.length() - 1, size);
            if (index == JsonPath.NO_INDEX || index < 0 || index >= size) {
                throw op.fails(Fault.NOT_APPLICABLE, "\"" + path.last() + "\" is not an index of the list");
            }
            return index;
        }
    }

    private static String shortened(JsonNode value) {
        String text = value.toString();
        return text.length() <= 100 ? text : text.substring(0, 100) + "...";
    }
}
