package org.nakhoda.client.informer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nakhoda.client.queue.ObjectName;
import tools.jackson.databind.JsonNode;

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

    /** @param object any object, of which {@code metadata} is read */
    public static ObjectMetadata of(JsonNode object) {
        JsonNode metadata = object.path("metadata");
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
