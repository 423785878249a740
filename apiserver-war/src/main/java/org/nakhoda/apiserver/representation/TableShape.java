package org.nakhoda.apiserver.representation;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.table.IncludeObject;
import org.nakhoda.api.table.ListPosition;
import org.nakhoda.api.table.TableWriter;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse.Writer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code Table}: what {@code kubectl get} prints, a row an object. */
final class TableShape implements Shape {
    /** A row's ages are those of one second. */
    private record Row(ResourceType type, String apiVersion, IncludeObject include, boolean headers, long second) {}

    private final String apiVersion;

    TableShape(String apiVersion) {
        this.apiVersion = apiVersion;
    }

    @Override
    public byte[] object(ResourceType type, byte[] object, ApiRequest request) {
        return one(writer(type, request), StoredShape.parse(object));
    }

    @Override
    public Writer list(ResourceType type, ListPosition position, List<byte[]> objects, ApiRequest request) {
        TableWriter table = writer(type, request);
        Iterable<ObjectNode> trees =
                () -> objects.stream().map(StoredShape::parse).iterator();
        return out -> table.write(out, trees, position);
    }

    /** Only the first event describes the columns. */
    @Override
    public WatchShape watch(ResourceType type, ApiRequest request) {
        IncludeObject include = include(request);
        return new WatchShape() {
            private boolean described;

            @Override
            public byte[] object(byte[] object) {
                boolean headers = !described;
                described = true;
                Instant now = Instant.now();
                return EncodedOnce.shared()
                        .get(
                                object,
                                new Row(type, apiVersion, include, headers, now.getEpochSecond()),
                                bytes -> one(
                                        new TableWriter(type, apiVersion, include, headers, now),
                                        StoredShape.parse(bytes)));
            }

            @Override
            public byte[] bookmark(ObjectNode mark) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                new TableWriter(type, apiVersion, include, false, Instant.now()).write(out, List.of(), position(mark));
                return out.toByteArray();
            }
        };
    }

    private TableWriter writer(ResourceType type, ApiRequest request) {
        return new TableWriter(type, apiVersion, include(request), true, Instant.now());
    }

    private static IncludeObject include(ApiRequest request) {
        try {
            return IncludeObject.parse(request.parameter("includeObject").orElse(""));
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
