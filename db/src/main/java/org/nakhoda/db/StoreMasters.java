package org.nakhoda.db;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.db.identity.MasterIdentity;
import org.nakhoda.db.masters.Consensus;
import org.nakhoda.db.masters.Delegate;
import org.nakhoda.db.masters.Delegated;
import org.nakhoda.db.masters.GroupFiles;
import org.nakhoda.db.masters.MasterGroup;
import org.nakhoda.db.masters.MasterStatus;
import org.nakhoda.db.masters.Masters;
import org.nakhoda.db.masters.MastersException;
import org.nakhoda.db.masters.MastersException.Reason;
import org.nakhoda.db.masters.Member;
import org.nakhoda.db.masters.PostgresReplica;
import org.nakhoda.db.masters.Replica;
import org.nakhoda.db.masters.SharedDatabase;
import org.nakhoda.db.postgres.ExternalPostgres;
import org.nakhoda.db.postgres.ReplicaSettings;
import org.nakhoda.db.postgres.ReplicatedPostgres;
import org.nakhoda.db.raft.DressRehearsal;
import org.nakhoda.db.raft.RaftTls;
import org.nakhoda.db.raft.RatisConsensus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This store's master among others, or alone for as long as no other has come.
 *
 * <pre>
 *   ALONE ── the first other one is let in ──> GROUPED, for good
 * </pre>
 *
 * <p>Alone it needs no election and opens no port. When another comes, its database is started again as one that replicates,
 * which interrupts writes for a moment, as a change of leadership does.
 */
final class StoreMasters implements PostgresClusterStore.MasterAccess {
    private static final Logger LOG = LoggerFactory.getLogger(StoreMasters.class);
    private static final Duration OPENING = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration WORD = Duration.ofSeconds(10);

    private final PostgresClusterStore store;
    private final Place place;
    private final GroupFiles files;
    private final Member self;
    private final List<Consumer<Masters.Happening>> observers = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();

    @GuardedBy("lock")
    private boolean closed;

    /** Null while nobody does what other masters send here. */
    private volatile Delegate delegate;

    private volatile MasterGroup group;

    /**
     * What a master is told about itself and where it is.
     *
     * @param pki with the masters' certificates
     */
    record Place(
            Path dataDir, Path pki, Member self, Optional<Settings.Database> externalDatabase, StoreOptions options) {
        static Place of(Settings settings, StoreOptions options) {
            Member self = new Member(
                    settings.nodeName(),
                    settings.nodeAddress(),
                    settings.apiPort(),
                    settings.masterPorts().peer(),
                    settings.masterPorts().raft(),
                    settings.masterPorts().database());
            return new Place(
                    settings.dataDir(), settings.dataDir().resolve("pki"), self, settings.externalDatabase(), options);
        }

        /** The database as one of several. */
        Replica replica() {
            if (externalDatabase.isPresent()) {
                return new SharedDatabase(new ExternalPostgres(externalDatabase.get(), options.socketTimeout()));
            }
            return new PostgresReplica(ReplicatedPostgres.start(
                    dataDir.resolve("postgres"),
                    dataDir.resolve("logs").resolve("postgres.log"),
                    new ReplicaSettings(self.name(), self.address(), self.databasePort(), pki),
                    options.socketTimeout()));
        }
    }

    StoreMasters(PostgresClusterStore store, Place place) {
        this.store = store;
        this.place = place;
        this.files = GroupFiles.in(place.dataDir());
        this.self = place.self();
    }

