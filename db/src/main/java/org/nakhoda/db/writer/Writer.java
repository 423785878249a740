package org.nakhoda.db.writer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hibernate.HibernateException;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.store.CommitObserver;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoreException;
import org.nakhoda.db.store.StoreException.Reason;
import org.nakhoda.db.store.Write;
import org.nakhoda.db.watch.Feed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that writes. It gives revisions in commit order and never gives one twice that could have been committed.
 *
 * <pre>
 *               connection lost, or a commit with a warning
 *   LEADING ───────────────────────────────────────────────> RECOVERING
 *    │ │  <───────────────────────────────────────────────────┘  │  │
 *    │ │    reconnected, no transaction under way, and what       │  │
 *    │ │    was committed unseen is in memory and fed             │  │
 *    │ └───────── a statement found another epoch ──> DEPOSED <───┘  │
 *    │                                                 │             │
 *    └──────────────────── close ──────────────> CLOSED <────────────┘
 * </pre>
 *
 * <p>While it recovers, writes fail with UNAVAILABLE: they were not done. Those of the batch whose connection broke have
 * failed with UNKNOWN_OUTCOME. DEPOSED, to which {@link #depose} leads from anywhere, is final: to lead again takes another
 * writer.
 */
public final class Writer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final Duration RECONNECT_PAUSE = Duration.ofMillis(100);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration CHORES_INTERVAL = Duration.ofSeconds(10);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(60);

    private enum Phase {
        LEADING,
        RECOVERING,
        DEPOSED,
        CLOSED
    }

    private final Feed feed;
    private final Journal journal;
    private final long epoch;
    private final int batchMax;
    private final BlockingQueue<Pending> queue;
    private final Thread thread;
    private final CommitObserver observer;

    private final Object phaseLock = new Object();

    /** Written under the lock, read without. */
    private volatile Phase phase = Phase.LEADING;

    @GuardedBy("phaseLock")
    private boolean deposed;

    private volatile boolean closing;

    /** The next revision to give; touched by the writer's thread only. */
    private Revision next;

    private long choresAt;
    private long usedAt = System.nanoTime();

    public Writer(Feed feed, Journal journal, long epoch, int batchMax, int queueMax, CommitObserver observer) {
        this.observer = observer;
        this.feed = feed;
        this.journal = journal;
        this.epoch = epoch;
        this.batchMax = batchMax;
        this.queue = new LinkedBlockingQueue<>(queueMax);
        this.next = feed.state().revision().next();
        this.thread = new Thread(this::run, "store-writer");
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Empty while it does not lead. */
    public Optional<Long> epoch() {
        return phase == Phase.LEADING || phase == Phase.RECOVERING ? Optional.of(epoch) : Optional.empty();
    }

    /** Empty if it can write. */
    public Optional<String> trouble() {
        return switch (phase) {
            case LEADING -> Optional.empty();
            case RECOVERING -> Optional.of("the connection to the database is lost; reconnecting");
            case DEPOSED -> Optional.of("another master leads since epoch " + epoch);
            case CLOSED -> Optional.of("the store is closed");
        };
    }

    /** What a master answers that has never led. */
    public static CompletableFuture<Outcome> refusal() {
        return CompletableFuture.failedFuture(
                new StoreException(Reason.NOT_LEADING, "another master leads: send the write there", null));
    }

    public CompletableFuture<Outcome> submit(Write write) {
        Pending pending = Pending.of(write);
        if (refused(pending)) {
            return pending.outcome();
        }
        if (!queue.offer(pending)) {
            pending.fail(Reason.OVERLOADED, "too many writes are waiting: try again in a second", null);
        } else if (phase == Phase.CLOSED) {
            // it may have come after the last look at the queue
            refuseWaiting();
        }
        return pending.outcome();
    }

    private boolean refused(Pending pending) {
        if (phase == Phase.DEPOSED) {
            pending.fail(Reason.NOT_LEADING, "another master leads: send the write there", null);
        } else if (closing) {
            pending.fail(Reason.UNAVAILABLE, "the store is closing", null);
        } else {
            return false;
        }
        return true;
    }

    private void refuseWaiting() {
        List<Pending> waiting = new ArrayList<>();
        queue.drainTo(waiting);
        waiting.forEach(this::refuse);
    }

    private void refuse(Pending pending) {
        if (!refused(pending)) {
            pending.fail(Reason.UNAVAILABLE, "the database cannot be reached: try again later", null);
        }
    }

    private void run() {
        try {
            chores();
            while (!closing) {
                switch (phase) {
                    case LEADING -> lead();
                    case RECOVERING -> recover();
                    default -> awaitClosing();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the writer was interrupted to close");
        } catch (RuntimeException | Error e) {
            LOG.error("the writer failed; no write is possible until the store is opened again", e);
            throw e;
        } finally {
            closing = true;
            enter(Phase.CLOSED);
            refuseWaiting();
            journal.close();
        }
    }

    /** Being deposed is final, whoever found it out. */
    private void enter(Phase next) {
        synchronized (phaseLock) {
            deposed = deposed || next == Phase.DEPOSED;
            phase = deposed && next != Phase.CLOSED ? Phase.DEPOSED : next;
        }
    }

    private void awaitClosing() throws InterruptedException {
        refuseWaiting();
        Pending late = queue.poll(1, TimeUnit.SECONDS);
        if (late != null) {
            refused(late);
        }
    }

    private void lead() throws InterruptedException {
        Pending first = queue.poll(CHORES_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
            List<Pending> batch = new ArrayList<>();
            batch.add(first);
            queue.drainTo(batch, batchMax - 1);
            if (connected()) {
                commit(batch);
            } else {
                batch.forEach(this::refuse);
            }
        }
        if (phase == Phase.LEADING && System.nanoTime() - choresAt > CHORES_INTERVAL.toNanos()) {
            chores();
        }
    }

    /** A line that broke while nothing was written is noticed, and mended, before a write's outcome depends on it. */
    private boolean connected() {
        if (System.nanoTime() - usedAt > IDLE.toNanos() && !journal.alive()) {
            LOG.warn("the connection to the database broke while it was idle");
            enter(Phase.RECOVERING);
            reconnect();
        }
        usedAt = System.nanoTime();
        return phase == Phase.LEADING;
    }

    private void chores() {
        choresAt = System.nanoTime();
        try {
            if (connected()) {
                journal.compact(feed);
            }
        } catch (SQLException e) {
            LOG.warn("compacting the history failed; it is tried again later", e);
            if (Failure.of(e) == Failure.UNKNOWN) {
                enter(Phase.RECOVERING);
            }
        }
    }

    private void commit(List<Pending> batch) {
        BatchPlan plan = BatchPlan.of(batch, feed.state(), next);
        try {
            if (!plan.events().isEmpty()) {
                long begun = System.nanoTime();
                if (!journal.commit(epoch, next, plan.events())) {
                    depose(batch);
                    return;
                }
                observer.committed(plan.events().size(), Duration.ofNanos(System.nanoTime() - begun));
            }
        } catch (SQLException e) {
            failed(batch, e);
            return;
        }
        next = next(plan.events());
        feed.publish(plan.events());
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).outcome().complete(plan.outcomes().get(i));
        }
    }

    /** How many writes wait for their transaction. */
    public int waiting() {
        return queue.size();
    }

    private Revision next(List<StoreEvent> events) {
        Revision newest =
                events.isEmpty() ? Revision.NONE : events.get(events.size() - 1).revision();
        return newest.isAfter(next) || newest.equals(next) ? newest.next() : next;
    }

    private void failed(List<Pending> batch, SQLException e) {
        switch (Failure.of(e)) {
            case BAD_DATA -> {
                if (batch.size() > 1) {
                    batch.forEach(this::commitAlone);
                } else {
                    LOG.warn("the database refuses {}", batch.get(0).write().key(), e);
                    batch.get(0).fail(Reason.UNAVAILABLE, "the database refuses this object: " + e.getMessage(), e);
                }
            }
            case REFUSED -> {
                LOG.warn("the database refuses a batch of {}; reconnecting", batch.size(), e);
                batch.forEach(p -> p.fail(Reason.UNAVAILABLE, "the database refuses: " + e.getMessage(), e));
                enter(Phase.RECOVERING);
            }
            case UNKNOWN -> {
                LOG.warn("the connection to the database broke while committing {} writes", batch.size(), e);
                // whatever the database has made of these revisions, they are not given again
                next = new Revision(next.value() + batch.size());
                batch.forEach(p -> p.fail(
                        Reason.UNKNOWN_OUTCOME,
                        "the connection to the database broke during the commit: read first",
                        e));
                enter(Phase.RECOVERING);
            }
        }
    }

    private void commitAlone(Pending pending) {
        if (phase == Phase.LEADING) {
            commit(List.of(pending));
        } else {
            refuse(pending);
        }
    }

    private void depose(List<Pending> batch) {
        LOG.error("epoch {} is over: another master leads", epoch);
        enter(Phase.DEPOSED);
        batch.forEach(this::refused);
    }

    /**
     * Nothing more is begun, and what waits is refused. A commit under way may still come to its end: if the database
     * confirms it, it counts, for no later epoch can have missed it.
     */
    public void depose() {
        enter(Phase.DEPOSED);
        refuseWaiting();
    }

    private void recover() throws InterruptedException {
        reconnect();
        if (phase == Phase.RECOVERING) {
            refuseWaiting();
            Thread.sleep(RECONNECT_PAUSE.toMillis());
        }
    }

    /** One attempt; the phase says what came of it. */
    private void reconnect() {
        try {
            journal.reconnect();
            if (journal.settledEpoch() != epoch) {
                depose(List.of());
                return;
            }
            List<StoreEvent> unseen = journal.eventsAfter(feed.state());
            next = next(unseen);
            feed.publish(unseen);
            enter(Phase.LEADING);
            LOG.warn("connected to the database again; {} events had been committed unseen", unseen.size());
        } catch (SQLException | HibernateException e) {
            LOG.debug("the database cannot be reached yet", e);
        }
    }

    /** Finishes the batch under way; writes that wait are refused. */
    @Override
    public void close() {
        closing = true;
        // ends a wait for writes; a commit under way does not notice
        thread.interrupt();
        try {
            thread.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
