package org.nakhoda.api.protobuf;

import org.nakhoda.api.json.Json;
import org.nakhoda.api.protobuf.Messages.Field;
import org.nakhoda.api.protobuf.Messages.Kind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where JSON Schema takes a schema or something else, the definition of a kind has a message with a place for each:
 * {@code JSONSchemaPropsOrBool} (1: allowed, 2: schema), {@code JSONSchemaPropsOrArray} (1: schema, 2: schemas) and
 * {@code JSONSchemaPropsOrStringArray} (1: schema, 2: texts).
 */
final class SchemaMessages {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private SchemaMessages() {}

    /** A schema, if there is one; null where there is neither. */
    static JsonNode read(WireReader in, Field field, int depth) {
        boolean bool = field.kind() == Kind.SCHEMA_OR_BOOL;
        boolean allowed = false;
        ObjectNode schema = null;
        ArrayNode list = NODES.arrayNode();
        while (in.next()) {
            if (in.field() == (bool ? 2 : 1)) {
                schema = schema(in.message(), field, depth);
            } else if (in.field() == 1) {
                allowed = in.bool();
            } else if (in.field() == 2) {
                list.add(
                        field.kind() == Kind.SCHEMA_OR_STRINGS
                                ? NODES.stringNode(in.string())
                                : schema(in.message(), field, depth + 1));
            } else {
                in.skip();
            }
        }
        if (schema != null) {
            return schema;
        }
        if (bool) {
            return NODES.booleanNode(allowed);
        }
        return list.isEmpty() ? null : list;
    }

    private static ObjectNode schema(WireReader in, Field field, int depth) {
        ObjectNode schema = Json.object();
        MessageReader.read(in, field.message(), schema, depth + 1);
        return schema;
    }

    static void write(WireWriter out, Field field, JsonNode value) {
        boolean bool = field.kind() == Kind.SCHEMA_OR_BOOL;
        if (value instanceof ObjectNode schema) {
            schema(out, bool ? 2 : 1, field, schema);
            if (bool) {
                out.bool(1, true);
            }
        } else if (bool) {
            out.bool(1, value.asBoolean(false));
        } else {
            for (int i = value.size() - 1; i >= 0; i--) {
                if (value.get(i) instanceof ObjectNode schema) {
                    schema(out, 2, field, schema);
                } else {
                    out.string(2, value.get(i).asString(""));
                }
            }
        }
    }

    private static void schema(WireWriter out, int number, Field field, ObjectNode schema) {
        int end = out.size();
        MessageWriter.write(out, field.message(), schema);
        out.message(number, end);
    }
}
