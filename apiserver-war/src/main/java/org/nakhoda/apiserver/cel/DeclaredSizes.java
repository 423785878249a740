package org.nakhoda.apiserver.cel;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * How large the values of a structural schema can be: as large as the schema allows, or else as large as fits into a request.
 *
 * @param most characters, elements or entries; 0 for values of a fixed size
 * @param serialized how many bytes the smallest value takes as JSON
 * @param fields by the names that expressions use, null if there are none
 * @param element of a list or a map, null otherwise
 */
record DeclaredSizes(
        long most, long serialized, Map<String, DeclaredSizes> fields, DeclaredSizes element, boolean map) {
    static final long REQUEST = 3 * 1024 * 1024;
    private static final long TEXT = REQUEST - 2;
    private static final long TIME = 32;
    private static final long DATE = 12;
    private static final DeclaredSizes KEY = leaf(0, 2);

    static DeclaredSizes of(JsonNode schema, boolean resource) {
        if (Tree.flag(schema, "x-kubernetes-int-or-string")) {
            return leaf(stated(schema, "maxLength", 4, TEXT), 1);
        }
        return switch (Tree.text(schema, "type")) {
            case "array" -> list(schema);
            case "object" -> object(schema, resource || Tree.flag(schema, "x-kubernetes-embedded-resource"));
            case "string" -> text(schema);
            case "boolean" -> leaf(0, 4);
            case "number", "integer" -> leaf(0, 1);
            default -> null;
        };
    }

    private static DeclaredSizes leaf(long most, long serialized) {
        return new DeclaredSizes(most, serialized, null, null, false);
    }

    private static long stated(JsonNode schema, String keyword, int bytes, long otherwise) {
        JsonNode limit = schema.path(keyword);
        return limit.isNumber() ? Bounds.product(Math.max(0, limit.asLong()), bytes) : otherwise;
    }

    private static DeclaredSizes list(JsonNode schema) {
        DeclaredSizes element = of(schema.path("items"), false);
        if (element == null) {
            return null;
        }
        long most = stated(schema, "maxItems", 1, (REQUEST - 2) / (element.serialized + 1));
        return new DeclaredSizes(most, 2, null, element, false);
    }

    private static DeclaredSizes object(JsonNode schema, boolean resource) {
        if (schema.path("additionalProperties").isObject()) {
            DeclaredSizes element = of(schema.path("additionalProperties"), false);
            if (element == null) {
                return null;
            }
            long most = stated(schema, "maxProperties", 1, (REQUEST - 2) / (element.serialized + 6));
            return new DeclaredSizes(most, 2, null, element, true);
        }
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asString("")));
        Map<String, DeclaredSizes> fields = new HashMap<>();
        long serialized = 2;
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            String name = property.getKey();
            DeclaredSizes sizes = of(property.getValue(), false);
            if (sizes != null) {
                Identifiers.escaped(name).ifPresent(id -> fields.put(id, sizes));
                if (required.contains(name) && !property.getValue().has("default")) {
                    serialized += name.length() + sizes.serialized + 4;
                }
            }
        }
        if (resource) {
            DeclaredSizes any = text(MissingNode.getInstance());
            fields.put("apiVersion", any);
            fields.put("kind", any);
            fields.put("metadata", new DeclaredSizes(0, 2, Map.of("name", any, "generateName", any), null, false));
        }
        return new DeclaredSizes(0, serialized, fields, null, false);
    }

    private static DeclaredSizes text(JsonNode schema) {
        return switch (Tree.text(schema, "format")) {
            case "byte" -> leaf(stated(schema, "maxLength", 1, TEXT), 2);
            case "duration" -> leaf(TIME, 3);
            case "date" -> leaf(DATE, DATE);
            case "date-time" -> leaf(TIME, 21);
            default -> leaf(stated(schema, "maxLength", 4, longest(schema.path("enum"))), 2);
        };
    }

    private static long longest(JsonNode allowed) {
        long longest = 0;
        for (JsonNode one : allowed) {
            longest = Math.max(longest, one.asString("").getBytes(StandardCharsets.UTF_8).length);
        }
        return allowed.isEmpty() ? TEXT : longest;
    }

    /** How often such a value can stand in a request, whatever is around it. */
    long cardinality() {
        return REQUEST / (serialized + 1);
    }

    /**
     * @param path from here: names of fields, {@code @items}, {@code @values}, {@code @keys}
     * @return null if nothing is known
     */
    Bounds at(List<String> path) {
        DeclaredSizes here = this;
        for (String step : path) {
            here = switch (step) {
                case "@items", "@values" -> here.element;
                case "@keys" -> here.map ? KEY : null;
                default -> here.fields == null ? null : here.fields.get(step);
            };
            if (here == null) {
                return null;
            }
        }
        return Bounds.upTo(here.most);
    }
}
