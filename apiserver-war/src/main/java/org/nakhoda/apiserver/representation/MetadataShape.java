package org.nakhoda.apiserver.representation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.protobuf.ProtobufEncoder;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import tools.jackson.databind.node.ObjectNode;

/** {@code PartialObjectMetadata}: objects without spec and status, for clients that only follow what exists. */
final class MetadataShape extends PlainShape {
    private static final String KIND = "PartialObjectMetadata";
    private static final byte[] EMPTY = {'{', '}'};

    private final String apiVersion;
    private final boolean ofList;

    /** @param ofList whether a list is wanted rather than one object */
    MetadataShape(String apiVersion, boolean ofList) {
        this.apiVersion = apiVersion;
        this.ofList = ofList;
    }

    @Override
    public void refuseUnlessFor(ResourceType type, boolean list) {
        if (list != ofList) {
            throw ApiException.of(
                    Reason.NOT_ACCEPTABLE,
                    list
                            ? "you requested PartialObjectMetadata, but the requested object is a list (" + type.kind()
                                    + "List)"
                            : "you requested PartialObjectMetadataList, but the requested object is not a list ("
                                    + type.kind() + ")");
        }
    }

    /** @param apiVersion empty for the protobuf form */
    private record Metadata(ResourceType type, String apiVersion) {}

    @Override
    String apiVersion(ResourceType type) {
        return apiVersion;
    }

    @Override
    String kind(ResourceType type) {
        return KIND;
    }

    @Override
    String listKind(ResourceType type) {
        return KIND + "List";
    }

    @Override
    byte[] object(ResourceType type, byte[] object) {
        return EncodedOnce.shared().get(object, new Metadata(type, apiVersion), this::partial);
    }

    /** What is stored is written as it would be here, so that its metadata can be cut out. */
    private byte[] partial(byte[] object) {
        byte[] metadata = Json.cut("metadata", object).orElse(EMPTY);
        byte[] head = ("{\"kind\":\"" + KIND + "\",\"apiVersion\":\"" + apiVersion + "\",\"metadata\":")
                .getBytes(StandardCharsets.UTF_8);
        byte[] partial = Arrays.copyOf(head, head.length + metadata.length + 1);
        System.arraycopy(metadata, 0, partial, head.length, metadata.length);
        partial[partial.length - 1] = '}';
        return partial;
    }

    @Override
    byte[] message(ResourceType type, byte[] object) {
        return EncodedOnce.shared()
                .get(
                        object,
                        new Metadata(type, ""),
                        bytes ->
                                ProtobufEncoder.partial(StoredShape.parse(bytes).path("metadata")));
    }

    @Override
    ObjectNode shaped(ObjectNode object) {
        ObjectNode partial = Json.object().put("kind", KIND).put("apiVersion", apiVersion);
        partial.set("metadata", object.path("metadata"));
        return partial;
    }
}
