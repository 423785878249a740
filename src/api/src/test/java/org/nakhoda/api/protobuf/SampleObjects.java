package org.nakhoda.api.protobuf;

import org.nakhoda.api.json.Json;
import org.nakhoda.api.schema.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Objects with every field of their schema set, to values that say something. */
final class SampleObjects {
    /** Schemas that contain themselves go round once. */
    private static final int MAX_DEPTH = 14;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private int count;

    static ObjectNode of(String apiVersion, String kind, Schema schema) {
        ObjectNode object = (ObjectNode) new SampleObjects().value(schema, 0);
        return object.put("apiVersion", apiVersion).put("kind", kind);
    }

    private JsonNode value(Schema schema, int depth) {
        count++;
        return switch (schema.type()) {
            case OBJECT -> object(schema, depth);
            case ARRAY -> {
                var list = Json.array();
                list.add(value(schema.items(), depth + 1));
                if (depth < 4) {
                    list.add(value(schema.items(), depth + 1));
                }
                yield list;
            }
            case STRING -> NODES.stringNode(text(schema.format() == null ? "" : schema.format()));
            case INTEGER ->
                "int64".equals(schema.format()) ? NODES.numberNode((1L << 40) + count) : NODES.numberNode(-count);
            case NUMBER -> NODES.numberNode(new java.math.BigDecimal("0.5"));
            case BOOLEAN -> NODES.booleanNode(true);
            case INT_OR_STRING -> count % 2 == 0 ? NODES.numberNode(count) : NODES.stringNode(count + "%");
            case ANY -> Json.object().put("apiVersion", "example.org/v1").put("kind", "Ä" + count);
        };
    }

    private String text(String format) {
        return switch (format) {
            case "date-time" -> "2026-11-22T23:59:%02dZ".formatted(count % 60);
            case "byte" -> "AP+" + (char) ('A' + count % 26);
            case "quantity" -> count + "Mi";
            default -> "text \u00fc \ud83d\ude00 " + count;
        };
    }

    private JsonNode object(Schema schema, int depth) {
        ObjectNode object = Json.object();
        if (depth > MAX_DEPTH) {
            return object;
        }
        if (schema.values() != null) {
            object.set("key-" + count, value(schema.values(), depth + 1));
            object.set("b", value(schema.values(), depth + 1));
            return object;
        }
        schema.properties().forEach((name, field) -> object.set(name, value(field, depth + 1)));
        return object;
    }
}
