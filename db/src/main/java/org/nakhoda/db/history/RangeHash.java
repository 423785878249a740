package org.nakhoda.db.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.schema.SchemaMigration;

/**
 * What two databases compare to know that they hold the same history. Made in the database, so that no document travels;
 * times are not in it. Equal for equal events whichever partitions they lie in, and whichever locale the database has.
 *
 * @param from the first revision, inclusive
 * @param to the last one, inclusive
 * @param events how many there are in the range: the first thing to look at when two differ
 * @param sha256 over the events in the order of their revisions; that of nothing if there are none
 */
public record RangeHash(Revision from, Revision to, long events, String sha256) {
    /** A row's text form quotes what it has to, so that no two different rows have the same one. */
    private static final String SQL = """
            select count(*), encode(sha256(coalesce(string_agg(hash, ''::bytea order by revision), ''::bytea)), 'hex')
            from (
                select revision, sha256(convert_to(
                    row(revision, kind, api_group, resource, namespace, name, uid, document)::text, 'UTF8')) as hash
                from SCHEMA.event where revision between ? and ?
            ) as each
            """.replace("SCHEMA", SchemaMigration.SCHEMA);

    /** One query. A compacted part of the range counts as without events. */
    public static RangeHash of(Connection connection, Revision from, Revision to) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setLong(1, from.value());
            statement.setLong(2, to.value());
            try (ResultSet found = statement.executeQuery()) {
                found.next();
                return new RangeHash(from, to, found.getLong(1), found.getString(2));
            }
        }
    }
}
