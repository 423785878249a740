package org.nakhoda.db.store;

import java.util.Map;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;

/**
 * An object as it is stored. Immutable; {@code json} is shared by all readers and must not be written to.
 *
 * @param json the whole object in its storage version, UTF-8, resourceVersion included: ready to be sent
 * @param fields the selectable fields beyond name and namespace, by path
 */
@SuppressWarnings("ArrayRecordComponent") // encoded once, sent as it is; never compared
public record StoredObject(
        ResourceKey key,
        String uid,
        Revision revision,
        byte[] json,
        Map<String, String> labels,
        Map<String, String> fields) {}
