package org.nakhoda.db.store;

import org.nakhoda.api.meta.Revision;

/**
 * One change. {@code object} is the state after it (for DELETED: the last state, at the deletion's revision).
 *
 * @param previous the state before, by which a selector's watcher tells entering from changing; null after a creation,
 *     and for old events whose predecessor is not retained any more ({@code previousKnown} tells the two apart)
 */
public record StoreEvent(Type type, StoredObject object, StoredObject previous, boolean previousKnown) {
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }

    public Revision revision() {
        return object.revision();
    }
}
