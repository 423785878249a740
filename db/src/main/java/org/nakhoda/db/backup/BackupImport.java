package org.nakhoda.db.backup;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.nakhoda.api.backup.AsOf;
import org.nakhoda.api.backup.BackupReader;
import org.nakhoda.api.backup.BackupRecord;
import org.nakhoda.api.backup.RestorePoints;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.history.EventKind;
import org.nakhoda.db.history.EventPartitions;
import org.nakhoda.db.schema.SchemaMigration;
import org.nakhoda.db.store.StoreEvent;

/**
 * Fills an empty database from a backup, within the caller's transaction. Earlier states are made in the database by undoing
 * events, so memory does not grow with the backup.
 */
final class BackupImport {
    /**
     * How far the revisions go on beyond the backup's. Clients may have seen writes that came after it, and a revision
     * must not stand for two states.
     */
    static final long LEAP = 1_000_000;

    private static final String SCHEMA = SchemaMigration.SCHEMA;

    private static final String TABLES = """
            create temporary table past_event (
                revision bigint primary key, kind text, api_group text collate "C", resource text collate "C",
                namespace text collate "C", name text collate "C", uid text, previous_revision bigint, document text
            ) on commit drop;
            create temporary table past_document (revision bigint primary key, document text) on commit drop
            """;

    /** The first event of each object after a revision: what was before that is what is asked for. */
    private static final String FIRST_AFTER = """
            create temporary table undone on commit drop as
            select distinct on (api_group, resource, namespace, name) * from past_event where revision > %d
            order by api_group, resource, namespace, name, revision
            """;

    private static final String REMOVE = """
            delete from SCHEMA.current_object c using undone u
            where c.api_group = u.api_group and c.resource = u.resource and c.namespace = u.namespace
              and c.name = u.name
            """.replace("SCHEMA", SCHEMA);

    private static final String PUT_BACK = """
            insert into SCHEMA.current_object (api_group, resource, namespace, name, uid, revision, document)
            select u.api_group, u.resource, u.namespace, u.name, coalesce(p.uid, u.uid), u.previous_revision,
                   coalesce(p.document, d.document)
            from undone u left join past_event p on p.revision = u.previous_revision
                 left join past_document d on d.revision = u.revision
            where u.kind <> 'A'
            """.replace("SCHEMA", SCHEMA);

    private final Connection connection;
    private final long partitionWidth;

    /**
     * @param revision the backup's
     * @param asOf the revision whose state is restored
     * @param base no revision up to this one will be given
     */
    record Imported(Revision revision, Revision asOf, Revision base, long objects) {}

    BackupImport(Connection connection, long partitionWidth) {
        this.connection = connection;
        this.partitionWidth = partitionWidth;
    }

    /** Whether there is nothing that an import would overwrite. */
    boolean empty() throws SQLException {
        return !exists("select 1 from " + SCHEMA + ".current_object limit 1")
                && !exists("select 1 from " + SCHEMA + ".event limit 1");
    }

    /** Whether this database was made from that backup. */
    boolean madeFrom(String sha256) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select 1 from " + SCHEMA + ".restoration where sha256 = ?")) {
            statement.setString(1, sha256);
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        }
    }

    private boolean exists(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            return found.next();
        }
    }

    /**
     * Reads the whole backup. The caller commits, or rolls back if this throws.
     *
     * @throws org.nakhoda.api.backup.BackupException if the backup cannot be used
     */
    Imported run(InputStream compressed, AsOf asked) throws IOException, SQLException {
        BackupReader reader = BackupReader.compressed(compressed);
        RestorePoints points = new RestorePoints(reader.header());
        boolean earlier = !(asked instanceof AsOf.Newest);
        if (earlier) {
            execute(TABLES);
        }
        try (RowBatch objects = RowBatch.objects(connection);
                RowBatch events = RowBatch.events(connection);
                RowBatch documents = RowBatch.documents(connection)) {
            for (Optional<BackupRecord> record = reader.next(); record.isPresent(); record = reader.next()) {
                if (record.get() instanceof BackupRecord.StoredObject object) {
                    objects.add(object.document(), object.key(), object.uid(), object.revision());
                } else if (earlier && record.get() instanceof BackupRecord.Event event) {
                    points.add(event);
                    String kind = EventKind.letter(StoreEvent.Type.valueOf(event.type()));
                    events.add(event.document(), event.key(), event.uid(), event.revision(), kind, event.previous());
                } else if (earlier && record.get() instanceof BackupRecord.Before before) {
                    points.add(before);
                    documents.add(before.document(), before.revision());
                }
            }
            objects.flush();
            events.flush();
            documents.flush();
        }
        Revision newest = reader.header().revision();
        Revision asOf = points.resolve(asked);
        if (newest.isAfter(asOf)) {
            execute(String.format(FIRST_AFTER, asOf.value()));
            execute(REMOVE);
            execute(PUT_BACK);
        }
        Revision first = firstAfter(newest);
        new EventPartitions(partitionWidth, Duration.ZERO, 0).beginAt(connection, first);
        remember(reader.sha256(), newest, asOf);
        return new Imported(newest, asOf, new Revision(first.value() - 1), count());
    }

    /** The first revision of the history that begins. */
    private Revision firstAfter(Revision newest) {
        return new Revision(((newest.value() + LEAP) / partitionWidth + 1) * partitionWidth);
    }

    private void remember(String sha256, Revision revision, Revision asOf) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "insert into " + SCHEMA + ".restoration (sha256, revision, as_of) values (?, ?, ?)")) {
            statement.setString(1, sha256);
            statement.setLong(2, revision.value());
            statement.setLong(3, asOf.value());
            statement.executeUpdate();
        }
    }

    private long count() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select count(*) from " + SCHEMA + ".current_object")) {
            found.next();
            return found.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
