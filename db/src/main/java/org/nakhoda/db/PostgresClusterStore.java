package org.nakhoda.db;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.backup.BackupSource;
import org.nakhoda.db.history.EventPartitions;
import org.nakhoda.db.history.EventReader;
import org.nakhoda.db.history.ObjectRange;
import org.nakhoda.db.history.RangeHash;
import org.nakhoda.db.history.ReplayedHistory;
import org.nakhoda.db.history.StateLoader;
import org.nakhoda.db.masters.Masters;
import org.nakhoda.db.masters.SwitchedStore;
import org.nakhoda.db.memory.ClusterState;
import org.nakhoda.db.postgres.SwitchedServer;
import org.nakhoda.db.schema.Database;
import org.nakhoda.db.schema.SchemaMigration;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.CommitObserver;
import org.nakhoda.db.store.CompactedException;
import org.nakhoda.db.store.Listing;
import org.nakhoda.db.store.LogFsyncs;
import org.nakhoda.db.store.ObjectIndexer;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoreFigures;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.store.WatchStream;
import org.nakhoda.db.store.Write;
import org.nakhoda.db.watch.Feed;
import org.nakhoda.db.writer.Journal;
import org.nakhoda.db.writer.LeadershipRow;
import org.nakhoda.db.writer.Writer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts, put together: memory and its watchers stay, a writer comes and goes with leadership. While another master leads,
 * the masters' group writes to memory what has been committed there.
 */
