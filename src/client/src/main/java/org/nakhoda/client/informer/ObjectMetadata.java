package org.nakhoda.client.informer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nakhoda.api.json.Json;
import org.nakhoda.client.queue.ObjectName;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What objects of every kind have in common, and nothing else of them.
 *
 * @param deleting whether the object has been asked to go
 */
public record ObjectMetadata(
        ObjectName name,
        String uid,
        String resourceVersion,
        boolean deleting,
        List<String> finalizers,
        List<Owner> owners) {
    /**
     * One entry of {@code metadata.ownerReferences}.
     *
     * @param blocking whether the owner's foreground deletion waits for the object
     */
    public record Owner(
            String apiVersion, String kind, String name, String uid, boolean controller, boolean blocking) {}

    public ObjectMetadata {
        finalizers = List.copyOf(finalizers);
        owners = List.copyOf(owners);
    }

    private static final Set<String> FIELDS =
            Set.of("namespace", "name", "uid", "resourceVersion", "deletionTimestamp", "finalizers", "ownerReferences");

    /**
     * @param json any object, of which {@code metadata} is read; of a large one that is by far the smallest part
     * @throws tools.jackson.core.JacksonException if this is no object
     */
    static ObjectMetadata of(byte[] json) {
        ObjectNode metadata = Json.object();
        try (JsonParser parser = Json.parser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = parser.currentName().equals("metadata");
                if (parser.nextToken() == JsonToken.START_OBJECT && wanted) {
                    read(parser, metadata);
                } else {
                    parser.skipChildren();
                }
            }
        }
        return read(metadata);
    }

    private static void read(JsonParser parser, ObjectNode metadata) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            if (FIELDS.contains(field)) {
                metadata.set(field, parser.<JsonNode>readValueAsTree());
            } else {
                parser.skipChildren();
            }
        }
    }

    /** @param object any object, of which {@code metadata} is read */
    public static ObjectMetadata of(JsonNode object) {
        return read(object.path("metadata"));
    }

    private static ObjectMetadata read(JsonNode metadata) {
        List<String> finalizers = new ArrayList<>();
        metadata.path("finalizers").forEach(finalizer -> finalizers.add(finalizer.asString("")));
        List<Owner> owners = new ArrayList<>();
        for (JsonNode owner : metadata.path("ownerReferences")) {
            owners.add(new Owner(
                    owner.path("apiVersion").asString(""),
                    owner.path("kind").asString(""),
                    owner.path("name").asString(""),
                    owner.path("uid").asString(""),
                    owner.path("controller").asBoolean(false),
                    owner.path("blockOwnerDeletion").asBoolean(false)));
        }
        return new ObjectMetadata(
                new ObjectName(
                        metadata.path("namespace").asString(""),
                        metadata.path("name").asString("")),
                metadata.path("uid").asString(""),
                metadata.path("resourceVersion").asString(""),
                metadata.hasNonNull("deletionTimestamp"),
                finalizers,
                owners);
    }

    public boolean hasFinalizer(String finalizer) {
        return finalizers.contains(finalizer);
    }

    public Optional<Owner> owner(String ownerUid) {
        return owners.stream().filter(owner -> owner.uid.equals(ownerUid)).findFirst();
    }
}
