package org.nakhoda.api.patch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.patch.PatchException.Fault;
import org.nakhoda.api.schema.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lists in a strategic merge patch. Elements are told apart by their merge key, scalars by their value. The merged list
 * keeps the relative order of the patch's elements, and that of the elements only the server has; between the two the
 * order of the original decides where it says anything.
 */
final class ListMerge {
    private ListMerge() {}

    static ArrayNode merge(ArrayNode original, ArrayNode patch, Schema schema, String path) {
        if (!StrategicMergePatch.hasStrategy(schema, "merge") || !isMergeable(original, patch, schema)) {
            return withoutReplaceMarker(patch);
        }
        String mergeKey = mergeKey(schema);
        if (mergeKey == null) {
            return ordered(united(original, patch), patch, original, null, path);
        }
        List<JsonNode> merged = elements(original);
        ArrayNode changes = Json.array();
        boolean replace = false;
        for (int i = 0; i < patch.size(); i++) {
            String where = path + "[" + i + "]";
            if (!(patch.get(i) instanceof ObjectNode element)) {
                throw new PatchException(
                        Fault.NOT_APPLICABLE, where, "must be an object like the list's other elements");
            }
            JsonNode directive = element.path(StrategicMergePatch.DIRECTIVE);
            if (directive.isMissingNode()) {
                changes.add(element);
                continue;
            }
            switch (directive.isString() ? directive.stringValue() : "") {
                case "delete" -> {
                    JsonNode key = keyOf(element, mergeKey, where);
                    merged.removeIf(e -> JsonValues.equal(e.path(mergeKey), key));
                }
                case "replace" -> {
                    replace = true;
                    if (element.size() > 1) {
                        element.remove(StrategicMergePatch.DIRECTIVE);
                        changes.add(element);
                    }
                }
                case "merge" -> {
                    element.remove(StrategicMergePatch.DIRECTIVE);
                    changes.add(element);
                }
                default -> throw StrategicMergePatch.unknownDirective(directive, where);
            }
        }
        if (replace) {
            return changes;
        }
        mergeByKey(merged, changes, mergeKey, schema.items(), path);
        return ordered(merged, changes, original, mergeKey, path);
    }

