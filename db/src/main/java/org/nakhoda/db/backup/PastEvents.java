package org.nakhoda.db.backup;

import java.io.InterruptedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nakhoda.api.backup.BackupRecord;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.history.EventKind;
import org.nakhoda.db.history.EventPartitions;
import org.nakhoda.db.schema.SchemaMigration;

/**
 * The events up to a revision, with the newest first, page by page. Each page is a transaction of its own: a long one would
 * keep the writer from making partitions, which waits for whoever reads the table. What is compacted meanwhile is missed at
 * the old end alone, so what is read is history without a hole.
 */
final class PastEvents implements AutoCloseable {
    /** Objects have a few kilobytes, and at most a megabyte or two. */
    private static final int PAGE = 64;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(20);

    private static final String SQL = "select revision, kind, api_group, resource, namespace, name, uid,"
            + " previous_revision, at, document, previous_document from " + SchemaMigration.SCHEMA
            + ".event where revision <= ? order by revision desc limit " + PAGE;

    private final Connection connection;
    private final Revision newest;
    private Revision cursor;

    /** @param connection closed with this */
    PastEvents(Connection connection, Revision newest) {
        this.connection = connection;
        this.newest = newest;
        this.cursor = newest;
    }

    /** Waits until the database shows the newest event: a standby may be a moment behind what its master has in memory. */
    void awaitNewest() throws SQLException, InterruptedIOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!shown()) {
            if (System.nanoTime() > deadline) {
                throw new SQLException(
                        "the database does not show revision " + newest + " within " + PATIENCE.toSeconds() + " s");
            }
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while the database was waited for");
            }
        }
    }

    private boolean shown() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select 1 from " + SchemaMigration.SCHEMA + ".event where revision >= ? limit 1")) {
            statement.setLong(1, newest.value());
            try (ResultSet found = statement.executeQuery()) {
                return found.next() || !newest.isAfter(EventPartitions.compactedTo(connection));
            }
        }
    }

    /** @return empty at the end */
    List<BackupRecord> next() throws SQLException {
        List<BackupRecord> page = new ArrayList<>();
        if (cursor.equals(Revision.NONE)) {
            return page;
        }
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setLong(1, cursor.value());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    add(page, rows);
                }
            }
        }
        return page;
    }

    private void add(List<BackupRecord> page, ResultSet rows) throws SQLException {
        Revision revision = new Revision(rows.getLong(1));
        long previous = rows.getLong(8);
        Optional<Revision> predecessor = rows.wasNull() ? Optional.empty() : Optional.of(new Revision(previous));
        Instant at = rows.getObject(9, OffsetDateTime.class).toInstant();
        page.add(new BackupRecord.Event(
                revision,
                EventKind.type(rows.getString(2).charAt(0)).name(),
                new ResourceKey(
                        new GroupResource(rows.getString(3), rows.getString(4)), rows.getString(5), rows.getString(6)),
                rows.getString(7),
                predecessor,
                at,
                rows.getBytes(10)));
        byte[] before = rows.getBytes(11);
        if (before != null) {
            page.add(new BackupRecord.Before(revision, before));
        }
        cursor = new Revision(revision.value() - 1);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
