package org.nakhoda.apiserver.watch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.registry.Selection;
import org.nakhoda.apiserver.representation.Shape.WatchShape;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the events of one watch, one JSON document a line. What a selector's watcher sees of a change depends on whether
 * the object was, and is, selected: an object that enters is ADDED, one that leaves is DELETED.
 */
final class EventFrames {
    private static final byte[] ADDED = head("ADDED");
    private static final byte[] MODIFIED = head("MODIFIED");
    private static final byte[] DELETED = head("DELETED");
    private static final byte[] BOOKMARK = head("BOOKMARK");
    private static final byte[] ERROR = head("ERROR");
    private static final byte[] END = {'}', '\n'};

    private final ResourceType type;
    private final WatchShape shape;
    private final Selection selection;

    EventFrames(ResourceType type, WatchShape shape, Selection selection) {
        this.type = type;
        this.shape = shape;
        this.selection = selection;
    }

    private static byte[] head(String type) {
        return ("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.US_ASCII);
    }

    void initial(StoredObject object, ByteArrayOutputStream out) {
        if (selection.matches(object)) {
            frame(ADDED, shape.object(object.json()), out);
        }
    }

    void change(StoreEvent event, ByteArrayOutputStream out) {
        StoredObject object = event.object();
        if (selection.everything()) {
            byte[] head =
                    switch (event.type()) {
                        case ADDED -> ADDED;
                        case MODIFIED -> MODIFIED;
                        case DELETED -> DELETED;
                    };
            frame(head, shape.object(object.json()), out);
            return;
        }
        boolean is = event.type() != StoreEvent.Type.DELETED && selection.matches(object);
        boolean was = was(event, is);
        if (is) {
            frame(was ? MODIFIED : ADDED, shape.object(object.json()), out);
        } else if (was) {
            frame(DELETED, shape.object(lastSeen(event)), out);
        }
    }

    /**
     * Whether the watcher knew the object before. Where the state before is not kept any more it is taken to have known
     * it: a second ADDED or a needless DELETED would be worse than an update of, or a farewell to, what it never saw.
     */
    private boolean was(StoreEvent event, boolean is) {
        if (event.type() == StoreEvent.Type.ADDED) {
            return false;
        }
        if (event.previous() != null) {
            return selection.matches(event.previous());
        }
        return event.type() == StoreEvent.Type.DELETED
                ? selection.matches(event.object())
                : is || !event.previousKnown();
    }

    /** The last state that was selected, but at the revision of the change that ended it. */
    private byte[] lastSeen(StoreEvent event) {
        if (event.type() == StoreEvent.Type.DELETED && selection.matches(event.object()) || event.previous() == null) {
            return event.object().json();
        }
        ObjectNode object = (ObjectNode) Json.parse(event.previous().json());
        ((ObjectNode) object.get("metadata"))
                .put("resourceVersion", event.revision().toString());
        return Json.bytes(object);
    }

    /** @param initialEnd whether this is the mark after the initial events */
    void bookmark(Revision revision, boolean initialEnd, ByteArrayOutputStream out) {
        ObjectNode mark = Json.object().put("kind", type.kind()).put("apiVersion", type.apiVersion());
        ObjectNode metadata = mark.putObject("metadata").put("resourceVersion", revision.toString());
        metadata.putNull("creationTimestamp");
        if (initialEnd) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        frame(BOOKMARK, shape.bookmark(Json.bytes(mark)), out);
    }

    void error(ApiException refusal, ByteArrayOutputStream out) {
        frame(ERROR, Json.bytes(refusal.toStatus()), out);
    }

    private static void frame(byte[] head, byte[] object, ByteArrayOutputStream out) {
        out.writeBytes(head);
        out.writeBytes(object);
        out.writeBytes(END);
    }
}
