package org.nakhoda.db.masters;

import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of leadership from this member to another one. */
final class LeadershipTransfer {
    private static final Logger LOG = LoggerFactory.getLogger(LeadershipTransfer.class);
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final Duration MOMENT = Duration.ofSeconds(3);

    private final Supplier<Consensus> consensus;
    private final Replica replica;
    private volatile boolean underWay;
    private volatile long given = System.nanoTime() - MOMENT.toNanos();

    LeadershipTransfer(Supplier<Consensus> consensus, Replica replica) {
        this.consensus = consensus;
        this.replica = replica;
    }

    /** While it is, nothing is taken over. */
    boolean underWay() {
        return underWay;
    }

    /** Somebody else is just taking over, and is not to be disturbed. */
    boolean justGiven() {
        return underWay || System.nanoTime() - given < MOMENT.toNanos();
    }

    /** Without preparation, because this member cannot lead. */
    boolean atOnce(String name) {
        try {
            transfer(name);
            return true;
        } catch (ConsensusException e) {
            LOG.warn("leadership could not be handed to {}", name, e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * The successor has everything before the leadership goes, so that nothing has to be caught up.
     *
     * @param stop ends the writes of this leader
     */
    void planned(String name, Runnable stop) throws MastersException, InterruptedException {
        try {
            if (consensus.get().voters().size() <= 2) {
                // the database here has to be back soon, for its confirmation is needed
                replica.checkpoint();
            }
            underWay = true;
            stop.run();
            awaitReceived(name, replica.written());
            transfer(name);
        } catch (SQLException | ConsensusException e) {
            throw new MastersException(
                    MastersException.Reason.FAILED, "leadership did not go to " + name + ": " + e.getMessage());
        } finally {
            underWay = false;
        }
    }

    private void awaitReceived(String name, long end) throws SQLException, MastersException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!replica.shared()
                && replica.followers().stream().noneMatch(f -> f.name().equals(name) && f.flushed() >= end)) {
            if (System.nanoTime() > deadline) {
                throw new MastersException(
                        MastersException.Reason.FAILED, "master " + name + " did not catch up in time");
            }
            Thread.sleep(2);
        }
    }

    /** Returns when this member knows that it does not lead any more. */
    private void transfer(String name) throws ConsensusException, InterruptedException {
        underWay = true;
        given = System.nanoTime();
        try {
            long deadline = System.nanoTime() + LIMIT.toNanos();
            transferBy(deadline, name);
            while (consensus.get().leadingTerm().isPresent() && System.nanoTime() < deadline) {
                Thread.sleep(1);
            }
        } finally {
            underWay = false;
        }
    }

    /** It is refused while the membership changes, which is a matter of a moment. */
    private void transferBy(long deadline, String name) throws ConsensusException, InterruptedException {
        while (true) {
            try {
                consensus.get().transferTo(name, LIMIT);
                return;
            } catch (ConsensusException e) {
                if (System.nanoTime() > deadline
                        || consensus.get().leadingTerm().isEmpty()) {
                    throw e;
                }
                LOG.debug("leadership could not be handed to {} yet", name, e);
                Thread.sleep(20);
            }
        }
    }
}
