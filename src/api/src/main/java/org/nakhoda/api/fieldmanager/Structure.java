package org.nakhoda.api.fieldmanager;

import org.nakhoda.api.schema.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a value is made of, as far as managers can share it. Where no schema speaks, objects are shared and lists are not. */
enum Structure {
    /** One value with one owner: a scalar, or what is atomic. */
    LEAF,
    /** An object or a map: its fields have owners of their own. */
    FIELDS,
    /** A list whose elements are told apart by keys. */
    KEYED,
    /** A list whose elements are told apart by their value. */
    SET;

    /** @param schema null if nothing is known */
    static Structure of(Schema schema, JsonNode value) {
        if (value instanceof ObjectNode) {
            return schema != null && "atomic".equals(schema.mapType()) ? LEAF : FIELDS;
        }
        if (value instanceof ArrayNode && schema != null && schema.listType() != null) {
            return switch (schema.listType()) {
                case "map" -> KEYED;
                case "set" -> SET;
                default -> LEAF;
            };
        }
        return LEAF;
    }

    /** The schema of a field of an object or a map; null if nothing is known. */
    static Schema field(Schema schema, String name) {
        if (schema == null) {
            return null;
        }
        Schema field = schema.properties().get(name);
        return field == null ? schema.values() : field;
    }

    /** Whether a field is named by the schema, and no entry of a map. */
    static boolean isDeclared(Schema schema, String name) {
        return schema != null && schema.properties().containsKey(name);
    }

    static Schema items(Schema schema) {
        return schema == null ? null : schema.items();
    }

    /** How an element of a list of this structure is named in a path. */
    String element(Schema list, JsonNode item) {
        return this == KEYED ? PathElement.keys(list, item) : PathElement.value(item);
    }
}