final class PostgresClusterStore implements ClusterStore, SwitchedStore {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresClusterStore.class);
    private static final int HISTORY_THREADS = 2;
    private static final String PROBE =
            "update " + SchemaMigration.SCHEMA + ".probe set at = clock_timestamp() where id = 1";

    private final SwitchedServer server;
    private final Database database;
    private final ObjectIndexer indexer;
    private final StoreOptions options;
    private final EventReader reader;
    private final Feed feed;
    private final List<CommitObserver> observers = new CopyOnWriteArrayList<>();
    private final ExecutorService history = Executors.newFixedThreadPool(HISTORY_THREADS, daemons("store-history"));
    private final ExecutorService probes = Executors.newCachedThreadPool(daemons("store-probe"));
    private final FsyncQuestion fsyncs;
    private final RecentLists recentLists;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** With which this store would begin to lead: a session costs more than what it is for. */
    private final AtomicReference<Journal> prepared = new AtomicReference<>();

    /** Whether the schema is known to be the newest. */
    private volatile boolean migrated;

    /** Null before it leads for the first time; a deposed one stays, and refuses. */
    private volatile Writer writer;

    /** Set while there are others, or may be. */
    private volatile Optional<MasterAccess> masters = Optional.empty();

    /** What the store asks of the masters that it is one of. */
    interface MasterAccess extends AutoCloseable {
        Masters masters();

        void awaitCurrent();

        @Override
        void close();
    }

    /** Knows nothing yet, and takes no writes: {@link #lead} or the masters' group is to follow. */
    PostgresClusterStore(SwitchedServer server, Database database, ObjectIndexer indexer, StoreOptions options) {
        this.server = server;
        this.database = database;
        this.indexer = indexer;
        this.options = options;
        this.reader = new EventReader(database, indexer);
        this.fsyncs = new FsyncQuestion(server.dataSource(), probes);
        this.feed = new Feed(
                ClusterState.of(Revision.NONE, List.of()),
                Revision.NONE,
                history(),
                history,
                options.ringEvents(),
                options.ringBytes(),
                options.watchBuffer());
        this.recentLists = new RecentLists(feed);
    }

    private ReplayedHistory history() {
        return new ReplayedHistory(reader, server.dataSource());
    }

    void with(MasterAccess access) {
        masters = Optional.of(access);
    }

    SwitchedServer server() {
        return server;
    }

    /** Leads in the epoch after the one that the database knows; whoever led before is fenced. */
    void leadAlone(String holder) throws SQLException {
        lead(journal -> LeadershipRow.begin(journal.session(), holder, Instant.now()));
    }

    @Override
    public void lead(long epoch, String holder) throws SQLException {
        if (!migrated) {
            SchemaMigration.run(server.dataSource());
            migrated = true;
        }
        lead(journal -> {
            LeadershipRow.begin(journal.session(), epoch, holder, Instant.now());
            return epoch;
        });
    }

    private Journal newJournal() {
        return new Journal(
                server.dataSource(),
                database,
                reader,
                new EventPartitions(options.partitionWidth(), options.retention(), options.minEvents()));
    }

    private void lead(ToLongFunction<Journal> beginning) throws SQLException {
        long begin = System.nanoTime();
        Journal rehearsed = prepared.getAndSet(null);
        Journal journal = rehearsed == null ? newJournal() : rehearsed;
        try {
            journal.connect();
            long epoch = beginning.applyAsLong(journal);
            journal.bringUpToDate(feed, new StateLoader(indexer));
            journal.prepareFor(feed.state().revision().next());
            Writer next = new Writer(feed, journal, epoch, options.batchMax(), options.queueMax(), this::committed);
            writer = next;
            next.start();
            LOG.info(
                    "leading in epoch {} at revision {} with {} objects from {}, after {} ms",
                    epoch,
                    feed.state().revision(),
                    feed.state().size(),
                    server.description(),
                    (System.nanoTime() - begin) / 1_000_000);
        } catch (SQLException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    @Override
    public void rehearse() throws SQLException {
        Journal journal = newJournal();
        try {
            journal.reconnect();
            journal.rehearse(feed.state());
            migrated = SchemaMigration.upToDate(server.dataSource());
            Journal old = prepared.getAndSet(journal);
            if (old != null) {
                old.close();
            }
        } catch (SQLException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    private void dropPrepared() {
        Journal journal = prepared.getAndSet(null);
        if (journal != null) {
            journal.close();
        }
    }

    @Override
    public RangeHash hash(Revision from, Revision to) throws SQLException {
        history().awaitReplayed(to);
        try (Connection connection = server.dataSource().getConnection()) {
            return RangeHash.of(connection, from, to);
        }
    }

    @Override
    public ObjectRange objects(ObjectRange.Bounds bounds, Optional<Revision> since) throws SQLException {
        since.ifPresent(history()::awaitReplayed);
        try (Connection connection = server.dataSource().getConnection()) {
            return ObjectRange.read(connection, bounds, since);
        }
    }

    @Override
    public Duration comparing() {
        return options.comparing();
    }

    @Override
    public boolean leads() {
        return epoch().isPresent();
    }

    @Override
    public void depose() {
        Writer current = writer;
        if (current != null) {
            current.depose();
        }
    }

    @Override
    public void settle() {
        Writer current = writer;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public Feed feed() {
        return feed;
    }

    @Override
    public ObjectIndexer indexer() {
        return indexer;
    }

    @Override
    public void awaitCurrent() {
        masters.ifPresent(MasterAccess::awaitCurrent);
    }

    @Override
    public Optional<Masters> masters() {
        return masters.map(MasterAccess::masters);
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public Revision revision() {
        return feed.state().revision();
    }

    @Override
    public Optional<StoredObject> get(ResourceKey key) {
        return Optional.ofNullable(feed.state().get(key));
    }

    @Override
    public Listing list(GroupResource resource, String namespace) {
        ClusterState state = feed.state();
        return new Listing(state.revision(), state.list(resource, namespace));
    }

    @Override
    public Optional<Listing> listAt(GroupResource resource, String namespace, Revision revision) {
        return recentLists.at(resource, revision).map(state -> new Listing(revision, state.list(resource, namespace)));
    }

    @Override
    public CompletableFuture<Outcome> commit(Write write) {
        Writer current = writer;
        return current == null ? Writer.refusal() : current.submit(write);
    }

    @Override
    public WatchStream watch(GroupResource resource, String namespace, Revision after) throws CompactedException {
        return feed.subscribe(resource, namespace, after);
    }

    @Override
    public void backup(OutputStream out, String product) throws IOException {
        BackupSource.write(feed.state(), server.dataSource(), product, Instant.now(), out);
    }

    @Override
    public Optional<Long> epoch() {
        Writer current = writer;
        return current == null ? Optional.empty() : current.epoch();
    }

    @Override
    public StoreFigures figures() {
        Writer current = writer;
        return new StoreFigures(
                current == null ? 0 : current.waiting(), feed.state().sizes());
    }

    @Override
    public Optional<LogFsyncs> logFsyncs() {
        return fsyncs.ask();
    }

    @Override
    public void observe(CommitObserver observer) {
        observers.add(observer);
    }

    private void committed(int changes, Duration took) {
        observers.forEach(observer -> observer.committed(changes, took));
    }

    @Override
    public Optional<String> probe() {
        Writer current = writer;
        if (current == null || masters.isPresent() && current.epoch().isEmpty()) {
            // what a follower's readers see does not depend on its database
            return Optional.empty();
        }
        Optional<String> trouble = current.trouble();
        if (trouble.isPresent()) {
            return trouble;
        }
        Future<?> answer = probes.submit(() -> {
            try (Connection connection = server.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                return statement.executeUpdate(PROBE);
            }
        });
        try {
            answer.get(options.probeDeadline().toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (TimeoutException e) {
            return Optional.of(server.description() + " did not answer within "
                    + options.probeDeadline().toMillis() + " ms");
        } catch (ExecutionException e) {
            return Optional.of(server.description() + " failed: " + e.getCause().getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("the probe was interrupted");
        }
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        // who writes first, who is written to last
        for (Runnable step : List.<Runnable>of(
                () -> masters.ifPresent(MasterAccess::close),
                this::settle,
                feed::close,
                this::dropPrepared,
                history::shutdownNow,
                probes::shutdownNow,
                database::close,
                server::close)) {
            try {
                step.run();
            } catch (RuntimeException e) {
                LOG.warn("a part of the store did not close", e);
            }
        }
    }
}
