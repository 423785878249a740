package org.nakhoda.db.masters;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This member's database, and whose orders it takes: those of the newest term that it has promised itself to.
 *
 * <pre>
 *   DETACHED ── follow(term, epoch, primary) ──> FOLLOWING ── does not get on, or has written past the fork ──> REBUILDING
 *      ^  ^                                        │    ^                                                          │
 *      │  └──────────── fence(term) ───────────────┘    └──────────────────────────────────────────────────────────┘
 *      │ fence(term)
 *   PRIMARY <── takeWrites(term), from DETACHED
 * </pre>
 *
 * <p>While it is rebuilt, and until it has caught up after that, the copy is not complete: what it had confirmed before is
 * gone, so it does not count among those who could hold an acknowledged write. A marker file says so over restarts.
 */
final class StandbyKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(StandbyKeeper.class);
    private static final Duration STUCK = Duration.ofSeconds(10);
    private static final Duration AT_EASE = Duration.ofSeconds(1);

    private final Replica replica;
    private final Promise promise;
    private final Path incomplete;
    private final String self;
    private final AtomicLong copied = new AtomicLong(-1);

    /** Held while the database is told something; orders wait for each other. */
    private final ReentrantLock orders = new ReentrantLock();

    @GuardedBy("orders")
    private Optional<String> following = Optional.empty();

    /** In which this member's database became the primary; 0 while it is none. Written while orders are held. */
    private volatile long primaryTerm;

    /** When the database was stopped, to be started again when it is asked for; 0 if it was not. */
    @GuardedBy("orders")
    private long halted;

    private volatile Optional<String> trouble = Optional.empty();
    private volatile long followedEpoch;
    private volatile boolean distrusted;
    private volatile long stuckSince;
    private volatile Runnable beforeFence = () -> {};

    /** @param self this member's name */
    StandbyKeeper(Replica replica, Promise promise, Path directory, String self) {
        this.replica = replica;
        this.promise = promise;
        this.incomplete = directory.resolve("incomplete");
        this.self = self;
        if (!replica.hasData()) {
            markIncomplete();
        }
    }

    /** @param work what has to end before the database is taken from under it; must not block */
    void beforeFence(Runnable work) {
        beforeFence = work;
    }

    /** Whether all that this member ever confirmed is here. */
    boolean complete() {
        return !Files.exists(incomplete);
    }

    /**
     * From here on nothing of an earlier term's primary is taken, nor given.
     *
     * @return where this database is then; empty if the copy is not complete, so that it does not count
     * @throws FencedException if a later term has the promise
     */
    Optional<Replica.Position> fence(long term)
            throws FencedException, IOException, SQLException, InterruptedException {
        promise(term);
        beforeFence.run();
        if (!complete()) {
            // a copy that is being made is not disturbed: it holds nothing that anybody could count on
            return Optional.empty();
        }
        orders.lockInterruptibly();
        try {
            detach();
            return Optional.of(replica.position());
        } finally {
            orders.unlock();
        }
    }

    @GuardedBy("orders")
    private void detach() throws IOException, SQLException, InterruptedException {
        replica.detach();
        halted = 0;
        primaryTerm = 0;
        following = Optional.empty();
        followedEpoch = 0;
    }

    private void promise(long term) throws FencedException, IOException {
        if (!promise.make(term)) {
            throw new FencedException("term " + term + " is over: term " + promise.term() + " has the promise");
        }
    }

    /**
     * The end of this database's time as a primary, if it still is the one of that term.
     *
     * @param held see {@link #primaryTerm}
     */
    void stepDown(long held) throws IOException, SQLException, InterruptedException {
        orders.lockInterruptibly();
        try {
            if (held != 0 && primaryTerm == held) {
                detach();
            }
        } finally {
            orders.unlock();
        }
    }

    /**
     * As {@link #stepDown}, for the sake of a successor who is just beginning: the database is started again when it is asked for,
     * not now.
     */
    void halt(long held) throws SQLException, InterruptedException {
        orders.lockInterruptibly();
        try {
            if (held != 0 && primaryTerm == held) {
                replica.halt();
                halted = System.nanoTime();
                primaryTerm = 0;
                following = Optional.empty();
                followedEpoch = 0;
            }
        } finally {
            orders.unlock();
        }
    }

    /**
     * The leader of this member ends, if it is one, and nobody of an earlier term is obeyed from now on; its database is left as it is.
     *
     * @throws FencedException if a later term has the promise
     */
    void yield(long term) throws FencedException, IOException {
        promise(term);
        beforeFence.run();
    }

    void takeWrites(long term) throws FencedException, IOException, SQLException, InterruptedException {
        promise(term);
        orders.lockInterruptibly();
        try {
            primaryTerm = term;
            replica.promote();
            trouble = Optional.empty();
        } finally {
            orders.unlock();
        }
    }

    /**
     * Follows the primary of an epoch, by a copy made anew if there is no other way; returns when that is done.
     *
     * @param agreed the roster in which the epoch began, or a later one; as the leader knows it, who is ahead of what this member
     *     has heard
     * @throws FencedException if a later term has the promise
     */
    void follow(long term, long epoch, Member upstream, Roster agreed)
            throws FencedException, IOException, SQLException, InterruptedException {
        promise(term);
        if (!orders.tryLock()) {
            // an order is being carried out; the leader repeats what is still to be done
            return;
        }
        try {
            if (!promise.make(term)) {
                return;
            }
            if (halted != 0) {
                if (System.nanoTime() - halted < AT_EASE.toNanos()
                        && agreed.synchronous().size() > 2) {
                    // the primary's first commits are confirmed by others; the leader repeats its order
                    return;
                }
                detach();
            } else if (primaryTerm != 0) {
                beforeFence.run();
                detach();
            }
            boolean same = following.equals(Optional.of(upstream.name())) && followedEpoch == epoch;
            if (replica.hasData() && same && !stuck()) {
                return;
            }
            if (replica.hasData() && !same && following.isPresent()) {
                // where it is can be said, and is compared, only when nothing of an earlier primary's arrives any more
                detach();
            }
            if (replica.hasData() && !same && !distrusted && fits(agreed)) {
                replica.follow(upstream);
                stuckSince = System.nanoTime();
            } else {
                rebuild(upstream);
            }
            following = Optional.of(upstream.name());
            followedEpoch = epoch;
            trouble = Optional.empty();
            // so that it is in force already should this member become the primary
            Promotion.synchronous(replica, agreed, self);
        } finally {
            orders.unlock();
        }
    }

    /** Whether the log here is a beginning of the primary's: it has not gone past where the next epoch leaves this one. */
    private boolean fits(Roster agreed) throws SQLException, InterruptedException {
        Replica.Position here = replica.position();
        for (Fork fork : agreed.forks()) {
            if (fork.epoch() > here.epoch()) {
                boolean unknown = agreed.forks().size() == Roster.FORKS
                        && fork.equals(agreed.forks().get(0));
                boolean past = here.end() > fork.position();
                if (past || unknown) {
                    LOG.info("the database here, at {}, does not lead to epoch {}: it is made anew", here, fork);
                }
                return !past && !unknown;
            }
        }
        return true;
    }

    /** What is here is not what the leader has: the next order to follow makes it anew. */
    void distrust(String why) {
        LOG.error("{}; the database here is made anew", why);
        distrusted = true;
        followedEpoch = 0;
        trouble = Optional.of(why);
    }

    /** Whether what is here is whole, as far as is known: it is not being made anew, and is not to be. */
    boolean trusted() {
        return !distrusted && complete();
    }

    private boolean stuck() {
        if (replica.streaming()) {
            stuckSince = System.nanoTime();
            return false;
        }
        boolean stuck = System.nanoTime() - stuckSince > STUCK.toNanos();
        if (stuck) {
            LOG.warn("the database here does not get on with its primary: it is made anew");
        }
        return stuck;
    }

    private void rebuild(Member source) throws IOException, SQLException, InterruptedException {
        markIncomplete();
        long begin = System.nanoTime();
        copied.set(0);
        try {
            trouble = Optional.of("the database is being copied from " + source.name());
            replica.rebuild(source, copied::set);
            distrusted = false;
            stuckSince = System.nanoTime();
            LOG.info(
                    "copied {} bytes of the database from {} in {} ms",
                    copied.get(),
                    source.name(),
                    (System.nanoTime() - begin) / 1_000_000);
        } catch (IOException | SQLException e) {
            trouble = Optional.of("the database cannot be copied from " + source.name() + ": " + e.getMessage());
            throw e;
        } finally {
            copied.set(-1);
        }
    }

    /**
     * The copy is complete as soon as it holds what the primary had written at some moment after it was begun.
     *
     * @param leader who says so; counts only if it is the one that this member follows, in the term that has the promise
     * @param written by its primary, by now
     */
    void caughtUpWith(String leader, long term, long written) throws SQLException, InterruptedException, IOException {
        if (complete() || !orders.tryLock()) {
            return;
        }
        try {
            boolean follows = following.equals(Optional.of(leader)) && promise.term() == term;
            if (follows && replica.hasData() && replica.streaming() && replica.written() >= written) {
                Files.deleteIfExists(incomplete);
            }
        } finally {
            orders.unlock();
        }
    }

    /** The term in which this member's database became the primary; 0 while it is none. */
    long primaryTerm() {
        return primaryTerm;
    }

    boolean takesWrites() {
        return primaryTerm != 0;
    }

    /** For the leader: whether it has to be told (again) to follow. */
    long followedEpoch() {
        return followedEpoch;
    }

    boolean streaming() {
        return replica.hasData() && replica.streaming();
    }

    /** Bytes of the copy that is being made; empty if none is. */
    Optional<Long> copied() {
        long bytes = copied.get();
        return bytes < 0 ? Optional.empty() : Optional.of(bytes);
    }

    Optional<String> trouble() {
        return trouble;
    }

    private void markIncomplete() {
        try {
            if (!Files.exists(incomplete)) {
                Files.createFile(incomplete);
            }
        } catch (IOException e) {
            throw new IllegalStateException(incomplete + " cannot be written", e);
        }
    }
}
