package org.nakhoda.apiserver.representation;

import java.io.ByteArrayOutputStream;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.protobuf.ProtobufEncoder;
import org.nakhoda.api.status.ApiException;
import tools.jackson.databind.node.ObjectNode;

/** One {@code WatchEvent} message after the other, each with its length before it. */
final class ProtobufEvents implements EventWriter {
    private final ResourceType type;
    private final PlainShape shape;

    ProtobufEvents(ResourceType type, PlainShape shape) {
        this.type = type;
        this.shape = shape;
    }

    @Override
    public String contentType() {
        return Format.PROTOBUF.contentType() + ";stream=watch";
    }

    @Override
    public void object(EventType event, byte[] object, ByteArrayOutputStream out) {
        write(event, ProtobufForm.envelope(type, shape, shape.message(type, object)), out);
    }

    @Override
    public void bookmark(ObjectNode mark, ByteArrayOutputStream out) {
        // what a bookmark has is at the same place in every kind's message
        write(
                EventType.BOOKMARK,
                ProtobufForm.envelope(type, shape, ProtobufEncoder.partial(mark.path("metadata"))),
                out);
    }

    @Override
    public void error(ApiException fault, ByteArrayOutputStream out) {
        write(EventType.ERROR, ProtobufEncoder.encode(fault.toStatus()), out);
    }

    private static void write(EventType event, byte[] object, ByteArrayOutputStream out) {
        out.writeBytes(ProtobufEncoder.watchEvent(event.name(), object));
    }
}