    private static void mergeByKey(
            List<JsonNode> merged, ArrayNode changes, String mergeKey, Schema items, String path) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < merged.size(); i++) {
            places.putIfAbsent(identity(merged.get(i).path(mergeKey)), i);
        }
        for (int i = 0; i < changes.size(); i++) {
            String where = path + "[" + i + "]";
            ObjectNode change = (ObjectNode) changes.get(i);
            JsonNode key = keyOf(change, mergeKey, where);
            Integer place = places.putIfAbsent(identity(key), merged.size());
            if (place == null) {
                merged.add(Directives.dropped(change));
            } else if (merged.get(place) instanceof ObjectNode before) {
                merged.set(place, StrategicMergePatch.mergeObject(before, change.deepCopy(), items, where));
            }
        }
    }

    /** {@code $setElementOrder/f}: merges the list f now, then brings it into the order that the directive states. */
    static void applyElementOrders(ObjectNode original, ObjectNode patch, Schema schema, String path) {
        for (String directive : List.copyOf(patch.propertyNames())) {
            if (!directive.startsWith(StrategicMergePatch.ELEMENT_ORDER)) {
                continue;
            }
            String name = directive.substring(StrategicMergePatch.ELEMENT_ORDER.length());
            String where = StrategicMergePatch.child(path, name);
            if (!(patch.remove(directive) instanceof ArrayNode order)) {
                throw new PatchException(Fault.MALFORMED, StrategicMergePatch.child(path, directive), "must be a list");
            }
            JsonNode before = original.get(name);
            JsonNode change = patch.get(name);
            if (change != null && change.isNull() || before == null && change == null) {
                continue;
            }
            Schema list = StrategicMergePatch.field(schema, name);
            String mergeKey = mergeKey(list);
            ArrayNode server = before instanceof ArrayNode array ? array : Json.array();
            ArrayNode merged = server;
            if (change != null) {
                if (!(change instanceof ArrayNode changes)) {
                    throw new PatchException(Fault.NOT_APPLICABLE, where, "must be a list");
                }
                checkOrdered(changes, order, mergeKey, where);
                merged = before instanceof ArrayNode
                        ? merge(server.deepCopy(), changes, list, where)
                        : (ArrayNode) Directives.dropped(changes);
            }
            original.set(name, ordered(elements(merged), order, server, mergeKey, where));
            patch.remove(name);
        }
    }

    /** Every element of the patch must stand in the order, in the same sequence. */
    private static void checkOrdered(ArrayNode changes, ArrayNode order, String mergeKey, String path) {
        Map<String, Integer> places = places(order, mergeKey);
        int last = -1;
        for (JsonNode change : changes) {
            if (change.has(StrategicMergePatch.DIRECTIVE)) {
                continue;
            }
            Integer place = places.get(identity(mergeKey == null ? change : change.path(mergeKey)));
            if (place == null || place < last) {
                throw new PatchException(
                        Fault.MALFORMED,
                        path,
                        "the list and its " + StrategicMergePatch.ELEMENT_ORDER + " directive must have one order");
            }
            last = place;
        }
    }

    static void deleteScalars(ObjectNode original, String name, JsonNode values, String path) {
        if (!(values instanceof ArrayNode)) {
            throw new PatchException(Fault.MALFORMED, path, "the values to delete must be a list");
        }
        if (original.get(name) instanceof ArrayNode list) {
            Map<String, Integer> deleted = places((ArrayNode) values, null);
            list.removeIf(element -> deleted.containsKey(identity(element)));
        }
    }

    private static List<JsonNode> united(ArrayNode original, ArrayNode patch) {
        Map<String, JsonNode> both = new LinkedHashMap<>();
        original.forEach(element -> both.putIfAbsent(identity(element), element));
        patch.forEach(element -> both.putIfAbsent(identity(element), element));
        return new ArrayList<>(both.values());
    }

    /**
     * @param first the order of those elements that it names; the others keep the order of {@code server}
     */
    private static ArrayNode ordered(
            List<JsonNode> merged, ArrayNode first, ArrayNode server, String mergeKey, String path) {
        Map<String, Integer> named = places(first, mergeKey);
        Map<String, Integer> serverPlaces = places(server, mergeKey);
        List<JsonNode> fromPatch = new ArrayList<>();
        List<JsonNode> serverOnly = new ArrayList<>();
        for (JsonNode element : merged) {
            (named.containsKey(key(element, mergeKey)) ? fromPatch : serverOnly).add(element);
        }
        fromPatch.sort(Comparator.comparing(element -> named.get(key(element, mergeKey))));
        serverOnly.sort(
                Comparator.comparing(element -> serverPlaces.getOrDefault(key(element, mergeKey), Integer.MAX_VALUE)));
        ArrayNode result = Json.array();
        int left = 0;
        for (JsonNode element : fromPatch) {
            Integer place = serverPlaces.get(key(element, mergeKey));
            while (place != null && left < serverOnly.size()) {
                Integer other = serverPlaces.get(key(serverOnly.get(left), mergeKey));
                if (other == null || other >= place) {
                    break;
                }
                result.add(serverOnly.get(left++));
            }
            result.add(element);
        }
        result.addAll(serverOnly.subList(left, serverOnly.size()));
        return result;
    }

    private static Map<String, Integer> places(ArrayNode list, String mergeKey) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < list.size(); i++) {
            places.putIfAbsent(key(list.get(i), mergeKey), i);
        }
        return places;
    }

    private static String key(JsonNode element, String mergeKey) {
        return identity(mergeKey == null ? element : element.path(mergeKey));
    }

    /** Numbers that are equal have one text; a string never equals a number. */
    private static String identity(JsonNode value) {
        return value.isNumber() ? value.decimalValue().stripTrailingZeros().toString() : value.toString();
    }

    private static JsonNode keyOf(ObjectNode element, String mergeKey, String path) {
        JsonNode key = element.path(mergeKey);
        if (key.isMissingNode() || key.isNull()) {
            throw new PatchException(
                    Fault.NOT_APPLICABLE, path, "has no " + mergeKey + ", the key by which the list is merged");
        }
        return key;
    }

    private static String mergeKey(Schema list) {
        return list == null
                        || list.patchMergeKey() == null
                        || list.patchMergeKey().isEmpty()
                ? null
                : list.patchMergeKey();
    }

    /** A list of objects without a merge key cannot be merged. */
    private static boolean isMergeable(ArrayNode original, ArrayNode patch, Schema schema) {
        return mergeKey(schema) != null || !(hasObject(original) || hasObject(patch));
    }

    private static boolean hasObject(ArrayNode list) {
        for (JsonNode element : list) {
            if (element.isContainer()) {
                return true;
            }
        }
        return false;
    }

    private static ArrayNode withoutReplaceMarker(ArrayNode patch) {
        ArrayNode kept = Json.array();
        for (JsonNode element : patch) {
            if (!(element.size() == 1 && element.has(StrategicMergePatch.DIRECTIVE))) {
                kept.add(element);
            }
        }
        return kept;
    }

    private static List<JsonNode> elements(ArrayNode list) {
        List<JsonNode> elements = new ArrayList<>(list.size());
        list.forEach(elements::add);
        return elements;
    }
}
