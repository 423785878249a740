package org.nakhoda.db.masters;

import java.sql.SQLException;
import java.util.Optional;
import org.nakhoda.db.store.ObjectIndexer;
import org.nakhoda.db.watch.Feed;

/** The store of one master, as the group switches it between leading and following. */
public interface SwitchedStore {
    /** What readers and watchers see; the group writes to it while the store does not lead. */
    Feed feed();

    ObjectIndexer indexer();

    /**
     * Begins the epoch in the database, brings memory up to what is committed, and takes writes.
     *
     * @throws SQLException if the database has been taken from under it
     */
    void lead(long epoch, String holder) throws SQLException;

    /** No write is begun any more. Returns at once; a commit under way may still end. */
    void depose();

    /** Waits until nothing of an earlier leadership touches memory any more. */
    void settle();

    /** A write and a read through to the database; what is wrong, if it leads. */
    Optional<String> probe();
}
