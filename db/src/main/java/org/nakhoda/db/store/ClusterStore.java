package org.nakhoda.db.store;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.masters.Masters;

/**
 * The cluster's state. Reads are served from memory and never wait for the database. Writes are checked, numbered and
 * committed in batches by one writer, and become visible to readers and watchers only when they are durable.
 */
public interface ClusterStore extends AutoCloseable {
    /** The newest revision that readers see. Never goes back, not even over a crash. */
    Revision revision();

    Optional<StoredObject> get(ResourceKey key);

    /**
     * All objects of a resource at one revision, in key order.
     *
     * @param namespace empty for all namespaces, or for a cluster-scoped resource
     */
    Listing list(GroupResource resource, String namespace);

    /**
     * The same list as it was at {@code revision}: how a limited list is continued.
     *
     * @return empty if that revision is not retained any more (the caller answers 410)
     */
    Optional<Listing> listAt(GroupResource resource, String namespace, Revision revision);

    /**
     * Checks the write's precondition, commits it durably and applies it.
     *
     * @return an {@link Outcome}; a lost precondition is a value. Completes exceptionally only with
     *     {@link StoreException}. Callbacks must not block: they may run on the writer's thread.
     */
    CompletableFuture<Outcome> commit(Write write);

    /**
     * Every change of a resource after {@code after}, once and in order.
     *
     * @param namespace empty for all
     * @throws CompactedException if events after {@code after} are not retained any more
     */
    WatchStream watch(GroupResource resource, String namespace, Revision after) throws CompactedException;

    /**
     * Waits until readers here see everything that had been acknowledged anywhere before the call: what makes a read
     * linearizable. As good as free where it leads.
     *
     * @throws StoreException UNAVAILABLE if that cannot be said in time, because no majority of the masters can be reached
     */
    default void awaitCurrent() {}

    /**
     * Writes all objects as of {@link #revision} and the history up to it, as {@link org.nakhoda.api.backup} says, not
     * compressed. Memory does not grow with the cluster; writes go on meanwhile.
     *
     * @param product the version that writes, for people
     * @throws IOException if the stream or the database fails; what was written then is no whole backup and reads as none
     */
    default void backup(OutputStream out, String product) throws IOException {
        throw new UnsupportedOperationException("this store keeps nothing");
    }

    /** The masters, of whom this process is one; empty if the store knows of no others and never will. */
    default Optional<Masters> masters() {
        return Optional.empty();
    }

    /** The leadership epoch under which this process writes; empty while it does not lead. */
    Optional<Long> epoch();

    /**
     * A write and a read through to the database, within a deadline.
     *
     * @return empty if the store is well, or what is wrong with it
     */
    Optional<String> probe();

    /** What the store holds now; for metrics. */
    StoreFigures figures();

    /**
     * How often this master's own database has made its log durable; for metrics. Waits for the database a second at most.
     *
     * @return empty if the database is silent, or does not count that
     */
    default Optional<LogFsyncs> logFsyncs() {
        return Optional.empty();
    }

    /** Has somebody told of the commits of this process from now on, as often as it leads. */
    void observe(CommitObserver observer);

    @Override
    void close();
}
