package org.nakhoda.api.catalogue;

import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.Revision;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a kind that is another shape of stored objects is read and written: events.k8s.io and core events, the versions of a
 * declared kind.
 */
public interface Conversion {
    /** The resource under which the objects are stored. */
    GroupResource storedAs();

    /** A stored object in this kind's shape; the argument stays as it is. */
    ObjectNode fromStorage(ObjectNode stored);

    /** This kind's object in the shape that is stored; the argument stays as it is, and may itself be the result. */
    ObjectNode toStorage(ObjectNode object);

    /** Many at once, in the same order, for where one answer about many costs little more than one about one. */
    default List<ObjectNode> fromStorage(List<ObjectNode> stored) {
        List<ObjectNode> converted = new ArrayList<>(stored.size());
        stored.forEach(object -> converted.add(fromStorage(object)));
        return converted;
    }

    /** Whether stored bytes have this kind's shape already, so that they can be sent as they are. Must be quick. */
    default boolean isShapeOf(byte[] stored) {
        return false;
    }

    /** Whether another server is asked: that takes its time, may fail, and is better done once for many objects. */
    default boolean isRemote() {
        return false;
    }

    /** Whether the fields that the store has indexed are those by which this kind's objects are selected. */
    default boolean isIndexed() {
        return true;
    }

    /** Whether the kind has another conversion by now; this one is still good for what was begun with it. */
    default boolean isOutdated() {
        return false;
    }

    /** Is told of every object that was made or changed through {@link #toStorage}, after it was stored. */
    default void stored(Revision revision) {}
}
