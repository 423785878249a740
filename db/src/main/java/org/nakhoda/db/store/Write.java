package org.nakhoda.db.store;

import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;

/** A change that is asked for, with its precondition. */
public sealed interface Write {
    ResourceKey key();

    /** Holds if no object has this key. */
    record Create(ResourceKey key, Document document) implements Write {}

    /** Holds if the object's revision is {@code expected}. */
    record Update(ResourceKey key, Revision expected, Document document) implements Write {}

    /** Holds if the object's revision is {@code expected}; {@code lastState} is what watchers see as deleted. */
    record Delete(ResourceKey key, Revision expected, Document lastState) implements Write {}
}
