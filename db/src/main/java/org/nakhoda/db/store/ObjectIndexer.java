package org.nakhoda.db.store;

import java.util.Map;
import org.nakhoda.api.meta.ResourceKey;

/** Reads what the store keeps beside an object's bytes, when objects are loaded at start. The store's user knows the kinds. */
@FunctionalInterface
public interface ObjectIndexer {
    Indexed index(ResourceKey key, byte[] json);

    /** As in {@link StoredObject}. */
    record Indexed(String uid, Map<String, String> labels, Map<String, String> fields) {}
}
