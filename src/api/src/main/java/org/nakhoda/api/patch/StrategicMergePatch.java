package org.nakhoda.api.patch;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.patch.PatchException.Fault;
import org.nakhoda.api.schema.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Kubernetes' strategic merge patch: a merge patch that also merges lists, guided by the schema's patch strategies and
 * merge keys and by directives in the patch ({@code $patch}, {@code $retainKeys}, {@code $setElementOrder/f},
 * {@code $deleteFromPrimitiveList/f}). A list that the schema does not declare as merged is replaced.
 */
public final class StrategicMergePatch implements Patch {
    public static final String MEDIA_TYPE = "application/strategic-merge-patch+json";

    static final String DIRECTIVE = "$patch";
    static final String RETAIN_KEYS = "$retainKeys";
    static final String ELEMENT_ORDER = "$setElementOrder/";
    static final String DELETE_FROM_LIST = "$deleteFromPrimitiveList/";

    private final ObjectNode patch;
    private final Schema schema;

    /**
     * @param schema of the patched kind; null if it is not known, which leaves the behaviour of a merge patch and the directives
     * @throws PatchException if the patch is not an object
     */
    public StrategicMergePatch(JsonNode patch, Schema schema) {
        if (!(patch instanceof ObjectNode object)) {
            throw new PatchException(Fault.MALFORMED, "", "a strategic merge patch must be an object");
        }
        this.patch = object.deepCopy();
        this.schema = schema;
    }

    @Override
    public JsonNode apply(JsonNode document) {
        ObjectNode original = document instanceof ObjectNode object ? object.deepCopy() : Json.object();
        return mergeObject(original, patch.deepCopy(), schema, "");
    }

    /** Merges {@code patch} into {@code original}; both belong to this application and are used up. */
    static ObjectNode mergeObject(ObjectNode original, ObjectNode patch, Schema schema, String path) {
        JsonNode directive = patch.remove(DIRECTIVE);
        if (directive != null) {
            switch (directive.isString() ? directive.stringValue() : directive.toString()) {
                case "replace" -> {
                    return Directives.dropped(patch);
                }
                case "delete" -> {
                    return Json.object();
                }
                case "merge" -> {}
                default -> throw unknownDirective(directive, path);
            }
        }
        retainKeys(original, patch, path);
        ListMerge.applyElementOrders(original, patch, schema, path);
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            String name = field.getKey();
            if (name.startsWith(DELETE_FROM_LIST)) {
                String list = name.substring(DELETE_FROM_LIST.length());
                ListMerge.deleteScalars(original, list, field.getValue(), child(path, list));
            }
        }
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            String name = field.getKey();
            if (name.startsWith(DELETE_FROM_LIST)) {
                continue;
            }
            if (field.getValue().isNull()) {
                original.remove(name);
            } else {
                Schema fieldSchema = field(schema, name);
                original.set(name, mergeValue(original.get(name), field.getValue(), fieldSchema, child(path, name)));
            }
        }
        return original;
    }

    private static JsonNode mergeValue(JsonNode original, JsonNode patch, Schema schema, String path) {
        if (original instanceof ObjectNode before && patch instanceof ObjectNode change) {
            return hasStrategy(schema, "replace") && !change.has(DIRECTIVE)
                    ? Directives.dropped(change)
                    : mergeObject(before, change, schema, path);
        }
        if (original instanceof ArrayNode before && patch instanceof ArrayNode change) {
            return ListMerge.merge(before, change, schema, path);
        }
        return Directives.dropped(patch);
    }

    private static void retainKeys(ObjectNode original, ObjectNode patch, String path) {
        JsonNode directive = patch.remove(RETAIN_KEYS);
        if (directive == null) {
            return;
        }
        Set<String> retained = new HashSet<>();
        for (JsonNode key : directive) {
            if (!key.isString()) {
                throw new PatchException(Fault.MALFORMED, child(path, RETAIN_KEYS), "must be a list of strings");
            }
            retained.add(key.stringValue());
        }
        if (!directive.isArray()) {
            throw new PatchException(Fault.MALFORMED, child(path, RETAIN_KEYS), "must be a list of strings");
        }
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            String name = field.getKey();
            boolean checked =
                    !field.getValue().isNull() && !name.startsWith(ELEMENT_ORDER) && !name.startsWith(DELETE_FROM_LIST);
            if (checked && !retained.contains(name)) {
                throw new PatchException(
                        Fault.MALFORMED, child(path, name), "is in the patch but not in its " + RETAIN_KEYS);
            }
        }
        original.retain(retained);
    }

    static Schema field(Schema schema, String name) {
        if (schema == null) {
            return null;
        }
        Schema field = schema.properties().get(name);
        return field == null ? schema.values() : field;
    }

    static boolean hasStrategy(Schema schema, String strategy) {
        if (schema == null || schema.patchStrategy() == null) {
            return false;
        }
        for (String one : schema.patchStrategy().split(",")) {
            if (one.strip().equals(strategy)) {
                return true;
            }
        }
        return false;
    }

    static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    static PatchException unknownDirective(JsonNode directive, String path) {
        return new PatchException(
                Fault.MALFORMED,
                child(path, DIRECTIVE),
                directive + " is no directive; there are \"replace\", \"delete\" and \"merge\"");
    }
}