    /**
     * Takes part in the group that this master belongs to.
     *
     * @param replica over which the store has been made
     */
    void join(UUID id, Replica replica) throws IOException {
        boolean founder = files.founder();
        group = new MasterGroup(
                files, self, MasterIdentity.context(place.pki()), replica, store, new MasterGroup.Opening() {
                    @Override
                    public Consensus open(Consensus.Listener listener) throws IOException {
                        return RatisConsensus.open(
                                files.raft(),
                                id,
                                self,
                                founder ? Optional.of(List.of(self)) : Optional.empty(),
                                RaftTls.in(place.pki()),
                                listener);
                    }

                    @Override
                    public void rehearse() throws IOException, InterruptedException {
                        DressRehearsal.run(files.directory().resolve("rehearsal"), self, RaftTls.in(place.pki()));
                    }
                });
        observers.forEach(observer -> group.masters().observe(observer));
        group.masters().perform(delegate);
    }

    /** Waits until readers see a whole state: as the leader, or from one. */
    void awaitOpened() throws InterruptedException {
        long said = System.nanoTime();
        while (!group.opened()) {
            if (System.nanoTime() - said > WORD.toNanos()) {
                said = System.nanoTime();
                LOG.info("waiting for a leader among the masters, or for its state");
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    @Override
    public Masters masters() {
        MasterGroup grouped = group;
        return grouped == null ? new Alone() : grouped.masters();
    }

    @Override
    public void awaitCurrent() {
        MasterGroup grouped = group;
        if (grouped != null) {
            grouped.awaitCurrent();
        }
    }

    @Override
    public void close() {
        MasterGroup grouped;
        synchronized (lock) {
            closed = true;
            grouped = group;
        }
        if (grouped != null) {
            grouped.close();
        }
    }

    /** From alone to the first of a group, which leads again at the end. */
    private void becomeFirst() throws MastersException {
        synchronized (lock) {
            if (group != null || closed) {
                return;
            }
            LOG.info("another master is to come: this one becomes the first of a group");
            try {
                store.depose();
                store.settle();
                store.server().close();
                UUID id = files.found();
                Replica replica = place.replica();
                store.server().switchTo(replica);
                join(id, replica);
                awaitLeading();
            } catch (IOException | RuntimeException e) {
                LOG.error("this master could not become the first of a group", e);
                throw new MastersException(
                        Reason.FAILED,
                        "this master could not become the first of several: " + e.getMessage()
                                + "; it has to be started again");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new MastersException(Reason.FAILED, "interrupted");
            }
        }
    }

    private void awaitLeading() throws MastersException, InterruptedException {
        long deadline = System.nanoTime() + OPENING.toNanos();
        while (group.role() != MasterGroup.Role.LEADING) {
            if (System.nanoTime() > deadline) {
                throw new MastersException(Reason.FAILED, "this master does not lead its own group yet; try again");
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    /** As people see a master that is alone. */
    private final class Alone implements Masters {
        @Override
        public Member self() {
            return self;
        }

        @Override
        public List<MasterStatus> status() {
            return List.of(new MasterStatus(
                    self,
                    MasterStatus.Role.ALONE,
                    true,
                    true,
                    store.epoch().orElse(0L),
                    Optional.empty(),
                    Optional.empty(),
                    store.epoch().isPresent() ? Optional.empty() : Optional.of("its store takes no writes")));
        }

        @Override
        public Optional<Member> leader() {
            return store.epoch().map(epoch -> self);
        }

        @Override
        public Admission admit(Member member) throws MastersException {
            becomeFirst();
            return group.masters().admit(member);
        }

        @Override
        public void transfer(String name) throws MastersException {
            throw alone(name);
        }

        @Override
        public void remove(String name) throws MastersException {
            throw alone(name);
        }

        private MastersException alone(String name) {
            return name.equals(self.name())
                    ? new MastersException(Reason.CONFLICT, "master " + name + " is the only one")
                    : new MastersException(
                            Reason.NOT_FOUND, "there is no master " + name + "; " + self.name() + " is the only one");
        }

        @Override
        public void perform(Delegate what) {
            delegate = what;
        }

        @Override
        public Delegated delegate(Member member, byte[] work, BooleanSupplier wanted) {
            return new Delegated.NotTaken("there is no other master");
        }

        @Override
        public void observe(Consumer<Happening> observer) {
            observers.add(observer);
        }
    }
}
