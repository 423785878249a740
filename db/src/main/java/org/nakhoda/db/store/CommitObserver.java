package org.nakhoda.db.store;

import java.time.Duration;

/** Is told of every transaction that made changes durable. */
@FunctionalInterface
public interface CommitObserver {
    /**
     * Runs on the writer's thread, before the writes are acknowledged: it must neither block nor throw.
     *
     * @param changes how many the transaction made durable, one at least
     * @param took from the first word to the database to its answer, which with several masters comes after theirs
     */
    void committed(int changes, Duration took);
}
