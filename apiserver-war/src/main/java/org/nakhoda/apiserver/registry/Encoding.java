package org.nakhoda.apiserver.registry;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.db.store.Document;
import org.nakhoda.db.store.ObjectIndexer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes an object once, in the form in which it is stored and sent: kind, apiVersion, metadata, the rest, status last;
 * within metadata what identifies the object comes first, and who manages its fields last. The revision's place stays open for the store.
 */
public final class Encoding implements ObjectIndexer {
    private static final List<String> IDENTITY = List.of("name", "generateName", "namespace", "uid");
    private static final Set<String> PLACED =
            Set.of("name", "generateName", "namespace", "uid", "resourceVersion", "selfLink", "managedFields");

    private static final Set<String> NEVER_INDEXED = Set.of(FieldOwnership.FIELD, "annotations");

    private final Catalogue catalogue;

    public Encoding(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** @param type the kind in its storage version */
    public static Document encode(ResourceType type, ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        int revisionAt;
        try (JsonGenerator json = Json.mapper().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringProperty("kind", type.kind());
            json.writeStringProperty("apiVersion", type.apiVersion());
            json.writeName("metadata");
            json.writeStartObject();
            for (String field : IDENTITY) {
                write(json, field, metadata.get(field));
            }
            json.writeStringProperty("resourceVersion", "");
            json.flush();
            revisionAt = out.size() - 1;
            for (Map.Entry<String, JsonNode> field : metadata.properties()) {
                if (!PLACED.contains(field.getKey())) {
                    write(json, field.getKey(), field.getValue());
                }
            }
            write(json, FieldOwnership.FIELD, metadata.get(FieldOwnership.FIELD));
            json.writeEndObject();
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                switch (field.getKey()) {
                    case "kind", "apiVersion", "metadata", "status" -> {}
                    default -> write(json, field.getKey(), field.getValue());
                }
            }
            write(json, "status", object.get("status"));
            json.writeEndObject();
        }
        return new Document(
                metadata.path("uid").asString(""),
                out.toByteArray(),
                revisionAt,
                labels(metadata),
                fields(type, object));
    }

    private static void write(JsonGenerator json, String field, JsonNode value) {
        if (value != null && !value.isNull()) {
            json.writeName(field);
            json.writeTree(value);
        }
    }

    @Override
    public Indexed index(ResourceKey key, byte[] bytes) {
        Optional<ResourceType> type = catalogue.storage(key.resource());
        boolean selectable = type.isPresent() && !type.get().selectableFields().isEmpty();
        ObjectNode object = indexed(bytes, selectable);
        JsonNode metadata = object.path("metadata");
        return new Indexed(
                metadata.path("uid").asString(""),
                labels(metadata),
                selectable ? fields(type.get(), object) : Map.of());
    }

    /**
     * As much of an object as indexes need: when a server starts it reads all objects, and most of their text is of no
     * interest.
     */
    private static ObjectNode indexed(byte[] bytes, boolean whole) {
        ObjectNode object = Json.object();
        try (JsonParser parser = Json.parser(bytes)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                if (!field.equals("metadata")) {
                    object.set(field, parser.<JsonNode>readValueAsTree());
                    continue;
                }
                ObjectNode metadata = object.putObject(field);
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    if (NEVER_INDEXED.contains(name)) {
                        parser.skipChildren();
                    } else {
                        metadata.set(name, parser.<JsonNode>readValueAsTree());
                    }
                }
                if (!whole) {
                    break;
                }
            }
        }
        return object;
    }

    private static Map<String, String> labels(JsonNode metadata) {
        JsonNode labels = metadata.path("labels");
        if (labels.isEmpty()) {
            return Map.of();
        }
        Map<String, String> read = new HashMap<>();
        for (Map.Entry<String, JsonNode> label : labels.properties()) {
            read.put(label.getKey(), label.getValue().asString(""));
        }
        return Map.copyOf(read);
    }

    private static Map<String, String> fields(ResourceType type, ObjectNode object) {
        Map<String, Function<ObjectNode, String>> selectable = type.selectableFields();
        if (selectable.isEmpty()) {
            return Map.of();
        }
        Map<String, String> read = new HashMap<>();
        for (Map.Entry<String, Function<ObjectNode, String>> field : selectable.entrySet()) {
            String value = field.getValue().apply(object);
            read.put(field.getKey(), value == null ? "" : value);
        }
        return Map.copyOf(read);
    }
}
