package org.nakhoda.db.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.schema.SchemaMigration;

/**
 * What two databases compare to know that they hold the same current objects: the rows of a range of keys, without their
 * documents. Read in one snapshot.
 *
 * <p>Two databases are never at the same revision while somebody writes. So the one that compares looks later than the other
 * did, and knows from its own revisions what has changed in between: of that nothing is said, and of all else everything.
 *
 * @param asOf the newest revision in the snapshot
 * @param rows in the order of their keys
 * @param deleted what has been deleted since the other one looked; for the one that compares
 */
public record ObjectRange(Revision asOf, List<Row> rows, Set<ResourceKey> deleted) {
    private static final String ROWS = """
            select api_group, resource, namespace, name, revision,
                   encode(sha256(convert_to(row(uid, document)::text, 'UTF8')), 'base64')
            from SCHEMA.current_object WHERE
            order by api_group, resource, namespace, name limit ?
            """.replace("SCHEMA", SchemaMigration.SCHEMA);
    private static final String KEY = "(api_group, resource, namespace, name)";
    private static final String DELETED = "select api_group, resource, namespace, name from " + SchemaMigration.SCHEMA
            + ".event where kind = 'D' and revision > ?";

    public ObjectRange {
        rows = List.copyOf(rows);
        deleted = Set.copyOf(deleted);
    }

    /** @param sha256 over all of it but key and revision */
    public record Row(ResourceKey key, Revision revision, String sha256) {}

    /**
     * Which keys.
     *
     * @param after exclusive; empty for the first
     * @param through inclusive; empty for the last
     * @param max how many rows at most
     */
    public record Bounds(Optional<ResourceKey> after, Optional<ResourceKey> through, int max) {}

    /** @param since when the other one looked, for the one that compares */
    public static ObjectRange read(Connection connection, Bounds bounds, Optional<Revision> since) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        try {
            Revision asOf = StateLoader.newestGiven(connection);
            List<Row> rows = rows(connection, bounds);
            return new ObjectRange(asOf, rows, since.isPresent() ? deleted(connection, since.get()) : Set.of());
        } finally {
            connection.rollback();
        }
    }

    private static List<Row> rows(Connection connection, Bounds bounds) throws SQLException {
        List<String> conditions = new ArrayList<>();
        List<ResourceKey> keys = new ArrayList<>();
        bounds.after().ifPresent(key -> {
            conditions.add(KEY + " > (?, ?, ?, ?)");
            keys.add(key);
        });
        bounds.through().ifPresent(key -> {
            conditions.add(KEY + " <= (?, ?, ?, ?)");
            keys.add(key);
        });
        String where = conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions);
        try (PreparedStatement statement = connection.prepareStatement(ROWS.replace("WHERE", where))) {
            int parameter = 1;
            for (ResourceKey key : keys) {
                statement.setString(parameter++, key.resource().group());
                statement.setString(parameter++, key.resource().resource());
                statement.setString(parameter++, key.namespace());
                statement.setString(parameter++, key.name());
            }
            statement.setInt(parameter, bounds.max());
            List<Row> rows = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    rows.add(new Row(key(found), new Revision(found.getLong(5)), found.getString(6)));
                }
            }
            return rows;
        }
    }

    private static Set<ResourceKey> deleted(Connection connection, Revision since) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETED)) {
            statement.setLong(1, since.value());
            Set<ResourceKey> keys = new HashSet<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    keys.add(key(found));
                }
            }
            return keys;
        }
    }

    private static ResourceKey key(ResultSet row) throws SQLException {
        return new ResourceKey(
                new GroupResource(row.getString(1), row.getString(2)), row.getString(3), row.getString(4));
    }

    /**
     * Of the same bounds, read from this database after it had come to where the other one was.
     *
     * @return a row that is not the same, in words; empty if all are, or have changed since
     */
    public Optional<String> differsFrom(ObjectRange other) {
        Map<ResourceKey, Row> there = new HashMap<>();
        other.rows().forEach(row -> there.put(row.key(), row));
        for (Row here : rows) {
            Row same = there.remove(here.key());
            if (here.revision().isAfter(asOf)) {
                return Optional.of(here.key() + " has revision " + here.revision() + " here, which was never given");
            }
            if (!here.revision().isAfter(other.asOf()) && !here.equals(same)) {
                return Optional.of(here.key() + " at revision " + here.revision() + " "
                        + (same == null
                                ? "is here only"
                                : same.revision().equals(here.revision())
                                        ? "is another one here"
                                        : "is here, and revision " + same.revision() + " there"));
            }
        }
        return there.values().stream()
                .filter(row -> !deleted.contains(row.key()))
                .findFirst()
                .map(row -> row.key() + " at revision " + row.revision() + " is not here");
    }
}
