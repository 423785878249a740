package org.nakhoda.db.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.nakhoda.api.backup.AsOf;
import org.nakhoda.api.backup.BackupReader;
import org.nakhoda.api.backup.BackupRecord;
import org.nakhoda.db.postgres.DatabaseServer;
import org.nakhoda.db.schema.SchemaMigration;
import org.nakhoda.db.store.StoreException;
import org.nakhoda.db.store.StoreException.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A backup that waits in the data folder to become the cluster: {@code restore/backup.gz}, beside it {@code as-of} if an
 * earlier state is asked for. The launcher puts both there; the file's presence is what asks for it.
 *
 * <p>The import is one transaction. A process that is killed before it is committed begins again at its next start, one
 * that is killed afterwards sees that this database was made from this backup and only moves the file aside.
 */
public final class Restoration {
    private static final Logger LOG = LoggerFactory.getLogger(Restoration.class);

    private final Path backup;
    private final Path asOf;
    private final Path done;

    private Restoration(Path dataDir) {
        Path folder = dataDir.resolve("restore");
        this.backup = folder.resolve("backup.gz");
        this.asOf = folder.resolve("as-of");
        this.done = folder.resolve("restored.gz");
    }

    /**
     * Restores what waits in the data folder, if anything does. To be called before the store is opened over the server.
     *
     * @return the server, which is closed if this throws
     * @throws StoreException if there is a backup and it cannot be restored
     */
    public static DatabaseServer into(DatabaseServer server, Path dataDir, long partitionWidth) {
        Restoration restoration = new Restoration(dataDir);
        if (!Files.exists(restoration.backup)) {
            return server;
        }
        try {
            restoration.run(server, partitionWidth);
            return server;
        } catch (IOException | SQLException e) {
            server.close();
            throw new StoreException(
                    Reason.UNAVAILABLE, restoration.backup + " cannot be restored: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void run(DatabaseServer server, long partitionWidth) throws IOException, SQLException {
        SchemaMigration.run(server.dataSource());
        try (Connection connection = server.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            try {
                alone(connection);
                BackupImport target = new BackupImport(connection, partitionWidth);
                if (target.empty()) {
                    fill(target);
                } else if (!target.madeFrom(sha256())) {
                    throw new IOException(server.description() + " holds a cluster, which is not overwritten; move "
                            + backup + " away to go on with that cluster, or restore into an empty database");
                }
                connection.commit();
            } catch (IOException | SQLException | RuntimeException e) {
                undo(connection, e);
                throw e;
            }
        }
        Files.move(backup, done, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(asOf);
    }

    private void fill(BackupImport target) throws IOException, SQLException {
        LOG.info("restoring {}", backup);
        try (InputStream in = Files.newInputStream(backup)) {
            BackupImport.Imported imported = target.run(in, asked());
            LOG.info(
                    "restored {} objects as of revision {} from a backup of revision {}; revisions go on after {}",
                    imported.objects(),
                    imported.asOf(),
                    imported.revision(),
                    imported.base());
        }
    }

    private AsOf asked() throws IOException {
        return Files.exists(asOf) ? AsOf.parse(Files.readString(asOf).strip()) : new AsOf.Newest();
    }

    private String sha256() throws IOException {
        try (InputStream in = Files.newInputStream(backup)) {
            BackupReader reader = BackupReader.compressed(in);
            Optional<BackupRecord> record;
            do {
                record = reader.next();
            } while (record.isPresent());
            return reader.sha256();
        }
    }

    /** Who leads, or begins to lead, takes this row; see LeadershipRow. */
    private static void alone(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select 1 from " + SchemaMigration.SCHEMA + ".leadership where id = 1 for update");
        }
    }

    private static void undo(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
