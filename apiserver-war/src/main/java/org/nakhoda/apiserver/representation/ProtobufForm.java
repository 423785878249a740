package org.nakhoda.apiserver.representation;

import java.util.List;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.protobuf.ProtobufEncoder;
import org.nakhoda.api.table.ListPosition;
import org.nakhoda.apiserver.request.ApiResponse.Body;

/** Objects and lists in protobuf. */
final class ProtobufForm {
    private ProtobufForm() {}

    static byte[] envelope(ResourceType type, PlainShape shape, byte[] message) {
        return ProtobufEncoder.envelope(shape.apiVersion(type), shape.kind(type), message);
    }

    /**
     * The length of all items stands before the first, so the items are looked at twice. Most come from memory then; those
     * that do not are made again, which is cheaper than holding a list of any length.
     */
    static Body list(ResourceType type, PlainShape shape, ListPosition position, List<byte[]> objects) {
        long items = 0;
        for (byte[] object : objects) {
            byte[] message = shape.message(type, object);
            items += ProtobufEncoder.itemHead(message).length + (long) message.length;
        }
        byte[] head = ProtobufEncoder.listHead(
                shape.apiVersion(type), shape.listKind(type), ListMetadata.of(position), items);
        return new Body.Streamed(Format.PROTOBUF.contentType(), head.length + items, out -> {
            Chunks chunks = new Chunks(out);
            chunks.write(head);
            for (byte[] object : objects) {
                byte[] message = shape.message(type, object);
                chunks.write(ProtobufEncoder.itemHead(message));
                chunks.write(message);
            }
            chunks.write(ProtobufEncoder.listEnd());
            chunks.flush();
        });
    }
}
