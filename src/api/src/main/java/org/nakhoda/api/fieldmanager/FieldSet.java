package org.nakhoda.api.fieldmanager;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A set of fields of an object, held in the very notation in which it is stored and sent (Kubernetes' FieldsV1): a tree
 * whose keys are {@link PathElement}s. A node without children is a member of the set; a node with children is one if
 * it also has the child {@code "."}. Immutable, and so are the trees that sets share.
 */
public final class FieldSet {
    public static final FieldSet EMPTY = new FieldSet(Json.object());

    static final String SELF = ".";

    private final ObjectNode root;

    private FieldSet(ObjectNode root) {
        this.root = root;
    }

    /** @param root in FieldsV1's notation, known to be well formed; not edited from now on */
    static FieldSet of(ObjectNode root) {
        return root == null || root.isEmpty() ? EMPTY : new FieldSet(root);
    }

    /**
     * Reads a set that a client wrote.
     *
     * @throws IllegalArgumentException if this is not FieldsV1
     */
    public static FieldSet parse(JsonNode fields) {
        if (!(fields instanceof ObjectNode object)) {
            throw new IllegalArgumentException("fieldsV1 must be an object");
        }
        return of(read(object));
    }

    private static ObjectNode read(ObjectNode node) {
        ObjectNode read = Json.object();
        for (Map.Entry<String, JsonNode> child : node.properties()) {
            if (!(child.getValue() instanceof ObjectNode below)) {
                throw new IllegalArgumentException("fieldsV1 has \"" + child.getKey() + "\", which is not an object");
            }
            if (child.getKey().equals(SELF)) {
                read.set(SELF, Json.object());
            } else {
                read.set(PathElement.canonical(child.getKey()), read(below));
            }
        }
        return read.size() == 1 && read.has(SELF) ? Json.object() : read;
    }

    public boolean isEmpty() {
        return root.isEmpty();
    }

    /** FieldsV1. Not to be edited. */
    public ObjectNode json() {
        return root;
    }

    public FieldSet union(FieldSet other) {
        if (isEmpty()) {
            return other;
        }
        ObjectNode union = union(root, other.root, true);
        return union == root ? this : of(union);
    }

    /** The members of this set that are not members of the other. A field's children are members of their own. */
    public FieldSet difference(FieldSet other) {
        if (isEmpty() || other.isEmpty()) {
            return this;
        }
        ObjectNode left = difference(root, other.root, true);
        return left == root ? this : of(left);
    }

    public FieldSet intersection(FieldSet other) {
        return isEmpty() || other.isEmpty() ? EMPTY : of(intersection(root, other.root, true));
    }

    /** The members as people read them, such as {@code .spec.containers[name="a"].image}, in order. */
    public List<String> paths() {
        List<String> paths = new ArrayList<>();
        collect(root, "", paths);
        return paths;
    }

    private static void collect(ObjectNode node, String path, List<String> paths) {
        for (String element : new TreeSet<>(node.propertyNames())) {
            if (!element.equals(SELF)) {
                ObjectNode child = (ObjectNode) node.get(element);
                String at = path + PathElement.shown(element);
                if (isMember(child)) {
                    paths.add(at);
                }
                collect(child, at, paths);
            }
        }
    }

    static boolean isMember(JsonNode node) {
        return node.isEmpty() || node.has(SELF);
    }

    private static ObjectNode union(ObjectNode a, ObjectNode b, boolean root) {
        ObjectNode union = null;
        if (!root && (isMember(a) ? a.isEmpty() && !b.isEmpty() : isMember(b))) {
            union = copy(a);
            union.set(SELF, Json.object());
        }
        for (Map.Entry<String, JsonNode> child : b.properties()) {
            String element = child.getKey();
            JsonNode before = a.get(element);
            JsonNode after = before == null
                    ? child.getValue()
                    : element.equals(SELF) ? before : union((ObjectNode) before, (ObjectNode) child.getValue(), false);
            if (after != before) {
                union = union == null ? copy(a) : union;
                union.set(element, after);
            }
        }
        return union == null ? a : union;
    }

    /** @return {@code a} itself if nothing is taken from it; null if nothing is left */
    private static ObjectNode difference(ObjectNode a, ObjectNode b, boolean root) {
        boolean member = !root && isMember(a);
        boolean stays = member && !isMember(b);
        ObjectNode left = member == stays ? null : copy(a);
        if (left != null) {
            left.remove(SELF);
        }
        for (Map.Entry<String, JsonNode> child : b.properties()) {
            String element = child.getKey();
            if (element.equals(SELF) || !(a.get(element) instanceof ObjectNode before)) {
                continue;
            }
            ObjectNode after = difference(before, (ObjectNode) child.getValue(), false);
            if (after != before) {
                left = left == null ? copy(a) : left;
                if (after == null) {
                    left.remove(element);
                } else {
                    left.set(element, after);
                }
            }
        }
        return left == null ? a : normal(left, stays);
    }

    private static ObjectNode intersection(ObjectNode a, ObjectNode b, boolean root) {
        boolean member = !root && isMember(a) && isMember(b);
        ObjectNode both = Json.object();
        if (member) {
            both.set(SELF, Json.object());
        }
        for (Map.Entry<String, JsonNode> child : b.properties()) {
            String element = child.getKey();
            if (!element.equals(SELF) && a.get(element) instanceof ObjectNode here) {
                ObjectNode common = intersection(here, (ObjectNode) child.getValue(), false);
                if (common != null) {
                    both.set(element, common);
                }
            }
        }
        return normal(both, member);
    }

    /** A node that is nothing but a member has no child that says so. */
    private static ObjectNode normal(ObjectNode node, boolean member) {
        if (node.isEmpty()) {
            return member ? node : null;
        }
        return member && node.size() == 1 && node.has(SELF) ? Json.object() : node;
    }

    private static ObjectNode copy(ObjectNode node) {
        ObjectNode copy = Json.object();
        node.properties().forEach(child -> copy.set(child.getKey(), child.getValue()));
        return copy;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldSet set && root.equals(set.root);
    }

    @Override
    public int hashCode() {
        return root.hashCode();
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
