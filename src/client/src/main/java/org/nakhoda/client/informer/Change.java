package org.nakhoda.client.informer;

import java.util.Optional;

/**
 * One change of an object as an informer saw it; changes in between may have been missed, and a resync shows the same
 * object before and after.
 *
 * @param before empty if the object is new
 * @param after empty if the object is gone
 */
public record Change<T>(Optional<T> before, Optional<T> after) {
    /** The object as it is, or was last. */
    public T latest() {
        return after.orElseGet(before::orElseThrow);
    }

    public boolean isAddition() {
        return before.isEmpty();
    }

    public boolean isDeletion() {
        return after.isEmpty();
    }
}
