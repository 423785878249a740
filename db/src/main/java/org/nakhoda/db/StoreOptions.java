package org.nakhoda.db;

import java.time.Duration;

/**
 * How a store is dimensioned. The defaults serve a cluster of some hundred nodes; tests make things small.
 *
 * @param batchMax how many writes are committed together at most
 * @param queueMax how many writes may wait before more are refused
 * @param ringEvents how many of the newest events stay in memory: watches that resume and lists that continue need them
 * @param ringBytes how many bytes of documents these may hold
 * @param watchBuffer how many events a watcher may be behind before it is closed
 * @param retention how old an event becomes at least before it is compacted
 * @param minEvents how many of the newest events are kept however old they are
 * @param partitionWidth how many revisions one partition of the event table holds
 * @param socketTimeout how long the database may take for an answer before its connection counts as dead
 * @param probeDeadline how long {@code probe()} waits
 * @param comparing how long a follower pauses between two looks whether its database is the leader's
 */
public record StoreOptions(
        int batchMax,
        int queueMax,
        int ringEvents,
        long ringBytes,
        int watchBuffer,
        Duration retention,
        long minEvents,
        long partitionWidth,
        Duration socketTimeout,
        Duration probeDeadline,
        Duration comparing) {

    public static StoreOptions defaults() {
        return new StoreOptions(
                256,
                10_000,
                100_000,
                64L << 20,
                10_000,
                Duration.ofHours(1),
                100_000,
                50_000,
                Duration.ofSeconds(30),
                Duration.ofSeconds(3),
                Duration.ofSeconds(20));
    }

    public StoreOptions withRing(int events, long bytes) {
        return new StoreOptions(
                batchMax,
                queueMax,
                events,
                bytes,
                watchBuffer,
                retention,
                minEvents,
                partitionWidth,
                socketTimeout,
                probeDeadline,
                comparing);
    }

    public StoreOptions withWatchBuffer(int events) {
        return new StoreOptions(
                batchMax,
                queueMax,
                ringEvents,
                ringBytes,
                events,
                retention,
                minEvents,
                partitionWidth,
                socketTimeout,
                probeDeadline,
                comparing);
    }

    public StoreOptions withHistory(Duration newRetention, long newMinEvents, long newPartitionWidth) {
        return new StoreOptions(
                batchMax,
                queueMax,
                ringEvents,
                ringBytes,
                watchBuffer,
                newRetention,
                newMinEvents,
                newPartitionWidth,
                socketTimeout,
                probeDeadline,
                comparing);
    }

    public StoreOptions withComparing(Duration pause) {
        return new StoreOptions(
                batchMax,
                queueMax,
                ringEvents,
                ringBytes,
                watchBuffer,
                retention,
                minEvents,
                partitionWidth,
                socketTimeout,
                probeDeadline,
                pause);
    }
}
