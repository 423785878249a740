package org.nakhoda.api.fieldmanager;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.schema.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What distinguishes two states of an object, field by field. Fields that no manager owns are left out: what identifies
 * the object, and what only the server writes in its metadata. One pass over both trees; what they share is not looked
 * into, and nothing is made where they are equal.
 *
 * @param added fields, entries and elements that are new, with all that they hold
 * @param modified those that have another value
 * @param removed those that are gone, with all that they held
 */
public record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {
    /** Fields of metadata that are nobody's. */
    static final Set<String> UNMANAGED_METADATA = Set.of(
            "name",
            "namespace",
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "selfLink",
            "managedFields");

    private static final Set<String> UNMANAGED = Set.of("apiVersion", "kind");

    /** @param schema null if nothing is known */
    public static Comparison between(Schema schema, ObjectNode before, ObjectNode after) {
        Place root = new Place(null, "");
        fields(schema, before, after, root, UNMANAGED);
        return new Comparison(root.set(Change.ADDED), root.set(Change.MODIFIED), root.set(Change.REMOVED));
    }

    public boolean isEmpty() {
        return added.isEmpty() && modified.isEmpty() && removed.isEmpty();
    }

    /** The fields whose new value is the work of whoever made the change. */
    FieldSet written() {
        return added.union(modified);
    }

    private enum Change {
        ADDED,
        MODIFIED,
        REMOVED
    }

    /** Where the walk is. Its nodes in the three sets are made when there is something to say. */
    private static final class Place {
        private final Place parent;
        private final String element;
        private final ObjectNode[] nodes = new ObjectNode[Change.values().length];

        Place(Place parent, String element) {
            this.parent = parent;
            this.element = element;
        }

        ObjectNode node(Change change) {
            ObjectNode node = nodes[change.ordinal()];
            if (node == null) {
                node = Json.object();
                nodes[change.ordinal()] = node;
                if (parent != null) {
                    parent.node(change).set(element, node);
                }
            }
            return node;
        }

        FieldSet set(Change change) {
            return FieldSet.of(nodes[change.ordinal()]);
        }
    }

    private static void fields(Schema schema, ObjectNode before, ObjectNode after, Place place, Set<String> unmanaged) {
        int common = 0;
        for (Map.Entry<String, JsonNode> field : before.properties()) {
            String name = field.getKey();
            JsonNode now = after.get(name);
            common += now == null ? 0 : 1;
            if (!unmanaged.contains(name) && field.getValue() != now) {
                values(Structure.field(schema, name), field.getValue(), now, place, PathElement.field(name));
            }
        }
        if (common == after.size()) {
            return;
        }
        for (Map.Entry<String, JsonNode> field : after.properties()) {
            String name = field.getKey();
            if (!before.has(name) && !unmanaged.contains(name)) {
                values(Structure.field(schema, name), null, field.getValue(), place, PathElement.field(name));
            }
        }
    }

    /** At most one of the values is null. */
    private static void values(Schema schema, JsonNode before, JsonNode after, Place parent, String element) {
        if (before == null || after == null) {
            JsonNode value = before == null ? after : before;
            Set<String> unmanaged = metadata(parent, element);
            ObjectNode whole = whole(schema, value, unmanaged);
            if (unmanaged.isEmpty() || !whole.isEmpty()) {
                parent.node(before == null ? Change.ADDED : Change.REMOVED).set(element, whole);
            }
            return;
        }
        Structure structure = Structure.of(schema, before);
        if (structure != Structure.of(schema, after)) {
            parent.node(Change.REMOVED).set(element, whole(schema, before, Set.of()));
            parent.node(Change.ADDED).set(element, whole(schema, after, Set.of()));
        } else if (structure == Structure.LEAF || before.isEmpty() && after.isEmpty()) {
            if (!equal(before, after)) {
                parent.node(Change.MODIFIED).set(element, Json.object());
            }
        } else if (structure == Structure.FIELDS) {
            fields(
                    schema,
                    (ObjectNode) before,
                    (ObjectNode) after,
                    new Place(parent, element),
                    metadata(parent, element));
        } else if (sameElements(structure, schema, before, after)) {
            Place place = new Place(parent, element);
            for (int i = 0; i < before.size(); i++) {
                if (before.get(i).isContainer()) {
                    items(structure, schema, before.get(i), after.get(i), place);
                }
            }
        } else {
            elements(structure, schema, before, after, new Place(parent, element));
        }
    }

