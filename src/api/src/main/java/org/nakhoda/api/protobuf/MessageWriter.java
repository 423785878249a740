package org.nakhoda.api.protobuf;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.protobuf.Messages.Field;
import org.nakhoda.api.protobuf.Messages.Shape;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One JSON object into one message, from the last field to the first, byte for byte as Go writes it: a field that is no
 * pointer there is written as zero where JSON does not hold it, and maps are in the order of their keys. What is not of the
 * field's type, which no stored object has, is left out.
 */
final class MessageWriter {
    private static final JsonNode ZERO = JsonNodeFactory.instance.numberNode(0);
    private static final JsonNode ZERO_QUANTITY = JsonNodeFactory.instance.stringNode("0");
    private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

    private MessageWriter() {}

    static void write(WireWriter out, String message, ObjectNode object) {
        for (Field field : Messages.of(message).lastFirst()) {
            if (field.shape() == Shape.INLINED) {
                int end = out.size();
                write(out, field.message(), object);
                out.message(field.number(), end);
                continue;
            }
            JsonNode value = object.get(field.name());
            if (value == null || value.isNull()) {
                if (field.always()) {
                    zero(out, field);
                }
                continue;
            }
            switch (field.shape()) {
                case LIST -> list(out, field, value);
                case MAP -> map(out, field, value);
                default -> value(out, field, field.number(), value);
            }
        }
    }

    private static void zero(WireWriter out, Field field) {
        int end = out.size();
        switch (field.kind()) {
            case STRING -> out.string(field.number(), "");
            case BOOL -> out.bool(field.number(), false);
            case INT32, INT64 -> out.int64(field.number(), 0);
            case DOUBLE -> out.float64(field.number(), 0);
            case QUANTITY -> value(out, field, field.number(), ZERO_QUANTITY);
            case INT_OR_STRING -> value(out, field, field.number(), ZERO);
            case TIME, MICRO_TIME, JSON, STRINGS -> out.message(field.number(), end);
            case MESSAGE -> value(out, field, field.number(), NOTHING);
            case BYTES, SCHEMA_OR_BOOL, SCHEMA_OR_ARRAY, SCHEMA_OR_STRINGS -> {}
        }
    }

    private static void list(WireWriter out, Field field, JsonNode list) {
        for (int i = list.isArray() ? list.size() - 1 : -1; i >= 0; i--) {
            value(out, field, field.number(), list.get(i));
        }
    }

    private static void map(WireWriter out, Field field, JsonNode map) {
        List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(map.properties());
        entries.sort(Map.Entry.comparingByKey());
        for (int i = entries.size() - 1; i >= 0; i--) {
            int end = out.size();
            value(out, field, 2, entries.get(i).getValue());
            out.string(1, entries.get(i).getKey());
            out.message(field.number(), end);
        }
    }

    /** @param number of the field, or of an entry's value */
    private static void value(WireWriter out, Field field, int number, JsonNode value) {
        int end = out.size();
        switch (field.kind()) {
            case STRING -> out.string(number, value.asString(""));
            case BYTES -> out.byteArray(number, bytes(value));
            case BOOL -> out.bool(number, value.asBoolean(false));
            case INT32 -> out.int64(number, value.asInt(0));
            case INT64 -> out.int64(number, value.asLong(0));
            case DOUBLE -> out.float64(number, value.asDouble(0));
            case QUANTITY -> {
                out.string(1, value.asString(""));
                out.message(number, end);
            }
            case INT_OR_STRING -> {
                out.string(3, value.isString() ? value.asString() : "");
                out.int64(2, value.isString() ? 0 : value.asInt(0));
                out.int64(1, value.isString() ? 1 : 0);
                out.message(number, end);
            }
            case TIME -> {
                SpecialMessages.writeTime(out, value.asString(""), false);
                out.message(number, end);
            }
            case MICRO_TIME -> {
                SpecialMessages.writeTime(out, value.asString(""), true);
                out.message(number, end);
            }
            case JSON -> {
                SpecialMessages.writeJson(out, value);
                out.message(number, end);
            }
            case STRINGS -> {
                for (int i = value.size() - 1; i >= 0; i--) {
                    out.string(1, value.get(i).asString(""));
                }
                out.message(number, end);
            }
            case SCHEMA_OR_BOOL, SCHEMA_OR_ARRAY, SCHEMA_OR_STRINGS -> {
                SchemaMessages.write(out, field, value);
                out.message(number, end);
            }
            case MESSAGE -> {
                if (value instanceof ObjectNode object) {
                    write(out, field.message(), object);
                }
                out.message(number, end);
            }
        }
    }

    /** Line breaks are allowed in JSON's base64, as in Go's. */
    private static byte[] bytes(JsonNode value) {
        try {
            return Base64.getMimeDecoder().decode(value.asString(""));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
