package org.nakhoda.db.backup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.schema.SchemaMigration;

/** Rows that are inserted many at once. The bytes of documents become text in the database and are copied nowhere before. */
final class RowBatch implements AutoCloseable {
    private static final int ROWS = 500;
    private static final long BYTES = 8L << 20;
    private static final String KEY = "api_group, resource, namespace, name, uid, revision";

    private final PreparedStatement statement;
    private int rows;
    private long bytes;

    private RowBatch(PreparedStatement statement) {
        this.statement = statement;
    }

    /** Of objects as they are now: document, key, uid, revision. */
    static RowBatch objects(Connection connection) throws SQLException {
        return new RowBatch(connection.prepareStatement("insert into " + SchemaMigration.SCHEMA
                + ".current_object (document, " + KEY + ") values (convert_from(?, 'UTF8'), ?, ?, ?, ?, ?, ?)"));
    }

    /** As {@link #objects}, with kind and previous revision. */
    static RowBatch events(Connection connection) throws SQLException {
        return new RowBatch(connection.prepareStatement("insert into past_event (document, " + KEY
                + ", kind, previous_revision) values (convert_from(?, 'UTF8'), ?, ?, ?, ?, ?, ?, ?, ?)"));
    }

    /** Of states before events: document, the event's revision. */
    static RowBatch documents(Connection connection) throws SQLException {
        return new RowBatch(connection.prepareStatement(
                "insert into past_document (document, revision) values (convert_from(?, 'UTF8'), ?)"));
    }

    void add(byte[] document, ResourceKey key, String uid, Revision revision) throws SQLException {
        bind(document, key, uid, revision);
        added(document);
    }

    void add(byte[] document, ResourceKey key, String uid, Revision revision, String kind, Optional<Revision> previous)
            throws SQLException {
        bind(document, key, uid, revision);
        statement.setString(8, kind);
        if (previous.isPresent()) {
            statement.setLong(9, previous.get().value());
        } else {
            statement.setNull(9, Types.BIGINT);
        }
        added(document);
    }

    void add(byte[] document, Revision revision) throws SQLException {
        statement.setBytes(1, document);
        statement.setLong(2, revision.value());
        added(document);
    }

    private void bind(byte[] document, ResourceKey key, String uid, Revision revision) throws SQLException {
        statement.setBytes(1, document);
        statement.setString(2, key.resource().group());
        statement.setString(3, key.resource().resource());
        statement.setString(4, key.namespace());
        statement.setString(5, key.name());
        statement.setString(6, uid);
        statement.setLong(7, revision.value());
    }

    private void added(byte[] document) throws SQLException {
        statement.addBatch();
        rows++;
        bytes += document.length;
        if (rows == ROWS || bytes >= BYTES) {
            flush();
        }
    }

    void flush() throws SQLException {
        if (rows > 0) {
            statement.executeBatch();
            rows = 0;
            bytes = 0;
        }
    }

    /** What is not flushed is forgotten. */
    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
