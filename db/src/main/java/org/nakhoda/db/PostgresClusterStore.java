package org.nakhoda.db;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.backup.BackupSource;
import org.nakhoda.db.history.EventReader;
import org.nakhoda.db.memory.ClusterState;
import org.nakhoda.db.postgres.DatabaseServer;
import org.nakhoda.db.schema.Database;
import org.nakhoda.db.schema.SchemaMigration;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.CompactedException;
import org.nakhoda.db.store.Listing;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoreFigures;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.store.WatchStream;
import org.nakhoda.db.store.Write;
import org.nakhoda.db.watch.Feed;
import org.nakhoda.db.writer.Journal;
import org.nakhoda.db.writer.Writer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts, put together. */
final class PostgresClusterStore implements ClusterStore {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresClusterStore.class);
    private static final int HISTORY_THREADS = 2;
    private static final String PROBE =
            "update " + SchemaMigration.SCHEMA + ".probe set at = clock_timestamp() where id = 1";

    private final DatabaseServer server;
    private final Database database;
    private final StoreOptions options;
    private final Feed feed;
    private final Writer writer;
    private final ExecutorService history = Executors.newFixedThreadPool(HISTORY_THREADS, daemons("store-history"));
    private final ExecutorService probes = Executors.newCachedThreadPool(daemons("store-probe"));
    private final RecentLists recentLists;
    private final AtomicBoolean closed = new AtomicBoolean();

    PostgresClusterStore(
            DatabaseServer server,
            Database database,
            Journal journal,
            EventReader reader,
            Revision compactedTo,
            ClusterState state,
            long epoch,
            StoreOptions options) {
        this.server = server;
        this.database = database;
        this.options = options;
        this.feed = new Feed(
                state, compactedTo, reader, history, options.ringEvents(), options.ringBytes(), options.watchBuffer());
        this.recentLists = new RecentLists(feed);
        this.writer = new Writer(feed, journal, epoch, options.batchMax(), options.queueMax());
        this.writer.start();
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
        return writer.submit(write);
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
        return writer.epoch();
    }

    @Override
    public StoreFigures figures() {
        return writer.figures(feed.state().sizes());
    }

    @Override
    public Optional<String> probe() {
        Optional<String> trouble = writer.trouble();
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
                writer::close,
                feed::close,
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
