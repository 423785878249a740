package org.nakhoda.db.store;

import java.util.List;
import org.nakhoda.api.meta.Revision;

/**
 * A watcher's bounded buffer. The store's one producer fills it; the watcher drains it in its own time, and one that
 * cannot keep up is closed, so that it never slows another.
 */
public interface WatchStream extends AutoCloseable {
    /**
     * What has come since the last call, in revision order, at most {@code max} events; and up to which revision
     * nothing is missing (for bookmarks).
     */
    Batch drain(int max);

    /**
     * Runs {@code signal} once as soon as there is something to drain, or the stream is closed. It is called without any
     * lock held, on a thread of the store, and must only hand over. Called at once if something is there already.
     */
    void onReady(Runnable signal);

    @Override
    void close();

    /** @param state whether more can come, and if not, why */
    record Batch(List<StoreEvent> events, Revision upTo, State state) {}

    enum State {
        OPEN,
        /** Fell behind its buffer: the client must list again (410). */
        OVERRUN,
        /** Closed by {@link #close} or because the store closes. */
        CLOSED
    }
}
