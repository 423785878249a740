package org.nakhoda.apiserver.representation;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.table.IncludeObject;
import org.nakhoda.api.table.ListPosition;
import org.nakhoda.api.table.TableWriter;
import org.nakhoda.apiserver.request.ApiRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code Table}: what {@code kubectl get} prints, a row an object. */
final class TableShape implements Shape {
    @Override
    public byte[] object(ResourceType type, byte[] stored, ApiRequest request) {
        return one(writer(type, request, true), StoredShape.tree(type, stored));
    }

    @Override
    public void list(
            ResourceType type, ListPosition position, List<byte[]> stored, ApiRequest request, OutputStream out) {
        Iterable<ObjectNode> objects = () ->
                stored.stream().map(bytes -> StoredShape.tree(type, bytes)).iterator();
        writer(type, request, true).write(out, objects, position);
    }

    /** Only the first event describes the columns. */
    @Override
    public WatchShape watch(ResourceType type, ApiRequest request) {
        return new WatchShape() {
            private boolean described;

            @Override
            public byte[] object(byte[] stored) {
                TableWriter writer = writer(type, request, !described);
                described = true;
                return one(writer, StoredShape.tree(type, stored));
            }

            @Override
            public byte[] bookmark(byte[] mark) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                writer(type, request, false).write(out, List.of(), position(Json.parse(mark)));
                return out.toByteArray();
            }
        };
    }

    private static TableWriter writer(ResourceType type, ApiRequest request, boolean headers) {
        try {
            IncludeObject include =
                    IncludeObject.parse(request.parameter("includeObject").orElse(""));
            return new TableWriter(type, include, headers, Instant.now());
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(e.getMessage());
        }
    }

    private static byte[] one(TableWriter writer, ObjectNode object) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(2048);
        writer.write(out, List.of(object), position(object));
        return out.toByteArray();
    }

    private static ListPosition position(JsonNode object) {
        String revision = object.path("metadata").path("resourceVersion").asString("");
        return ListPosition.complete(revision.isEmpty() ? Revision.NONE : Revision.parse(revision));
    }
}
