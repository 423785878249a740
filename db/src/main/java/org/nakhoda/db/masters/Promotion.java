package org.nakhoda.db.masters;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the Raft leader's database becomes the primary without losing a write that any primary before has acknowledged.
 *
 * <pre>
 *   leading in a term
 *        │ FENCE     a majority of the voters promises the term and detaches: no earlier primary can have a commit confirmed now
 *        v
 *     COMPARE        who of them has the later epoch, then the longer log?
 *        │ another one ── same epoch ──> CATCH UP from it ── too slow ──> HAND OVER to it
 *        │             └─ later epoch ────────────────────────────────────^
 *        v this one
 *     RECORD         the new epoch, its primary and where it forks off, in the Raft log
 *        v
 *     PROMOTE        the database, with the members who must confirm commits; the others are re-pointed meanwhile
 *        v
 *     promoted: once the lease of the leader before is over (it says so, or some time has passed) the epoch is written into the
 *               database, and the store opens
 * </pre>
 *
 * <p>Why nothing is lost: a commit was acknowledged when a majority held it; the fenced are a majority, so one of them holds
 * it; the most advanced of an epoch holds all that any other of that epoch holds. A member whose copy is not complete
 * (being made anew) does not count. Each step looks whether the term still holds, and a member obeys no earlier term than it
 * has promised, so that of two that try at once one comes to nothing.
 */
final class Promotion {
    private static final Logger LOG = LoggerFactory.getLogger(Promotion.class);
    private static final Duration CATCHING_UP = Duration.ofSeconds(3);
    private static final Duration RECORDING = Duration.ofSeconds(3);

    private static final Duration POLL = Duration.ofMillis(5);

    /** What came of it. */
    sealed interface Outcome {
        record Promoted(long epoch) implements Outcome {}

        /** Another member knows more, and is to lead. */
        record HandOver(String name) implements Outcome {}

        record Abandoned(String why) implements Outcome {}
    }

    private final Member self;
    private final Consensus consensus;
    private final Replica replica;
    private final StandbyKeeper own;
    private final OtherMasters others;

    Promotion(Member self, Consensus consensus, Replica replica, StandbyKeeper own, OtherMasters others) {
        this.self = self;
        this.consensus = consensus;
        this.replica = replica;
        this.own = own;
        this.others = others;
    }

    Outcome run(long term) throws InterruptedException {
        try {
            long begin = System.nanoTime();
            CompletableFuture<Void> ended = endOfLeader(term);
            Map<String, Replica.Position> fenced = fence(term);
            Replica.Position here = fenced.get(self.name());
            long compared = System.nanoTime();
            String best = mostAdvanced(fenced);
            if (here == null) {
                return new Outcome.HandOver(best);
            }
            if (fenced.get(best).compareTo(here) > 0) {
                Replica.Position there = fenced.get(best);
                if (there.epoch() > here.epoch() || !caughtUp(best, there, term)) {
                    return new Outcome.HandOver(best);
                }
                here = own.fence(term).orElseThrow(() -> new FencedException("the copy here is not complete"));
            }
            long ready = System.nanoTime();
            Optional<Roster> recorded = record(term, here);
            if (recorded.isEmpty()) {
                return new Outcome.Abandoned("term " + term + " is over");
            }
            Roster roster = recorded.get();
            long noted = System.nanoTime();
            others.point(term, roster);
            synchronous(replica, roster, self.name());
            own.takeWrites(term);
            long promoted = System.nanoTime();
            awaitEndOfLease(ended, begin);
            LOG.info(
                    "promoted in term {} for epoch {} at {}: fence {} ms, catch up {} ms, record {} ms, promote {} ms,"
                            + " lease of the leader before {} ms",
                    term,
                    roster.epoch(),
                    here.end(),
                    (compared - begin) / 1_000_000,
                    (ready - compared) / 1_000_000,
                    (noted - ready) / 1_000_000,
                    (promoted - noted) / 1_000_000,
                    (System.nanoTime() - promoted) / 1_000_000);
            return new Outcome.Promoted(roster.epoch());
        } catch (IOException | SQLException | ConsensusException | FencedException e) {
            LOG.warn("the promotion in term {} came to nothing", term, e);
            return new Outcome.Abandoned(e.getMessage());
        }
    }

    /** Completes when the leader before is known not to answer reads from its memory any more. */
    private CompletableFuture<Void> endOfLeader(long term) {
        Roster roster = consensus.roster();
        boolean other =
                roster.primary().filter(name -> !name.equals(self.name())).isPresent();
        if (!other) {
            return CompletableFuture.completedFuture(null);
        }
        return roster.primaryMember()
                .map(member -> others.yield(member, term))
                .orElseGet(() -> CompletableFuture.failedFuture(new IllegalStateException("it is no member any more")));
    }

    /** Of one that does not say that it has ended it is known by the time. */
    private static void awaitEndOfLease(CompletableFuture<Void> ended, long elected) throws InterruptedException {
        long over = elected + Lease.OVER.toNanos();
        try {
            ended.get(Math.max(0, over - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the leader before does not say that it has ended", e);
            TimeUnit.NANOSECONDS.sleep(over - System.nanoTime());
        }
    }

    /** Where each of a majority is, at least; this one is among them, if its copy counts. */
    private Map<String, Replica.Position> fence(long term)
            throws InterruptedException, IOException, SQLException, FencedException {
        return new Fencing(term, self.name(), consensus.voters(), consensus.roster(), others)
                .majority(own, this::holds);
    }

    private static String mostAdvanced(Map<String, Replica.Position> fenced) {
        return fenced.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    /** Receives from a member that is detached as well, until nothing is missing. */
    private boolean caughtUp(String name, Replica.Position there, long term)
            throws SQLException, InterruptedException, IOException, FencedException {
        Member member = consensus.roster().member(name).orElse(null);
        if (member == null) {
            return false;
        }
        LOG.info("catching up with {}, which is at {}", name, there);
        replica.follow(member);
        long deadline = System.nanoTime() + CATCHING_UP.toNanos();
        while (replica.position().end() < there.end()) {
            require(term);
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(POLL.toMillis());
        }
        return true;
    }

    private Optional<Roster> record(long term, Replica.Position here) throws ConsensusException {
        while (holds(term)) {
            Roster roster = consensus.roster();
            long epoch = Math.max(roster.epoch(), here.epoch()) + 1;
            Optional<Roster> recorded =
                    consensus.record(new Change.Began(roster.version(), epoch, self.name(), here.end()), RECORDING);
            if (recorded.isPresent()) {
                return recorded;
            }
        }
        return Optional.empty();
    }

    /** Who has to confirm commits from now on: with the primary itself, a majority of the synchronous set. */
    static void synchronous(Replica replica, Roster roster, String primary) throws SQLException, InterruptedException {
        SortedSet<String> confirming = new TreeSet<>(roster.synchronous());
        boolean among = confirming.remove(primary) || confirming.isEmpty();
        replica.synchronous(among ? (confirming.size() + 1) / 2 : (confirming.size() + 2) / 2, confirming);
    }

    private void require(long term) throws FencedException {
        if (!holds(term)) {
            throw new FencedException("term " + term + " is over");
        }
    }

    private boolean holds(long term) {
        return consensus.leadingTerm().orElse(-1) == term;
    }
}
