package org.nakhoda.db.masters;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.nakhoda.db.peer.Delegations;
import org.nakhoda.db.peer.PeerServer;
import org.nakhoda.db.peer.Peers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as one of several masters.
 *
 * <pre>
 *                  leads in Raft, and the promotion succeeds
 *   FOLLOWING ──────────────> TAKING_OVER ──────────────────> LEADING
 *     ^  ^                         │                             │
 *     │  └── another knows more, or the term is over             │ leads no more, its database died or was taken
 *     └──────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>One thread moves from state to state, by looking what holds now, never by what it was told: so that no order of events can
 * leave it in the wrong one. What must be fast, taking the database from a leader that is none any more, happens on another.
 */
public final class MasterGroup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MasterGroup.class);
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration RECORDING = Duration.ofSeconds(2);
    private static final Duration ENDING = Duration.ofSeconds(10);

    /** What this process is among the masters. */
    public enum Role {
        FOLLOWING,
        TAKING_OVER,
        LEADING,
        CLOSED
    }

    /** How there comes to be a consensus. */
    public interface Opening {
        /** It begins to call the listener at once. */
        Consensus open(Consensus.Listener listener) throws IOException;

        /** Does in a group of its own what an elected member does, so that it is quick when it counts. */
        void rehearse() throws IOException, InterruptedException;
    }

    private final UUID id;
    private final Member self;
    private final Replica replica;
    private final SwitchedStore store;
    private final StandbyKeeper keeper;
    private final Peers peers;
    private final Delegations delegations;
    private final PeerServer server;
    private final FeedFollower follower;
    private final OtherMasters others;
    private final LeadershipTransfer transfer;
    private final CurrentReads reads;
    private final FollowerChores chores;

    /** What comes after the end is left undone. */
    private final ExecutorService work = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            60,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            daemons("masters"),
            new ThreadPoolExecutor.DiscardPolicy());

    private final ScheduledExecutorService roles = Executors.newSingleThreadScheduledExecutor(daemons("masters-role"));
    private final List<Consumer<Masters.Happening>> observers = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();

    @GuardedBy("lock")
    private boolean looking;

    /** Null while it is being opened. */
    private volatile Consensus consensus;

    /** Null while nobody does what others send here. */
    private volatile Delegate delegate;

    private volatile Role role = Role.FOLLOWING;
    private volatile Tenure tenure;
    private volatile boolean broken;

    public MasterGroup(
            GroupFiles files, Member self, SSLContext tls, Replica replica, SwitchedStore store, Opening opening)
            throws IOException {
        this.id = files.group().orElseThrow(() -> new IOException(files.directory() + " names no group"));
        this.self = self;
        this.replica = replica;
        this.store = store;
        this.keeper = new StandbyKeeper(replica, Promise.in(files.directory()), files.directory(), self.name());
        this.peers = new Peers(tls);
        this.delegations = new Delegations(tls);
        this.follower = new FeedFollower(store, peers, this::otherLeader);
        this.others = new OtherMasters(self, peers, work);
        this.transfer = new LeadershipTransfer(this::consensus, replica);
        this.reads = new CurrentReads(store, peers, this::tenure, this::followedLeader, work);
        DatabaseCheck check = new DatabaseCheck(self.name(), store, keeper, peers, this::roster, this::happened);
        this.chores =
                new FollowerChores(store, replica, keeper, () -> role == Role.FOLLOWING, follower, check, opening);
        keeper.beforeFence(this::loseDatabase);
        replica.onDeath(this::databaseDied);
        this.server = new PeerServer(tls, self.address(), self.peerPort(), new GroupService(this, store, keeper, work));
        try {
            this.consensus = opening.open(new Told());
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        follower.start();
        roles.scheduleWithFixedDelay(this::look, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
        chores.start(daemons("masters-chores"));
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return runnable -> {
            Thread thread = new Thread(runnable, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(MasterGroup.class.getClassLoader());
            return thread;
        };
    }

    /** What the consensus says: reasons to look again. */
    private final class Told implements Consensus.Listener {
        @Override
        public void leading(long term) {
            LOG.info("elected in term {}", term);
            lookSoon();
        }

        @Override
        public void following(Optional<String> leader) {
            Role now = role;
            if (now == Role.CLOSED) {
                return;
            }
            LOG.info("following {}", leader.orElse("nobody yet"));
            if (now != Role.FOLLOWING) {
                store.depose();
                long held = keeper.primaryTerm();
                work.execute(() -> takeDatabaseAway(held));
            }
            follower.leaderChanged();
            lookSoon();
        }

        @Override
        public void agreed(Roster roster) {
            LOG.debug("agreed: {}", roster);
        }
    }

    Roster roster() {
        Consensus opened = consensus;
        return opened == null ? Roster.EMPTY : opened.roster();
    }

    private Optional<Member> otherLeader() {
        Consensus opened = consensus;
        return opened == null
                ? Optional.empty()
                : opened.leader().filter(name -> !name.equals(self.name())).flatMap(roster()::member);
    }

    /** Whom to ask, as a follower. */
    private Optional<Member> followedLeader() {
        return role == Role.FOLLOWING ? otherLeader() : Optional.empty();
    }

    // ---- from state to state

    private void lookSoon() {
        synchronized (lock) {
            if (looking || role == Role.CLOSED) {
                return;
            }
            looking = true;
        }
        roles.execute(() -> {
            synchronized (lock) {
                looking = false;
            }
            look();
        });
    }

    private void look() {
        try {
            if (consensus == null || role == Role.CLOSED) {
                return;
            }
            OptionalLong term = consensus.leadingTerm();
            Tenure current = tenure;
            if (term.isPresent() && !transfer.underWay()) {
                boolean leads = current != null && current.term() == term.getAsLong() && !broken;
                // whatever took the database or the writer away, and whoever did: what holds now counts
                if (!leads || !store.leads() || !keeper.takesWrites()) {
                    takeOver(term.getAsLong());
                }
            } else if (term.isEmpty() && role != Role.FOLLOWING) {
                becomeFollower();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("this master's role could not be changed; trying again", e);
        }
    }

    private void takeOver(long term) throws InterruptedException {
        long begin = System.nanoTime();
        endTenure();
        role = Role.TAKING_OVER;
        chores.rehearseAgain();
        follower.stop();
        store.depose();
        broken = false;
        Promotion.Outcome outcome = enlisted()
                ? new Promotion(self, consensus, replica, keeper, others).run(term)
                : new Promotion.Outcome.Abandoned("the masters did not agree in time");
        store.settle();
        if (outcome instanceof Promotion.Outcome.Promoted promoted) {
            open(term, promoted.epoch(), begin);
        } else if (outcome instanceof Promotion.Outcome.HandOver handOver) {
            LOG.info("{} knows more: it is to lead", handOver.name());
            if (!transfer.atOnce(handOver.name())) {
                Thread.sleep(TICK.toMillis());
            }
        } else if (outcome instanceof Promotion.Outcome.Abandoned abandoned) {
            LOG.info("not leading in term {}: {}", term, abandoned.why());
        }
        if (role == Role.TAKING_OVER && consensus.leadingTerm().isEmpty()) {
            becomeFollower();
        }
    }

    /** The first of a group enters itself; a member whose addresses have changed says so. */
    private boolean enlisted() {
        try {
            if (!roster().member(self.name()).equals(Optional.of(self))) {
                consensus.record(new Change.Joined(roster().version(), self), RECORDING);
            }
            if (roster().synchronous().isEmpty()) {
                consensus.record(new Change.Synchronous(roster().version(), Set.of(self.name())), RECORDING);
            }
            return true;
        } catch (ConsensusException e) {
            LOG.warn("this master could not enter itself", e);
            return false;
        }
    }

    private void open(long term, long epoch, long begin) {
        Tenure begun = new Tenure(
                term, epoch, self, consensus, replica, store, peers, work, this::happened, this::handOverIfUnwell);
        try {
            store.lead(epoch, self.name());
        } catch (SQLException | RuntimeException e) {
            LOG.warn("epoch {} could not begin", epoch, e);
            broken = true;
            return;
        }
        tenure = begun;
        role = Role.LEADING;
        begun.start();
        LOG.info("leading in term {} and epoch {} after {} ms", term, epoch, (System.nanoTime() - begin) / 1_000_000);
        happened(new Masters.Happening(
                "LeaderElected", "Master " + self.name() + " leads in epoch " + epoch, self.name(), false));
    }

    private void becomeFollower() throws InterruptedException {
        endTenure();
        store.depose();
        takeDatabaseAway(keeper.primaryTerm());
        store.settle();
        role = Role.FOLLOWING;
        follower.start();
    }

    private void endTenure() {
        Tenure old = tenure;
        if (old != null) {
            old.close();
        }
        tenure = null;
    }

    // ---- what ends leading

    /** Whatever the database does for this process as its leader ends now: a later leader has the promise. */
    private void loseDatabase() {
        if (role == Role.LEADING) {
            broken = true;
            store.depose();
        }
    }

    /** @param held the term in which it was this member's to write; one of a later term is left alone */
    private void takeDatabaseAway(long held) {
        try {
            if (transfer.justGiven()) {
                keeper.halt(held);
            } else {
                keeper.stepDown(held);
            }
        } catch (IOException | SQLException e) {
            LOG.warn("the database could not be made a standby; it is tried again before it follows", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void databaseDied() {
        if (role != Role.LEADING) {
            return;
        }
        LOG.warn("the database of this leader died");
        Tenure current = tenure;
        loseDatabase();
        if (current != null) {
            current.successor().ifPresent(transfer::atOnce);
        }
        lookSoon();
    }

    private void handOverIfUnwell() {
        Tenure current = tenure;
        if (current != null) {
            current.successor().ifPresent(name -> {
                loseDatabase();
                transfer.atOnce(name);
                lookSoon();
            });
        }
    }

    /** See {@link LeadershipTransfer#planned}. */
    void handOver(String name) throws MastersException, InterruptedException {
        if (tenure().isEmpty()) {
            throw new MastersException(MastersException.Reason.NOT_LEADING, "this master does not lead");
        }
        try {
            transfer.planned(name, this::loseDatabase);
        } finally {
            lookSoon();
        }
    }

    // ---- for the store and for people

    public Role role() {
        return role;
    }

    /** Whether readers here have ever seen a whole state. */
    public boolean opened() {
        return role == Role.LEADING || follower.everCurrent();
    }

    Member self() {
        return self;
    }

    UUID id() {
        return id;
    }

    Consensus consensus() {
        return consensus;
    }

    Peers peers() {
        return peers;
    }

    Delegations delegations() {
        return delegations;
    }

    Optional<Delegate> delegate() {
        return Optional.ofNullable(delegate);
    }

    void perform(Delegate what) {
        delegate = what;
    }

    Optional<Tenure> tenure() {
        return Optional.ofNullable(tenure).filter(t -> role == Role.LEADING && !broken);
    }

    /** The leader whose store is open. */
    public Optional<Member> openLeader() {
        return tenure().isPresent() ? Optional.of(self) : follower.connectedTo();
    }

    public Masters masters() {
        return new GroupMasters(this);
    }

    void observe(Consumer<Masters.Happening> observer) {
        observers.add(observer);
    }

    void happened(Masters.Happening happening) {
        LOG.info("{}", happening.message());
        work.execute(() -> observers.forEach(observer -> observer.accept(happening)));
    }

    /** See {@link org.nakhoda.db.store.ClusterStore#awaitCurrent}. */
    public void awaitCurrent() {
        reads.awaitCurrent();
    }

    /** Leaves Raft last, so that others see at once that this one is gone. Leadership is handed on before, if it can be. */
    @Override
    public void close() {
        synchronized (lock) {
            if (role == Role.CLOSED) {
                return;
            }
        }
        Optional<String> successor = tenure().flatMap(Tenure::successor);
        try {
            if (successor.isPresent()) {
                handOver(successor.get());
            }
        } catch (MastersException e) {
            LOG.warn("leadership was not handed on: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (lock) {
            role = Role.CLOSED;
        }
        endTenure();
        store.depose();
        end(roles);
        chores.close();
        List<AutoCloseable> parts = new ArrayList<>(List.of(follower::stop, server, consensus, peers, delegations));
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("a part of the masters' group did not close", e);
            }
        }
        end(work);
    }

    /** Returns when nothing is under way any more, such as a start of the database that is to be stopped next. */
    static void end(ExecutorService executor) {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(ENDING.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("a thread of the masters' group does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
