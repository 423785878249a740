package org.nakhoda.apiserver.representation;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.representation.Shape.WatchShape;
import tools.jackson.databind.node.ObjectNode;

/** One JSON document a line. */
final class JsonEvents implements EventWriter {
    private static final Map<EventType, byte[]> HEADS = new EnumMap<>(EventType.class);
    private static final byte[] END = {'}', '\n'};

    static {
        for (EventType event : EventType.values()) {
            HEADS.put(event, ("{\"type\":\"" + event + "\",\"object\":").getBytes(StandardCharsets.US_ASCII));
        }
    }

    private final WatchShape shape;

    JsonEvents(WatchShape shape) {
        this.shape = shape;
    }

    @Override
    public String contentType() {
        return Format.JSON.contentType();
    }

    @Override
    public void object(EventType event, byte[] object, ByteArrayOutputStream out) {
        write(event, shape.object(object), out);
    }

    @Override
    public void bookmark(ObjectNode mark, ByteArrayOutputStream out) {
        write(EventType.BOOKMARK, shape.bookmark(mark), out);
    }

    @Override
    public void error(ApiException fault, ByteArrayOutputStream out) {
        write(EventType.ERROR, Json.bytes(fault.toStatus()), out);
    }

    private static void write(EventType event, byte[] object, ByteArrayOutputStream out) {
        out.writeBytes(HEADS.get(event));
        out.writeBytes(object);
        out.writeBytes(END);
    }
}
