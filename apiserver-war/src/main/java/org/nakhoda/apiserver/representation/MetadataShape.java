package org.nakhoda.apiserver.representation;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.table.ListPosition;
import org.nakhoda.apiserver.request.ApiRequest;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code PartialObjectMetadata}: objects without spec and status, for clients that only follow what exists. */
record MetadataShape(String apiVersion) implements Shape {
    @Override
    public byte[] object(ResourceType type, byte[] stored, ApiRequest request) {
        return Json.bytes(partial(StoredShape.tree(type, stored)));
    }

    @Override
    public void list(
            ResourceType type, ListPosition position, List<byte[]> stored, ApiRequest request, OutputStream out)
            throws IOException {
        ObjectNode list = Json.object().put("kind", "PartialObjectMetadataList").put("apiVersion", apiVersion);
        list.set("metadata", metadata(position));
        ArrayNode items = list.putArray("items");
        for (byte[] object : stored) {
            items.add(partial(StoredShape.tree(type, object)));
        }
        out.write(Json.bytes(list));
    }

    @Override
    public WatchShape watch(ResourceType type, ApiRequest request) {
        return new WatchShape() {
            @Override
            public byte[] object(byte[] stored) {
                return MetadataShape.this.object(type, stored, request);
            }

            @Override
            public byte[] bookmark(byte[] mark) {
                return Json.bytes(partial((ObjectNode) Json.parse(mark)));
            }
        };
    }

    private ObjectNode partial(ObjectNode object) {
        ObjectNode partial = Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", apiVersion);
        partial.set("metadata", object.path("metadata"));
        return partial;
    }

    static ObjectNode metadata(ListPosition position) {
        ObjectNode metadata =
                Json.object().put("resourceVersion", position.revision().toString());
        if (position.continueToken() != null) {
            metadata.put("continue", position.continueToken());
            if (position.remaining() != null) {
                metadata.put("remainingItemCount", position.remaining());
            }
        }
        return metadata;
    }
}
