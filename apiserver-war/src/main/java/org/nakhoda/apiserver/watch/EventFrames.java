package org.nakhoda.apiserver.watch;

import java.io.ByteArrayOutputStream;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.registry.Selection;
import org.nakhoda.apiserver.representation.EventType;
import org.nakhoda.apiserver.representation.EventWriter;
import org.nakhoda.apiserver.representation.StoredShape;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns changes into the events of one watch. What a selector's watcher sees of a change depends on whether
 * the object was, and is, selected: an object that enters is ADDED, one that leaves is DELETED.
 */
final class EventFrames {
    private final ResourceType type;
    private final EventWriter writer;
    private final Selection selection;

    EventFrames(ResourceType type, EventWriter writer, Selection selection) {
        this.type = type;
        this.writer = writer;
        this.selection = selection;
    }

    void initial(StoredObject object, ByteArrayOutputStream out) {
        if (selection.matches(object)) {
            writer.object(EventType.ADDED, shaped(object), out);
        }
    }

    /** Whether the kind has been declared anew, or is not declared any more: changes have to be looked at in another way now. */
    boolean areOutdated() {
        return type.conversion() != null && type.conversion().isOutdated();
    }

    private byte[] shaped(StoredObject object) {
        return StoredShape.read(type, object.json());
    }

    /** @throws ApiException if the object cannot be shown in the watch's version */
    void change(StoreEvent event, ByteArrayOutputStream out) {
        StoredObject object = event.object();
        if (selection.everything()) {
            EventType seen =
                    switch (event.type()) {
                        case ADDED -> EventType.ADDED;
                        case MODIFIED -> EventType.MODIFIED;
                        case DELETED -> EventType.DELETED;
                    };
            writer.object(seen, shaped(object), out);
            return;
        }
        boolean is = event.type() != StoreEvent.Type.DELETED && selection.matches(object);
        boolean was = was(event, is);
        if (is) {
            writer.object(was ? EventType.MODIFIED : EventType.ADDED, shaped(object), out);
        } else if (was) {
            writer.object(EventType.DELETED, lastSeen(event), out);
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
            return shaped(event.object());
        }
        return StoredShape.at(event.revision(), shaped(event.previous()));
    }

    /** @param initialEnd whether this is the mark after the initial events */
    void bookmark(Revision revision, boolean initialEnd, ByteArrayOutputStream out) {
        ObjectNode mark = Json.object().put("kind", type.kind()).put("apiVersion", type.apiVersion());
        ObjectNode metadata = mark.putObject("metadata").put("resourceVersion", revision.toString());
        metadata.putNull("creationTimestamp");
        if (initialEnd) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        writer.bookmark(mark, out);
    }

    void error(ApiException refusal, ByteArrayOutputStream out) {
        writer.error(refusal, out);
    }
}
