package org.nakhoda.apiserver.openapi;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * An OpenAPI v2 document in the protobuf form of the gnostic project ({@code openapi.v2.Document}), the only one that
 * kubectl reads. Covers the parts of OpenAPI that {@link OpenApiV2} writes; the numbers are those of gnostic's message
 * fields.
 */
final class Gnostic {
    private static final Map<String, Integer> METHODS = Map.of("get", 2, "put", 3, "post", 4, "delete", 5, "patch", 8);

    private Gnostic() {}

    static byte[] encode(JsonNode document) {
        GnosticMessage paths = new GnosticMessage();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            paths.message(2, named(path.getKey(), pathItem(path.getValue())));
        }
        JsonNode info = document.path("info");
        return new GnosticMessage()
                .text(1, document.path("swagger").asString())
                .message(
                        2,
                        new GnosticMessage()
                                .text(1, info.path("title").asString())
                                .text(2, info.path("version").asString()))
                .message(8, paths)
                .message(9, schemas(document.path("definitions")))
                .toBytes();
    }

    private static GnosticMessage named(String name, GnosticMessage value) {
        return new GnosticMessage().text(1, name).message(2, value);
    }

    private static GnosticMessage schemas(JsonNode byName) {
        GnosticMessage schemas = new GnosticMessage();
        for (Map.Entry<String, JsonNode> schema : byName.properties()) {
            schemas.message(1, named(schema.getKey(), schema(schema.getValue())));
        }
        return schemas;
    }

    private static GnosticMessage schema(JsonNode node) {
        GnosticMessage schema = new GnosticMessage()
                .text(1, node.path("$ref").asString(""))
                .text(2, node.path("format").asString(""))
                .text(3, node.path("title").asString(""))
                .text(4, node.path("description").asString(""));
        if (node.has("default")) {
            schema.message(5, any(node.get("default")));
        }
        limits(schema, node);
        node.path("required").forEach(field -> schema.element(19, field.asString()));
        node.path("enum").forEach(value -> schema.message(20, any(value)));
        JsonNode additional = node.path("additionalProperties");
        if (additional.isObject()) {
            schema.message(21, new GnosticMessage().message(1, schema(additional)));
        } else if (additional.isBoolean()) {
            schema.message(21, new GnosticMessage().choice(2, additional.asBoolean()));
        }
        if (node.has("type")) {
            schema.message(22, new GnosticMessage().text(1, node.get("type").asString()));
        }
        if (node.has("items")) {
            schema.message(23, new GnosticMessage().message(1, schema(node.get("items"))));
        }
        if (node.has("properties")) {
            schema.message(25, schemas(node.get("properties")));
        }
        extensions(schema, 31, node);
        return schema;
    }

    /** What a value may be, in the order of the message's fields. */
    private static void limits(GnosticMessage schema, JsonNode node) {
        schema.number(6, node.path("multipleOf"))
                .number(7, node.path("maximum"))
                .flag(8, node.path("exclusiveMaximum").asBoolean(false))
                .number(9, node.path("minimum"))
                .flag(10, node.path("exclusiveMinimum").asBoolean(false))
                .count(11, node.path("maxLength"))
                .count(12, node.path("minLength"))
                .text(13, node.path("pattern").asString(""))
                .count(14, node.path("maxItems"))
                .count(15, node.path("minItems"))
                .flag(16, node.path("uniqueItems").asBoolean(false))
                .count(17, node.path("maxProperties"))
                .count(18, node.path("minProperties"));
    }

    /** Any value travels as YAML, of which JSON is a part. */
    private static GnosticMessage any(JsonNode value) {
        return new GnosticMessage().text(2, value.toString());
    }

    private static void extensions(GnosticMessage message, int field, JsonNode node) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (entry.getKey().startsWith("x-")) {
                message.message(field, named(entry.getKey(), any(entry.getValue())));
            }
        }
    }

    private static GnosticMessage pathItem(JsonNode node) {
        GnosticMessage item = new GnosticMessage();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            Integer method = METHODS.get(entry.getKey());
            if (method != null) {
                item.message(method, operation(entry.getValue()));
            }
        }
        node.path("parameters").forEach(parameter -> item.message(9, parameter(parameter)));
        return item;
    }

    private static GnosticMessage operation(JsonNode node) {
        GnosticMessage operation = new GnosticMessage()
                .text(3, node.path("description").asString(""))
                .text(5, node.path("operationId").asString(""));
        node.path("produces").forEach(type -> operation.element(6, type.asString()));
        node.path("consumes").forEach(type -> operation.element(7, type.asString()));
        node.path("parameters").forEach(parameter -> operation.message(8, parameter(parameter)));
        GnosticMessage responses = new GnosticMessage();
        for (Map.Entry<String, JsonNode> response : node.path("responses").properties()) {
            GnosticMessage value = new GnosticMessage()
                    .text(1, response.getValue().path("description").asString(""));
            if (response.getValue().has("schema")) {
                value.message(
                        2,
                        new GnosticMessage()
                                .message(1, schema(response.getValue().get("schema"))));
            }
            responses.message(1, named(response.getKey(), new GnosticMessage().message(1, value)));
        }
        operation.message(9, responses);
        extensions(operation, 13, node);
        return operation;
    }

    /** Every kind of parameter numbers its fields differently. */
    private static GnosticMessage parameter(JsonNode node) {
        String in = node.path("in").asString();
        String name = node.path("name").asString();
        String description = node.path("description").asString("");
        boolean required = node.path("required").asBoolean(false);
        String type = node.path("type").asString("");
        GnosticMessage parameter = new GnosticMessage();
        if (in.equals("body")) {
            GnosticMessage body = new GnosticMessage()
                    .text(1, description)
                    .text(2, name)
                    .text(3, in)
                    .flag(4, required)
                    .message(5, schema(node.path("schema")));
            parameter.message(1, body);
        } else {
            GnosticMessage fields = new GnosticMessage()
                    .flag(1, required)
                    .text(2, in)
                    .text(3, description)
                    .text(4, name);
            boolean query = in.equals("query");
            fields.text(query ? 6 : 5, type).flag(query ? 20 : 19, true);
            parameter.message(2, new GnosticMessage().message(query ? 3 : 4, fields));
        }
        return new GnosticMessage().message(1, parameter);
    }
}
