package org.nakhoda.apiserver.representation;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.table.ListPosition;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse.Writer;
import tools.jackson.databind.node.ObjectNode;

/** A shape in which an object is an object and a list has items, each as it would be alone. It has a protobuf form, too. */
abstract sealed class PlainShape implements Shape permits WholeShape, MetadataShape {
    abstract String apiVersion(ResourceType type);

    abstract String kind(ResourceType type);

    abstract String listKind(ResourceType type);

    /** The object in JSON. */
    abstract byte[] object(ResourceType type, byte[] object);

    /** The object's protobuf message, without an envelope. */
    abstract byte[] message(ResourceType type, byte[] object);

    /** A bookmark, or any other object of the kind that is not stored, in JSON. */
    abstract ObjectNode shaped(ObjectNode object);

    @Override
    public final byte[] object(ResourceType type, byte[] object, ApiRequest request) {
        return object(type, object);
    }

    @Override
    public final Writer list(ResourceType type, ListPosition position, List<byte[]> objects, ApiRequest request) {
        return out -> write(type, position, objects, out);
    }

    private void write(ResourceType type, ListPosition position, List<byte[]> objects, OutputStream out)
            throws IOException {
        Chunks chunks = new Chunks(out);
        chunks.write(("{\"kind\":\"" + listKind(type) + "\",\"apiVersion\":\"" + apiVersion(type) + "\",\"metadata\":"
                        + ListMetadata.of(position) + ",\"items\":[")
                .getBytes(StandardCharsets.UTF_8));
        boolean first = true;
        for (byte[] object : objects) {
            if (!first) {
                chunks.write(',');
            }
            first = false;
            chunks.write(object(type, object));
        }
        chunks.write(']');
        chunks.write('}');
        chunks.flush();
    }

    @Override
    public final WatchShape watch(ResourceType type, ApiRequest request) {
        return new WatchShape() {
            @Override
            public byte[] object(byte[] object) {
                return PlainShape.this.object(type, object);
            }

            @Override
            public byte[] bookmark(ObjectNode mark) {
                return Json.bytes(shaped(mark));
            }
        };
    }
}
