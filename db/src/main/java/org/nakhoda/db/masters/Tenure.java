package org.nakhoda.db.masters;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.nakhoda.db.masters.MembershipPlan.Step;
import org.nakhoda.db.peer.Peers;
import org.nakhoda.db.peer.Question;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One time of leading: asks the others how they are, points them to this primary, and brings the membership to what the roster
 * says. Ends when it is closed; another time of leading is another of these.
 */
final class Tenure implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tenure.class);
    private static final Duration PACE = Duration.ofMillis(200);
    private static final Duration ANSWER = Duration.ofSeconds(1);
    private static final Duration LATELY = Duration.ofSeconds(3);
    private static final Duration AGREEING = Duration.ofSeconds(10);
    private static final Duration PROBING = Duration.ofSeconds(1);
    private static final long NEAR_BYTES = 4L << 20;

    private final long term;
    private final long epoch;
    private final Lease lease;
    private final Member self;
    private final Consensus consensus;
    private final Replica replica;
    private final SwitchedStore store;
    private final Peers peers;
    private final Executor executor;
    private final Consumer<Masters.Happening> observer;
    private final Runnable unwell;

    private final Map<String, MemberView> views = new ConcurrentHashMap<>();
    private final Map<String, Long> heardAt = new ConcurrentHashMap<>();
    private final Set<String> asking = ConcurrentHashMap.newKeySet();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private volatile Map<String, Replica.Follower> followers = Map.of();
    private volatile long written;
    private volatile boolean over;
    private volatile String lastFailure = "";

    /** The synchronous set by which the database commits; touched by one thread. */
    private SortedSet<String> inForce;

    Tenure(
            long term,
            long epoch,
            Member self,
            Consensus consensus,
            Replica replica,
            SwitchedStore store,
            Peers peers,
            Executor executor,
            Consumer<Masters.Happening> observer,
            Runnable unwell) {
        this.term = term;
        this.epoch = epoch;
        this.lease = new Lease(consensus::confirmLeading, System::nanoTime);
        this.self = self;
        this.consensus = consensus;
        this.replica = replica;
        this.store = store;
        this.peers = peers;
        this.executor = executor;
        this.observer = observer;
        this.unwell = unwell;
    }

    void start() {
        daemon(this::care, "masters-care");
        daemon(this::probe, "masters-probe");
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    long term() {
        return term;
    }

    long epoch() {
        return epoch;
    }

    Lease lease() {
        return lease;
    }

    boolean over() {
        return over;
    }

    @Override
    public void close() {
        over = true;
    }

    private void care() {
        while (!over) {
            try {
                look();
                Roster roster = consensus.roster();
                roster.members().values().stream()
                        .filter(member -> !member.name().equals(self.name()))
                        .forEach(this::ask);
                if (!roster.synchronous().equals(inForce)) {
                    Promotion.synchronous(replica, roster, self.name());
                    inForce = roster.synchronous();
                }
                for (Step step : plan(roster)) {
                    take(step, roster);
                }
                lastFailure = "";
            } catch (ConsensusException | SQLException | RuntimeException e) {
                // the same trouble over and over is said once
                if (!String.valueOf(e.getMessage()).equals(lastFailure)) {
                    lastFailure = String.valueOf(e.getMessage());
                    LOG.warn("the masters could not be put in order; trying again", e);
                }
            } catch (InterruptedException e) {
                return;
            }
            try {
                Thread.sleep(PACE.toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void look() throws SQLException {
        Map<String, Replica.Follower> now = new HashMap<>();
        replica.followers().forEach(follower -> now.put(follower.name(), follower));
        followers = now;
        written = replica.written();
    }

    /** In the background; one question at a time to each. */
    private void ask(Member member) {
        if (!asking.add(member.name())) {
            return;
        }
        executor.execute(() -> {
            try {
                Question question = Question.of("status").with("term", term).with("written", written);
                views.put(member.name(), MemberView.of(peers.ask(member, question, ANSWER)));
                heardAt.put(member.name(), System.nanoTime());
                if (silent.remove(member.name())) {
                    observer.accept(new Masters.Happening(
                            "MasterReachable", "Master " + member.name() + " answers again", member.name(), false));
                }
            } catch (IOException e) {
                LOG.debug("{} does not answer", member.name(), e);
                noteSilence(member);
            } finally {
                asking.remove(member.name());
            }
        });
    }

    private void noteSilence(Member member) {
        Long last = heardAt.get(member.name());
        if (last != null && System.nanoTime() - last > LATELY.toNanos() && silent.add(member.name())) {
            observer.accept(new Masters.Happening(
                    "MasterUnreachable",
                    "Master " + member.name() + " has not answered for " + LATELY.toSeconds() + " s",
                    member.name(),
                    true));
        }
    }

    private List<Step> plan(Roster roster) {
        Map<String, MemberView> lately = new HashMap<>();
        Set<String> near = new TreeSet<>();
        long now = System.nanoTime();
        views.forEach((name, view) -> {
            Long heard = heardAt.get(name);
            if (heard != null && now - heard < LATELY.toNanos()) {
                lately.put(name, view);
                if (lag(name).orElse(Long.MAX_VALUE) < NEAR_BYTES && consensus.caughtUp(name)) {
                    near.add(name);
                }
            }
        });
        return MembershipPlan.of(self.name(), roster, epoch, consensus.voters(), consensus.learners(), lately, near);
    }

    private void take(Step step, Roster roster) throws ConsensusException, SQLException, InterruptedException {
        if (over) {
            return;
        }
        if (!(step instanceof Step.Follow)) {
            LOG.info("{}", step);
        }
        if (step instanceof Step.Follow follow) {
            point(follow.member());
        } else if (step instanceof Step.Learn learn) {
            consensus.addLearner(learn.member(), AGREEING);
        } else if (step instanceof Step.Confirm confirm) {
            confirm(confirm.synchronous(), roster);
        } else if (step instanceof Step.Vote vote) {
            consensus.promote(vote.member(), AGREEING);
            observer.accept(new Masters.Happening(
                    "MasterJoined",
                    "Master " + vote.member().name() + " is up to date and votes",
                    vote.member().name(),
                    false));
        } else if (step instanceof Step.Remove remove) {
            consensus.remove(remove.name(), AGREEING);
            views.remove(remove.name());
            observer.accept(new Masters.Happening(
                    "MasterRemoved", "Master " + remove.name() + " is no master any more", remove.name(), false));
        }
    }

    /** Agreed on, then in force in the database; nobody votes on the strength of it before it is in force. */
    private void confirm(SortedSet<String> names, Roster roster)
            throws ConsensusException, SQLException, InterruptedException {
        inForce = null;
        Optional<Roster> agreed = consensus.record(new Change.Synchronous(roster.version(), names), AGREEING);
        if (agreed.isPresent()) {
            Promotion.synchronous(replica, agreed.get(), self.name());
            inForce = agreed.get().synchronous();
        }
    }

    private void point(Member member) {
        String key = "follow " + member.name();
        if (!asking.add(key)) {
            return;
        }
        executor.execute(() -> {
            try {
                FollowOrder.send(peers, member, term, consensus.roster());
            } finally {
                asking.remove(key);
            }
        });
    }

    /** A leader whose database does not take writes hands over, if there is anybody to hand over to. */
    private void probe() {
        while (!over) {
            try {
                Thread.sleep(PROBING.toMillis());
            } catch (InterruptedException e) {
                return;
            }
            Optional<String> trouble = store.probe();
            if (trouble.isPresent() && !over) {
                LOG.warn("the database of this leader is not well: {}", trouble.get());
                unwell.run();
            }
        }
    }

    /** Bytes of the log that a member has not confirmed to hold; empty if it does not receive. */
    Optional<Long> lag(String name) {
        if (replica.shared()) {
            return Optional.of(0L);
        }
        Replica.Follower follower = followers.get(name);
        return follower == null || !follower.streaming()
                ? Optional.empty()
                : Optional.of(Math.max(0, written - follower.flushed()));
    }

    Optional<MemberView> view(String name) {
        return Optional.ofNullable(views.get(name));
    }

    Optional<Duration> silence(String name) {
        Long heard = heardAt.get(name);
        return heard == null ? Optional.empty() : Optional.of(Duration.ofNanos(System.nanoTime() - heard));
    }

    /** The voter who is most likely to take over well: heard of lately, complete, with the least to receive. */
    Optional<String> successor() {
        String best = null;
        long least = Long.MAX_VALUE;
        for (String name : consensus.voters()) {
            Optional<Duration> silence = silence(name);
            boolean fine = silence.isPresent()
                    && silence.get().compareTo(LATELY) < 0
                    && view(name).filter(MemberView::complete).isPresent();
            long lag = lag(name).orElse(Long.MAX_VALUE - 1);
            if (!name.equals(self.name()) && fine && lag < least) {
                best = name;
                least = lag;
            }
        }
        return Optional.ofNullable(best);
    }
}
