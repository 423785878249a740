package org.nakhoda.db.masters;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a follower does beside: it makes ready to lead, and sees that its database is the leader's. */
final class FollowerChores implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FollowerChores.class);
    private static final Duration REHEARSING = Duration.ofSeconds(1);

    private final SwitchedStore store;
    private final Replica replica;
    private final StandbyKeeper keeper;
    private final BooleanSupplier follows;
    private final FeedFollower feed;
    private final DatabaseCheck check;
    private final MasterGroup.Opening consensus;
    private ScheduledExecutorService timer;
    private volatile boolean rehearsed;
    /** Only the timer's thread uses it. */
    private boolean elected;

    FollowerChores(
            SwitchedStore store,
            Replica replica,
            StandbyKeeper keeper,
            BooleanSupplier follows,
            FeedFollower feed,
            DatabaseCheck check,
            MasterGroup.Opening consensus) {
        this.store = store;
        this.replica = replica;
        this.keeper = keeper;
        this.follows = follows;
        this.feed = feed;
        this.check = check;
        this.consensus = consensus;
    }

    void start(ThreadFactory threads) {
        timer = Executors.newSingleThreadScheduledExecutor(threads);
        long comparing = store.comparing().toMillis();
        timer.scheduleWithFixedDelay(this::checkDatabase, comparing, comparing, TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(
                this::rehearse, REHEARSING.toMillis(), REHEARSING.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What was made ready is used up. */
    void rehearseAgain() {
        rehearsed = false;
    }

    private void checkDatabase() {
        Optional<Member> leader = feed.connectedTo();
        boolean comparable = !replica.shared() && follows.getAsBoolean() && keeper.trusted() && keeper.streaming();
        if (leader.isEmpty() || !comparable) {
            return;
        }
        try {
            check.look(leader.get());
        } catch (RuntimeException e) {
            LOG.warn("the database could not be compared; trying again", e);
        }
    }

    /** As soon as there is a database to do it over; the election only once in a process's life. */
    private void rehearse() {
        if (rehearsed || !follows.getAsBoolean() || !keeper.streaming()) {
            return;
        }
        try {
            store.rehearse();
            rehearsed = true;
            if (!elected) {
                elected = true;
                consensus.rehearse();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.info("an election could not be rehearsed", e);
        } catch (SQLException | RuntimeException e) {
            LOG.debug("leading could not be rehearsed yet", e);
        }
    }

    @Override
    public void close() {
        if (timer != null) {
            MasterGroup.end(timer);
        }
    }
}
