package org.nakhoda.apiserver.registry;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.api.json.YamlException;
import org.nakhoda.api.protobuf.ProtobufDecoder;
import org.nakhoda.api.schema.Conformance;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.registry.WriteOptions.FieldValidation;
import org.nakhoda.apiserver.representation.MediaRange;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** From a request's body to an object that conforms to its kind's schema. */
final class Bodies {
    private Bodies() {}

    /**
     * The body as an object of the call's kind.
     *
     * @throws ApiException UNSUPPORTED_MEDIA_TYPE, or BAD_REQUEST if it cannot be read as that kind
     */
    static ObjectNode object(Call call) {
        return object(call, call.type());
    }

    /** The body as an object of {@code type}, which may be another kind than the URL's: a Scale, a Binding. */
    static ObjectNode object(Call call, ResourceType type) {
        ObjectNode object = tree(call);
        typed(object, type);
        conform(
                call,
                object,
                type,
                why -> ApiException.badRequest(type.kind() + " in version \"" + type.version()
                        + "\" cannot be handled as a " + type.kind() + ": " + why));
        return object;
    }

    /** The body as whatever object it is. */
    static ObjectNode tree(Call call) {
        Encoding encoding = Encoding.of(call);
        byte[] body = call.request().body();
        if (body.length == 0) {
            throw ApiException.badRequest("the request's body is empty: send an object");
        }
        if (encoding == Encoding.PROTOBUF) {
            return ProtobufDecoder.decode(body);
        }
        JsonNode node = encoding == Encoding.YAML ? parse(body, true) : json(call);
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw ApiException.badRequest("the request's body is not an object");
    }

    /**
     * The body as JSON. Fields that stand several times are a matter of field validation; where they are allowed, the last
     * of them counts.
     */
    static JsonNode json(Call call) {
        byte[] body = call.request().body();
        List<String> repeated;
        JsonNode last;
        try {
            return Json.parse(body);
        } catch (JacksonException e) {
            try {
                last = Json.parseRepeating(body);
                repeated = Json.repeatedFields(body);
            } catch (JacksonException unreadable) {
                throw ApiException.badRequest("error decoding from json: " + e.getOriginalMessage());
            }
        }
        FieldValidation validation = call.options().fieldValidation();
        if (validation == FieldValidation.STRICT) {
            throw ApiException.badRequest("strict decoding error: "
                    + repeated.stream().map(Bodies::duplicate).collect(Collectors.joining(", ")));
        }
        if (validation == FieldValidation.WARN) {
            repeated.forEach(field -> call.warnings().add(duplicate(field)));
        }
        return last;
    }

    private static String duplicate(String field) {
        return "duplicate field \"" + field + "\"";
    }

    static JsonNode parse(byte[] body, boolean yaml) {
        try {
            return yaml ? Yaml.parse(Utf8.text(body)) : Json.parse(body);
        } catch (YamlException e) {
            throw ApiException.badRequest("error decoding from yaml: " + e.getMessage());
        } catch (JacksonException e) {
            throw ApiException.badRequest("error decoding from json: " + e.getOriginalMessage());
        }
    }

    /** The formats of objects in requests. */
    private enum Encoding {
        JSON,
        YAML,
        PROTOBUF;

        static Encoding of(Call call) {
            String header = call.request().headers().get("content-type");
            if (header == null || header.isEmpty() || header.equals("application/json")) {
                return JSON;
            }
            return switch (MediaRange.parse(header).type()) {
                case "application/json" -> JSON;
                case "application/yaml" -> YAML;
                case ProtobufDecoder.MEDIA_TYPE -> PROTOBUF;
                default ->
                    throw ApiException.of(
                            Reason.UNSUPPORTED_MEDIA_TYPE,
                            "the body of the request was in an unknown format - accepted media types include: "
                                    + "application/json, application/yaml, " + ProtobufDecoder.MEDIA_TYPE);
            };
        }
    }

    /** Kind and apiVersion may be left out, but must be the URL's if they are there. */
    static void typed(ObjectNode object, ResourceType type) {
        String kind = text(object, "kind");
        String apiVersion = text(object, "apiVersion");
        if (!kind.isEmpty() && !kind.equals(type.kind())) {
            throw ApiException.badRequest(kind + " in version \"" + apiVersion + "\" cannot be handled as a "
                    + type.kind() + ": the object's kind does not match the URL");
        }
        if (!apiVersion.isEmpty() && !apiVersion.equals(type.apiVersion())) {
            throw ApiException.badRequest("the API version in the data (" + apiVersion
                    + ") does not match the expected API version (" + type.apiVersion() + ")");
        }
        object.put("kind", type.kind());
        object.put("apiVersion", type.apiVersion());
    }

    private static String text(ObjectNode object, String field) {
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            return "";
        }
        if (!value.isString()) {
            throw ApiException.badRequest("the object's " + field + " is not a string");
        }
        return value.asString();
    }

    /**
     * Removes what the schema does not know and refuses what it cannot hold.
     *
     * @param refusal of an object that does not fit, given the reason
     */
    static void conform(Call call, ObjectNode object, ResourceType type, Function<String, ApiException> refusal) {
        Conformance conformance = Conformance.check(type.schema(), object);
        if (!conformance.readable()) {
            throw refusal.apply(conformance.faultsMessage());
        }
        if (!conformance.unknownFields().isEmpty()) {
            FieldValidation validation = call.options().fieldValidation();
            if (validation == FieldValidation.STRICT) {
                throw refusal.apply("strict decoding error: " + conformance.unknownFieldsMessage());
            }
            if (validation == FieldValidation.WARN) {
                conformance.unknownFields().forEach(f -> call.warnings().add("unknown field \"" + f + "\""));
            }
        }
        if (!(object.get("metadata") instanceof ObjectNode)) {
            object.set("metadata", Json.object());
        }
    }
}
