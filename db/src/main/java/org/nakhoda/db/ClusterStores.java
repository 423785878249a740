package org.nakhoda.db;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.hibernate.HibernateException;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.db.backup.Restoration;
import org.nakhoda.db.history.EventPartitions;
import org.nakhoda.db.history.EventReader;
import org.nakhoda.db.history.StateLoader;
import org.nakhoda.db.memory.ClusterState;
import org.nakhoda.db.postgres.DatabaseServer;
import org.nakhoda.db.postgres.EmbeddedPostgres;
import org.nakhoda.db.postgres.ExternalPostgres;
import org.nakhoda.db.schema.Database;
import org.nakhoda.db.schema.SchemaMigration;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.ObjectIndexer;
import org.nakhoda.db.store.StoreException;
import org.nakhoda.db.store.StoreException.Reason;
import org.nakhoda.db.writer.Journal;
import org.nakhoda.db.writer.LeadershipRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a {@link ClusterStore} comes from. */
public final class ClusterStores {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterStores.class);

    private ClusterStores() {}

    /**
     * Starts or adopts the embedded PostgreSQL, or connects to the external one, and begins to lead. Returns when all
     * objects are in memory and writes are accepted. Whoever led before is fenced.
     *
     * @throws StoreException if the database cannot be reached
     * @throws org.nakhoda.db.postgres.PostgresStartException if the embedded PostgreSQL cannot be started
     */
    public static ClusterStore open(Settings settings, ObjectIndexer indexer) {
        StoreOptions options = StoreOptions.defaults();
        return settings.externalDatabase()
                .map(database -> openExternal(database, settings.dataDir(), indexer, options))
                .orElseGet(() -> openEmbedded(settings.dataDir(), indexer, options));
    }

    /** @param dataDir the server's files are in {@code postgres/} below it, its log in {@code logs/} */
    public static ClusterStore openEmbedded(Path dataDir, ObjectIndexer indexer, StoreOptions options) {
        DatabaseServer server = EmbeddedPostgres.start(
                dataDir.resolve("postgres"), dataDir.resolve("logs").resolve("postgres.log"), options.socketTimeout());
        return openOver(Restoration.into(server, dataDir, options.partitionWidth()), indexer, options);
    }

    public static ClusterStore openExternal(
            Settings.Database database, Path dataDir, ObjectIndexer indexer, StoreOptions options) {
        DatabaseServer server = new ExternalPostgres(database, options.socketTimeout());
        return openOver(Restoration.into(server, dataDir, options.partitionWidth()), indexer, options);
    }

    /** Opens a store over a server that it closes with itself. */
    static ClusterStore openOver(DatabaseServer server, ObjectIndexer indexer, StoreOptions options) {
        Database database = null;
        Journal journal = null;
        try {
            long begin = System.nanoTime();
            // beside the migration, on a thread that inherits the caller's class loader
            CompletableFuture<Database> booting = CompletableFuture.supplyAsync(
                    () -> Database.of(server.dataSource()), boot -> new Thread(boot, "store-boot").start());
            SchemaMigration.run(server.dataSource());
            database = booting.join();
            EventReader reader = new EventReader(database, indexer);
            EventPartitions partitions =
                    new EventPartitions(options.partitionWidth(), options.retention(), options.minEvents());
            journal = new Journal(server.dataSource(), database, reader, partitions);
            journal.reconnect();
            long epoch = LeadershipRow.begin(journal.session(), holder(), Instant.now());
            ClusterState state = new StateLoader(indexer).load(journal.session());
            journal.prepareFor(state.revision().next());
            LOG.info(
                    "leading in epoch {} at revision {} with {} objects from {}, after {} ms",
                    epoch,
                    state.revision(),
                    state.size(),
                    server.description(),
                    (System.nanoTime() - begin) / 1_000_000);
            return new PostgresClusterStore(
                    server, database, journal, reader, partitions.compactedTo(), state, epoch, options);
        } catch (SQLException | HibernateException e) {
            throw abandon(server, database, journal, e);
        } catch (RuntimeException e) {
            abandon(server, database, journal, e);
            throw e;
        }
    }

    private static StoreException abandon(DatabaseServer server, Database database, Journal journal, Exception e) {
        if (journal != null) {
            journal.close();
        }
        if (database != null) {
            database.close();
        }
        server.close();
        return new StoreException(
                Reason.UNAVAILABLE,
                "the cluster store cannot be opened over " + server.description() + ": " + e.getMessage()
                        + "; check that it runs and that database-url, database-user and database-password are right",
                e);
    }

    private static String holder() {
        return "process " + ProcessHandle.current().pid();
    }
}
