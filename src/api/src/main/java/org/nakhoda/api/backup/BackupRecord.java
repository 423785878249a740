package org.nakhoda.api.backup;

import java.time.Instant;
import java.util.Optional;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;

/** One line of a backup between the first and the last. */
@SuppressWarnings("ArrayRecordComponent") // carried from one stream to another, never compared
public sealed interface BackupRecord {
    /** An object as of the backup's revision. */
    record StoredObject(ResourceKey key, String uid, Revision revision, byte[] document) implements BackupRecord {}

    /**
     * A write of the kept history. Events stand in a backup with the newest first, for history ends at its old end while it
     * is being read.
     *
     * @param type ADDED, MODIFIED or DELETED; a deletion's document is the last state
     * @param previous the revision of the object's state before; empty for an addition
     */
    record Event(
            Revision revision,
            String type,
            ResourceKey key,
            String uid,
            Optional<Revision> previous,
            Instant at,
            byte[] document)
            implements BackupRecord {}

    /** The state before the event at {@code revision}, which stands right before this. */
    record Before(Revision revision, byte[] document) implements BackupRecord {}

    /** A file of the folder of keys and certificates. */
    record KeyFile(String name, byte[] content) implements BackupRecord {}
}
