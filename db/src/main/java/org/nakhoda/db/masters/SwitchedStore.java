package org.nakhoda.db.masters;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.history.ObjectRange;
import org.nakhoda.db.history.RangeHash;
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

    /** Whether it takes writes. */
    boolean leads();

    /** No write is begun any more. Returns at once; a commit under way may still end. */
    void depose();

    /** Waits until nothing of an earlier leadership touches memory any more. */
    void settle();

    /**
     * What begins to lead is slower the first time than ever after: does of it what can be done in advance, over a database that
     * takes no writes.
     */
    void rehearse() throws SQLException;

    /** Of the history in the database; waits, for some seconds at most, until it is there. */
    RangeHash hash(Revision from, Revision to) throws SQLException;

    /**
     * Of the current objects in the database.
     *
     * @param since is waited for, for some seconds at most
     */
    ObjectRange objects(ObjectRange.Bounds bounds, Optional<Revision> since) throws SQLException;

    /** How long to pause between two looks whether the database is the leader's. */
    Duration comparing();

    /** A write and a read through to the database; what is wrong, if it leads. */
    Optional<String> probe();
}
