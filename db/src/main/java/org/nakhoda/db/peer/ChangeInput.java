package org.nakhoda.db.peer;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.db.store.ObjectIndexer;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.node.ObjectNode;

/** The reading end of a feed. For one thread; closed by whoever closes the connection. */
public final class ChangeInput implements AutoCloseable {
    private final PeerConnection connection;
    private final DataInputStream in;
    private final ObjectIndexer indexer;

    ChangeInput(PeerConnection connection, DataInputStream in, ObjectIndexer indexer) {
        this.connection = connection;
        this.in = in;
        this.indexer = indexer;
    }

    /** What can come. */
    public sealed interface Part {
        record Mark(ObjectNode content) implements Part {}

        record Objects(List<StoredObject> objects) implements Part {}

        record Changes(List<StoreEvent> events) implements Part {}
    }

    /**
     * Waits for the next part.
     *
     * @param before the state of an object before the changes that are read now, or null
     * @throws PeerException if the other side ends the feed, in its words
     * @throws IOException if the connection breaks, or nothing came within its time limit
     */
    public Part next(Function<ResourceKey, StoredObject> before) throws IOException {
        Frame frame = Frame.read(in, Frame.LARGEST);
        return switch (frame.kind()) {
            case Frame.JSON -> new Part.Mark(frame.json());
            case Frame.OBJECTS -> new Part.Objects(ChangeCodec.objects(frame, indexer));
            case Frame.EVENTS -> new Part.Changes(withPredecessors(ChangeCodec.events(frame, indexer), before));
            case Frame.REFUSED -> throw PeerConnection.refusal(frame);
            default -> throw new IOException("a frame of an unknown kind: " + frame.kind());
        };
    }

    private static List<StoreEvent> withPredecessors(
            List<ChangeCodec.Received> received, Function<ResourceKey, StoredObject> before) {
        Map<ResourceKey, StoredObject> latest = new HashMap<>();
        List<StoreEvent> events = new ArrayList<>(received.size());
        for (ChangeCodec.Received change : received) {
            ResourceKey key = change.object().key();
            StoredObject previous = latest.containsKey(key) ? latest.get(key) : before.apply(key);
            boolean added = change.type() == StoreEvent.Type.ADDED;
            events.add(new StoreEvent(change.type(), change.object(), added ? null : previous, true));
            latest.put(key, change.type() == StoreEvent.Type.DELETED ? null : change.object());
        }
        return events;
    }

    @Override
    public void close() {
        connection.close();
    }
}
