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
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.peer.PeerServer;
import org.nakhoda.db.peer.Peers;
import org.nakhoda.db.peer.Question;
import org.nakhoda.db.store.StoreException;
import org.nakhoda.db.store.StoreException.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

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
    private static final Duration READING = Duration.ofSeconds(2);
    private static final Duration CHECKING = Duration.ofSeconds(20);
    private static final Duration ENDING = Duration.ofSeconds(10);
    private static final Duration HANDING_OVER = Duration.ofSeconds(3);

    /** What this process is among the masters. */
    public enum Role {
        FOLLOWING,
        TAKING_OVER,
        LEADING,
        CLOSED
    }

    /** How the consensus is opened; it begins to call the listener at once. */
    public interface Opening {
        Consensus open(Consensus.Listener listener) throws IOException;
    }

    private final UUID id;
    private final Member self;
    private final Replica replica;
    private final SwitchedStore store;
    private final StandbyKeeper keeper;
    private final Peers peers;
    private final PeerServer server;
    private final FeedFollower follower;
    private final Rounds<Long> revisions;
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
    private final ScheduledExecutorService chores =
            Executors.newSingleThreadScheduledExecutor(daemons("masters-chores"));
    private final List<Consumer<Masters.Happening>> observers = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();

    @GuardedBy("lock")
    private boolean looking;

    /** Null while it is being opened. */
    private volatile Consensus consensus;

    private volatile Role role = Role.FOLLOWING;
    private volatile Tenure tenure;
    private volatile boolean broken;
    private volatile boolean rehearsed;

    /** Leadership is on its way to another one; nothing is taken over meanwhile. */
    private volatile boolean handingOver;

    public MasterGroup(
            GroupFiles files, Member self, SSLContext tls, Replica replica, SwitchedStore store, Opening opening)
            throws IOException {
        this.id = files.group().orElseThrow(() -> new IOException(files.directory() + " names no group"));
        this.self = self;
        this.replica = replica;
        this.store = store;
        this.keeper = new StandbyKeeper(replica, Promise.in(files.directory()), files.directory(), self.name());
        this.peers = new Peers(tls);
        this.follower = new FeedFollower(store, peers, this::otherLeader);
        this.revisions = new Rounds<>(() -> CompletableFuture.supplyAsync(this::askRevision, work));
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
        HistoryCheck check = new HistoryCheck(store, peers);
        chores.scheduleWithFixedDelay(
                () -> checkHistory(check), CHECKING.toMillis(), CHECKING.toMillis(), TimeUnit.MILLISECONDS);
        chores.scheduleWithFixedDelay(this::rehearse, 1, 1, TimeUnit.SECONDS);
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
                work.execute(MasterGroup.this::takeDatabaseAway);
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
            if (term.isPresent() && !handingOver) {
                if (current == null || current.term() != term.getAsLong() || broken) {
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
        rehearsed = false;
        follower.stop();
        store.depose();
        broken = false;
        Promotion.Outcome outcome = enlisted()
                ? new Promotion(self, consensus, replica, keeper, this::fence, this::point).run(term)
                : new Promotion.Outcome.Abandoned("the masters did not agree in time");
        store.settle();
        if (outcome instanceof Promotion.Outcome.Promoted promoted) {
            open(term, promoted.epoch(), begin);
        } else if (outcome instanceof Promotion.Outcome.HandOver handOver) {
            LOG.info("{} knows more: it is to lead", handOver.name());
            if (!transferRaft(handOver.name())) {
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
                consensus.record(new Change.Joined(roster().version(), self), READING);
            }
            if (roster().synchronous().isEmpty()) {
                consensus.record(new Change.Synchronous(roster().version(), Set.of(self.name())), READING);
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
        takeDatabaseAway();
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

    private void takeDatabaseAway() {
        store.depose();
        try {
            keeper.stepDown();
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
        loseDatabase();
        Tenure current = tenure;
        Optional<String> successor = current == null ? Optional.empty() : current.successor();
        if (successor.isEmpty() || !transferRaft(successor.get())) {
            lookSoon();
        }
    }

    private void handOverIfUnwell() {
        Tenure current = tenure;
        if (current != null) {
            current.successor().ifPresent(name -> {
                loseDatabase();
                if (!transferRaft(name)) {
                    lookSoon();
                }
            });
        }
    }

    private boolean transferRaft(String name) {
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

    /** Returns when this member knows that it does not lead any more. */
    private void transfer(String name) throws ConsensusException, InterruptedException {
        handingOver = true;
        try {
            long deadline = System.nanoTime() + HANDING_OVER.toNanos();
            transferBy(deadline, name);
            while (consensus.leadingTerm().isPresent() && System.nanoTime() < deadline) {
                Thread.sleep(1);
            }
        } finally {
            handingOver = false;
            lookSoon();
        }
    }

    /** It is refused while the membership changes, which is a matter of a moment. */
    private void transferBy(long deadline, String name) throws ConsensusException, InterruptedException {
        while (true) {
            try {
                consensus.transferTo(name, HANDING_OVER);
                return;
            } catch (ConsensusException e) {
                if (System.nanoTime() > deadline || consensus.leadingTerm().isEmpty()) {
                    throw e;
                }
                LOG.debug("leadership could not be handed to {} yet", name, e);
                Thread.sleep(20);
            }
        }
    }

    /** Planned: the successor has everything before the leadership goes, so that nothing has to be caught up. */
    void handOver(String name) throws MastersException, InterruptedException {
        Tenure current = tenure;
        if (current == null || role != Role.LEADING) {
            throw new MastersException(MastersException.Reason.NOT_LEADING, "this master does not lead");
        }
        try {
            replica.checkpoint();
            handingOver = true;
            broken = true;
            store.depose();
            long end = replica.written();
            long deadline = System.nanoTime() + HANDING_OVER.toNanos();
            while (!replica.shared()
                    && replica.followers().stream().noneMatch(f -> f.name().equals(name) && f.flushed() >= end)) {
                if (System.nanoTime() > deadline) {
                    throw new MastersException(
                            MastersException.Reason.FAILED, "master " + name + " did not catch up in time");
                }
                Thread.sleep(2);
            }
            transfer(name);
        } catch (SQLException | ConsensusException e) {
            throw new MastersException(
                    MastersException.Reason.FAILED, "leadership did not go to " + name + ": " + e.getMessage());
        } finally {
            handingOver = false;
            lookSoon();
        }
    }

    /** The others follow this primary from now on; the first commit waits for them. */
    private void point(long term, Roster agreed) {
        agreed.members().values().stream()
                .filter(member -> !member.name().equals(self.name()))
                .forEach(member -> work.execute(() -> FollowOrder.send(peers, member, term, agreed)));
    }

    // ---- what a follower does beside

    private void checkHistory(HistoryCheck check) {
        Optional<Member> leader = follower.connectedTo();
        if (replica.shared()
                || role != Role.FOLLOWING
                || leader.isEmpty()
                || !keeper.complete()
                || !keeper.streaming()) {
            return;
        }
        try {
            check.next(leader.get()).ifPresent(keeper::distrust);
        } catch (IOException | SQLException | RuntimeException e) {
            LOG.debug("the history could not be compared", e);
        }
    }

    /** Once, as soon as there is a database to do it over. */
    private void rehearse() {
        if (rehearsed || role != Role.FOLLOWING || !keeper.streaming()) {
            return;
        }
        try {
            store.rehearse();
            rehearsed = true;
        } catch (SQLException | RuntimeException e) {
            LOG.debug("leading could not be rehearsed yet", e);
        }
    }

    private CompletableFuture<Replica.Position> fence(Member member, long term) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        ObjectNode answer =
                                peers.ask(member, Question.of("fence").with("term", term), Duration.ofSeconds(5));
                        if (!answer.path("counts").asBoolean(false)) {
                            throw new IllegalStateException("the copy of " + member.name() + " is not complete");
                        }
                        return new Replica.Position(
                                false,
                                answer.path("epoch").asLong(),
                                answer.path("end").asLong());
                    } catch (IOException e) {
                        throw new IllegalStateException(e.getMessage(), e);
                    }
                },
                work);
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

    Optional<Tenure> tenure() {
        return Optional.ofNullable(tenure).filter(t -> role == Role.LEADING && !broken);
    }

    StandbyKeeper keeper() {
        return keeper;
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

    private void happened(Masters.Happening happening) {
        LOG.info("{}", happening.message());
        work.execute(() -> observers.forEach(observer -> observer.accept(happening)));
    }

    /** See {@link org.nakhoda.db.store.ClusterStore#awaitCurrent}. */
    public void awaitCurrent() {
        try {
            long deadline = System.nanoTime() + READING.toNanos();
            while (System.nanoTime() < deadline) {
                if (current(deadline)) {
                    return;
                }
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new StoreException(
                Reason.UNAVAILABLE,
                "it cannot be said whether what this master knows is current: no leader of a majority of the masters "
                        + new TreeSet<>(consensus.voters()) + " answers; try again, or read with resourceVersion=0",
                null);
    }

    private boolean current(long deadline) throws InterruptedException {
        Optional<Tenure> leading = tenure();
        if (leading.isPresent()) {
            // still leading after it is certain that it led then: what memory holds was all there was
            return leading.get().lease().require() && tenure().equals(leading);
        }
        if (role != Role.FOLLOWING || otherLeader().isEmpty()) {
            return false;
        }
        try {
            long left = Math.max(1, deadline - System.nanoTime());
            long revision = revisions.join().get(left, TimeUnit.NANOSECONDS);
            Duration patience = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
            return store.feed().await(new Revision(revision), patience);
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private long askRevision() {
        Member leader = otherLeader().orElseThrow(() -> new IllegalStateException("there is no leader"));
        try {
            return peers.ask(leader, Question.of("revision"), Duration.ofMillis(800))
                    .path("revision")
                    .asLong();
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
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
        end(chores);
        List<AutoCloseable> parts = new ArrayList<>(List.of(follower::stop, server, consensus, peers));
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
    private static void end(ExecutorService executor) {
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
