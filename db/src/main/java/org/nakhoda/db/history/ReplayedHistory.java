package org.nakhoda.db.history;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.schema.SchemaMigration;
import org.nakhoda.db.watch.EventHistory;

/**
 * The history of a database that may be a standby's, and then behind what readers see already: it is waited for. It may also
 * be ahead, but nobody asks for more than what is seen.
 */
public final class ReplayedHistory implements EventHistory {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String NEWEST = "select max(revision) from " + SchemaMigration.SCHEMA + ".event";

    private final EventHistory history;
    private final DataSource dataSource;

    public ReplayedHistory(EventHistory history, DataSource dataSource) {
        this.history = history;
        this.dataSource = dataSource;
    }

    /**
     * @throws IllegalStateException if the database does not get there in time
     */
    @Override
    public Page read(GroupResource resource, String namespace, Revision after, Revision upTo, int max) {
        awaitReplayed(upTo);
        return history.read(resource, namespace, after, upTo, max);
    }

    private void awaitReplayed(Revision upTo) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            while (!replayed(statement, upTo)) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("the database here has not received revision " + upTo + " yet");
                }
                Thread.sleep(10);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database here cannot be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for revision " + upTo, e);
        }
    }

    /** A database without events has nothing to wait for: they were compacted. */
    private static boolean replayed(Statement statement, Revision upTo) throws SQLException {
        try (ResultSet found = statement.executeQuery(NEWEST)) {
            found.next();
            long newest = found.getLong(1);
            return found.wasNull() || newest >= upTo.value();
        }
    }
}