    /** What is unmanaged in a field: only in the object's own metadata there is anything. */
    private static Set<String> metadata(Place parent, String element) {
        return parent.parent == null && element.equals("f:metadata") ? UNMANAGED_METADATA : Set.of();
    }

    /** Whether the lists have the same elements in the same places, which they nearly always have. */
    private static boolean sameElements(Structure structure, Schema schema, JsonNode before, JsonNode after) {
        if (before.size() != after.size()) {
            return false;
        }
        for (int i = 0; i < before.size(); i++) {
            JsonNode a = before.get(i);
            JsonNode b = after.get(i);
            if (structure == Structure.SET) {
                if (!a.equals(b)) {
                    return false;
                }
                continue;
            }
            for (String name : schema.listMapKeys()) {
                JsonNode key = PathElement.key(schema, a, name);
                JsonNode other = PathElement.key(schema, b, name);
                if (key == null ? other != null : !key.equals(other)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Two states of one element; its path is only written when they differ. */
    private static void items(Structure structure, Schema schema, JsonNode before, JsonNode after, Place list) {
        if (before != after && !before.equals(after)) {
            values(Structure.items(schema), before, after, list, structure.element(schema, before));
        }
    }

    private static void elements(Structure structure, Schema schema, JsonNode before, JsonNode after, Place list) {
        Map<String, List<JsonNode>> old = byElement(structure, schema, before);
        Map<String, List<JsonNode>> now = byElement(structure, schema, after);
        old.forEach((element, items) -> {
            List<JsonNode> others = now.get(element);
            if (others != null && (items.size() > 1 || others.size() > 1)) {
                if (!items.equals(others)) {
                    list.node(Change.MODIFIED).set(element, Json.object());
                }
            } else {
                element(schema, items.get(0), others == null ? null : others.get(0), list, element);
            }
        });
        now.forEach((element, items) -> {
            if (!old.containsKey(element)) {
                element(schema, null, items.get(0), list, element);
            }
        });
    }

    private static void element(Schema list, JsonNode before, JsonNode after, Place place, String element) {
        Schema items = Structure.items(list);
        if (before != null && after != null) {
            values(items, before, after, place, element);
        } else {
            ObjectNode whole = whole(items, before == null ? after : before, Set.of());
            if (!whole.isEmpty()) {
                whole.set(FieldSet.SELF, Json.object());
            }
            place.node(before == null ? Change.ADDED : Change.REMOVED).set(element, whole);
        }
    }

    /** An element that stands several times, which lists of older objects may have, is compared as one. */
    private static Map<String, List<JsonNode>> byElement(Structure structure, Schema schema, JsonNode list) {
        Map<String, List<JsonNode>> items = new LinkedHashMap<>();
        for (JsonNode item : list) {
            items.computeIfAbsent(structure.element(schema, item), e -> new ArrayList<>(1))
                    .add(item);
        }
        return items;
    }

    /**
     * A value with all that it holds. Maps and lists are fields beside their entries, because somebody made them;
     * objects with declared fields are there as soon as one of these is.
     */
    private static ObjectNode whole(Schema schema, JsonNode value, Set<String> unmanaged) {
        Structure structure = Structure.of(schema, value);
        ObjectNode whole = Json.object();
        if (structure == Structure.LEAF || value.isEmpty()) {
            return whole;
        }
        if (structure == Structure.FIELDS) {
            if (schema == null || schema.properties().isEmpty()) {
                whole.set(FieldSet.SELF, Json.object());
            }
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                if (!unmanaged.contains(field.getKey())) {
                    Schema below = Structure.field(schema, field.getKey());
                    whole.set(PathElement.field(field.getKey()), whole(below, field.getValue(), Set.of()));
                }
            }
            return whole;
        }
        whole.set(FieldSet.SELF, Json.object());
        for (JsonNode item : value) {
            ObjectNode below = whole(Structure.items(schema), item, Set.of());
            if (!below.isEmpty()) {
                below.set(FieldSet.SELF, Json.object());
            }
            whole.set(structure.element(schema, item), below);
        }
        return whole;
    }

    /** Numbers are equal by value, whatever type holds them. */
    private static boolean equal(JsonNode a, JsonNode b) {
        return a.equals(b) || a.isNumber() && b.isNumber() && a.decimalValue().compareTo(b.decimalValue()) == 0;
    }
}
