package org.nakhoda.db.peer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.store.ObjectIndexer;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoredObject;

/**
 * Objects and events as bytes. Of an event's previous state nothing travels: who follows has it. Labels and fields are read
 * from the document again, for the two masters may be of different versions.
 */
final class ChangeCodec {
    private static final StoreEvent.Type[] TYPES = StoreEvent.Type.values();

    private ChangeCodec() {}

    static Frame events(List<StoreEvent> events) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(events.size());
        for (StoreEvent event : events) {
            out.writeByte(event.type().ordinal());
            write(out, event.object());
        }
        return new Frame(Frame.EVENTS, bytes.toByteArray());
    }

    static Frame objects(List<StoredObject> objects) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(objects.size());
        for (StoredObject object : objects) {
            write(out, object);
        }
        return new Frame(Frame.OBJECTS, bytes.toByteArray());
    }

    private static void write(DataOutputStream out, StoredObject object) throws IOException {
        ResourceKey key = object.key();
        out.writeUTF(key.resource().group());
        out.writeUTF(key.resource().resource());
        out.writeUTF(key.namespace());
        out.writeUTF(key.name());
        out.writeUTF(object.uid());
        out.writeLong(object.revision().value());
        out.writeInt(object.json().length);
        out.write(object.json());
    }

    /** A change as it came: without its predecessor. */
    record Received(StoreEvent.Type type, StoredObject object) {}

    static List<Received> events(Frame frame, ObjectIndexer indexer) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(frame.payload()));
        int count = in.readInt();
        List<Received> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            StoreEvent.Type type = TYPES[in.readByte()];
            events.add(new Received(type, object(in, indexer)));
        }
        return events;
    }

    static List<StoredObject> objects(Frame frame, ObjectIndexer indexer) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(frame.payload()));
        int count = in.readInt();
        List<StoredObject> objects = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            objects.add(object(in, indexer));
        }
        return objects;
    }

    private static StoredObject object(DataInputStream in, ObjectIndexer indexer) throws IOException {
        GroupResource resource =
                new GroupResource(in.readUTF().intern(), in.readUTF().intern());
        ResourceKey key = new ResourceKey(resource, in.readUTF().intern(), in.readUTF());
        String uid = in.readUTF();
        Revision revision = new Revision(in.readLong());
        byte[] json = new byte[in.readInt()];
        in.readFully(json);
        ObjectIndexer.Indexed indexed = indexer.index(key, json);
        return new StoredObject(key, uid, revision, json, Map.copyOf(indexed.labels()), Map.copyOf(indexed.fields()));
    }
}
