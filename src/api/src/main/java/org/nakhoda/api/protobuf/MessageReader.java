package org.nakhoda.api.protobuf;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.Map;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.protobuf.Messages.Field;
import org.nakhoda.api.protobuf.Messages.Kind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One message into one JSON object, field by field; fields that are not known are skipped, as protobuf defines. */
final class MessageReader {
    /** Definitions of kinds nest two a level of their schemas; no other kind nests a quarter as deep. */
    private static final int MAX_MESSAGES = 120;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private MessageReader() {}

    /** @param depth how many objects and lists stand around {@code into}, itself included */
    static void read(WireReader in, String message, ObjectNode into, int depth) {
        if (depth > MAX_MESSAGES) {
            throw WireReader.malformed("messages are nested deeper than " + MAX_MESSAGES + " levels");
        }
        Map<Integer, Field> fields = Messages.of(message).byNumber();
        while (in.next()) {
            Field field = fields.get(in.field());
            if (field == null) {
                in.skip();
                continue;
            }
            switch (field.shape()) {
                case SINGLE -> single(in, field, into, depth);
                case LIST -> element(in, field, into, depth);
                case MAP -> entry(in.message(), field, into, depth);
                case INLINED -> read(in.message(), field.message(), into, depth + 1);
            }
        }
    }

    /** A field that comes again replaces what it said before, but messages are merged. */
    private static void single(WireReader in, Field field, ObjectNode into, int depth) {
        if (field.kind() == Kind.MESSAGE && into.get(field.name()) instanceof ObjectNode before) {
            read(in.message(), field.message(), before, depth + 1);
            return;
        }
        JsonNode value = value(in, field, depth);
        if (value == null || !field.keepsZero() && isZero(field.kind(), value)) {
            into.remove(field.name());
        } else {
            into.set(field.name(), value);
        }
    }

    private static boolean isZero(Kind kind, JsonNode value) {
        return switch (kind) {
            case STRING -> value.asString().isEmpty();
            case BOOL -> !value.asBoolean();
            case INT32, INT64, DOUBLE -> value.asDouble() == 0;
            default -> false;
        };
    }

    private static void element(WireReader in, Field field, ObjectNode into, int depth) {
        ArrayNode list = into.get(field.name()) instanceof ArrayNode there ? there : into.putArray(field.name());
        boolean integers = field.kind() == Kind.INT32 || field.kind() == Kind.INT64;
        if (integers && in.isDelimited()) {
            WireReader packed = in.message();
            while (!packed.atEnd()) {
                list.add(number(packed.varint()));
            }
            return;
        }
        JsonNode value = value(in, field, depth + 1);
        list.add(value == null ? NODES.nullNode() : value);
    }

    private static void entry(WireReader in, Field field, ObjectNode into, int depth) {
        String key = "";
        JsonNode value = null;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> key = in.string();
                case 2 -> value = value(in, field, depth + 1);
                default -> in.skip();
            }
        }
        ObjectNode map = into.get(field.name()) instanceof ObjectNode there ? there : into.putObject(field.name());
        map.set(key, value == null ? value(absent(), field, depth + 1) : value);
    }

    /** The value of an entry that has none. */
    private static WireReader absent() {
        WireReader in = new WireReader(new byte[] {0x12, 0}, 0, 2);
        in.next();
        return in;
    }

    /** As a JSON parser would have it, so that the same object is equal however it came. */
    private static JsonNode number(long value) {
        return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode(value);
    }

    private static JsonNode number(double value) {
        if (value == (long) value) {
            return number((long) value);
        }
        return Double.isFinite(value) ? NODES.numberNode(BigDecimal.valueOf(value)) : NODES.numberNode(value);
    }

    /** Null where JSON has nothing to say: a time that is not set, an extension without a document. */
    private static JsonNode value(WireReader in, Field field, int depth) {
        return switch (field.kind()) {
            case STRING -> NODES.stringNode(in.string());
            case BYTES -> NODES.stringNode(Base64.getEncoder().encodeToString(in.byteArray()));
            case BOOL -> NODES.booleanNode(in.bool());
            case INT32 -> NODES.numberNode(in.int32());
            case INT64 -> number(in.int64());
            case DOUBLE -> number(in.float64());
            case QUANTITY -> SpecialMessages.quantity(in.message());
            case INT_OR_STRING -> SpecialMessages.intOrString(in.message());
            case TIME -> SpecialMessages.time(in.message());
            case MICRO_TIME -> SpecialMessages.microTime(in.message());
            case JSON -> SpecialMessages.json(in.message(), depth);
            case STRINGS -> SpecialMessages.strings(in.message());
            case SCHEMA_OR_BOOL, SCHEMA_OR_ARRAY, SCHEMA_OR_STRINGS -> SchemaMessages.read(in.message(), field, depth);
            case MESSAGE -> {
                ObjectNode object = Json.object();
                read(in.message(), field.message(), object, depth + 1);
                yield object;
            }
        };
    }
}
