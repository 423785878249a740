package org.nakhoda.db.peer;

import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.nakhoda.api.json.Json;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.node.ObjectNode;

/** The writing end of a feed. For one thread. */
public final class ChangeOutput {
    private final DataOutputStream out;

    ChangeOutput(DataOutputStream out) {
        this.out = out;
    }

    public void events(List<StoreEvent> events) throws IOException {
        ChangeCodec.events(events).write(out);
    }

    public void objects(List<StoredObject> objects) throws IOException {
        ChangeCodec.objects(objects).write(out);
    }

    public void mark(ObjectNode mark) throws IOException {
        new Frame(Frame.JSON, Json.mapper().writeValueAsBytes(mark)).write(out);
    }
}
