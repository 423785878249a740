package org.nakhoda.db;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.hibernate.HibernateException;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.db.backup.Restoration;
import org.nakhoda.db.masters.GroupFiles;
import org.nakhoda.db.masters.Replica;
import org.nakhoda.db.postgres.DatabaseServer;
import org.nakhoda.db.postgres.EmbeddedPostgres;
import org.nakhoda.db.postgres.ExternalPostgres;
import org.nakhoda.db.postgres.SwitchedServer;
import org.nakhoda.db.schema.Database;
import org.nakhoda.db.schema.SchemaMigration;
import org.nakhoda.db.schema.Trial;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.ObjectIndexer;
import org.nakhoda.db.store.StoreException;
import org.nakhoda.db.store.StoreException.Reason;

/** Where a {@link ClusterStore} comes from. */
public final class ClusterStores {
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
        StoreMasters.Place place = StoreMasters.Place.of(settings, options);
        try {
            Optional<UUID> group = GroupFiles.in(settings.dataDir()).group();
            if (group.isPresent()) {
                return openGrouped(place, group.get(), indexer);
            }
        } catch (IOException e) {
            throw new StoreException(
                    Reason.UNAVAILABLE, "this master cannot take part in its group: " + e.getMessage(), e);
        }
        DatabaseServer server = settings.externalDatabase()
                .map(database -> external(database, options))
                .orElseGet(() -> embedded(settings.dataDir(), options));
        PostgresClusterStore store =
                openOver(Restoration.into(server, settings.dataDir(), options.partitionWidth()), indexer, options);
        store.with(new StoreMasters(store, place));
        return store;
    }

    /** A master that is one of several: returns when it has the cluster's state, whoever leads. */
    static PostgresClusterStore openGrouped(StoreMasters.Place place, UUID group, ObjectIndexer indexer)
            throws IOException {
        Replica replica = place.replica();
        SwitchedServer server = new SwitchedServer(replica);
        PostgresClusterStore store =
                new PostgresClusterStore(server, Database.of(server.dataSource()), indexer, place.options());
        StoreMasters masters = new StoreMasters(store, place);
        store.with(masters);
        try {
            masters.join(group, replica);
            masters.awaitOpened();
            return store;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            store.close();
            throw new StoreException(Reason.UNAVAILABLE, "interrupted while waiting for the masters", e);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** @param dataDir the server's files are in {@code postgres/} below it, its log in {@code logs/} */
    public static ClusterStore openEmbedded(Path dataDir, ObjectIndexer indexer, StoreOptions options) {
        return openOver(
                Restoration.into(embedded(dataDir, options), dataDir, options.partitionWidth()), indexer, options);
    }

    private static DatabaseServer embedded(Path dataDir, StoreOptions options) {
        return EmbeddedPostgres.start(
                dataDir.resolve("postgres"), dataDir.resolve("logs").resolve("postgres.log"), options.socketTimeout());
    }

    public static ClusterStore openExternal(
            Settings.Database database, Path dataDir, ObjectIndexer indexer, StoreOptions options) {
        DatabaseServer server = external(database, options);
        return openOver(Restoration.into(server, dataDir, options.partitionWidth()), indexer, options);
    }

    /** @throws StoreException if it cannot be reached, or lacks something, before anything is written to it */
    private static DatabaseServer external(Settings.Database database, StoreOptions options) {
        DatabaseServer server = new ExternalPostgres(database, options.socketTimeout());
        Trial.Verdict verdict;
        try {
            verdict = Trial.of(server.dataSource());
        } catch (SQLException e) {
            throw abandon(server, null, e);
        }
        if (!verdict.lacks().isEmpty()) {
            server.close();
            throw new StoreException(
                    Reason.UNAVAILABLE,
                    "the database of database-url (" + server.description() + ") calls itself \"" + verdict.product()
                            + "\" and cannot hold a cluster: it lacks, or refuses to this user, "
                            + String.join("; ", verdict.lacks())
                            + ". Give database-url a PostgreSQL 15 or later, and database-user the right to create there",
                    null);
        }
        return server;
    }

    /** Opens a store over a server that it closes with itself; leads at once, alone. */
    static PostgresClusterStore openOver(DatabaseServer server, ObjectIndexer indexer, StoreOptions options) {
        PostgresClusterStore store = null;
        try {
            SwitchedServer switched = new SwitchedServer(server);
            // beside the migration, on a thread that inherits the caller's class loader
            CompletableFuture<Database> booting = CompletableFuture.supplyAsync(
                    () -> Database.of(switched.dataSource()), boot -> new Thread(boot, "store-boot").start());
            SchemaMigration.run(server.dataSource());
            store = new PostgresClusterStore(switched, booting.join(), indexer, options);
            store.leadAlone(holder());
            return store;
        } catch (SQLException | HibernateException e) {
            throw abandon(server, store, e);
        } catch (RuntimeException e) {
            abandon(server, store, e);
            throw e;
        }
    }

    private static StoreException abandon(DatabaseServer server, ClusterStore store, Exception e) {
        if (store != null) {
            store.close();
        } else {
            server.close();
        }
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
