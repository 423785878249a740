package org.nakhoda.db.masters;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.nakhoda.db.postgres.DatabaseServer;
import org.nakhoda.db.schema.SchemaMigration;

/**
 * A database outside that all masters share, and that replicates itself if it is to be replicated: nobody is behind another,
 * and nobody has to be detached. The epoch alone fences a leader that is none any more: its late transactions fail.
 */
public final class SharedDatabase implements Replica {
    private static final String LEADERSHIP = SchemaMigration.SCHEMA + ".leadership";

    private final DatabaseServer server;

    public SharedDatabase(DatabaseServer server) {
        this.server = server;
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public boolean hasData() {
        return true;
    }

    /** The same wherever it is asked: only the epoch matters, that the next one be later. */
    @Override
    public Position position() throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet table = statement.executeQuery("select to_regclass('" + LEADERSHIP + "')")) {
                table.next();
                if (table.getString(1) == null) {
                    return new Position(false, 0, 0);
                }
            }
            try (ResultSet epoch = statement.executeQuery("select coalesce(max(epoch), 0) from " + LEADERSHIP)) {
                epoch.next();
                return new Position(false, epoch.getLong(1), 0);
            }
        }
    }

    @Override
    public void detach() {
        // the next leader's epoch does it
    }

    @Override
    public void halt() {
        // it is the next leader's as well
    }

    @Override
    public void follow(Member upstream) {
        // everybody is connected to the same one
    }

    @Override
    public boolean streaming() {
        return true;
    }

    @Override
    public void promote() {
        // it takes writes as it is
    }

    @Override
    public void synchronous(int confirming, Collection<String> names) {
        // its own matter
    }

    @Override
    public void rebuild(Member source, LongConsumer bytes) {
        // there is nothing to copy
    }

    @Override
    public List<Follower> followers() {
        return List.of();
    }

    @Override
    public long written() {
        return 0;
    }

    @Override
    public void checkpoint() {
        // its own matter
    }

    @Override
    public void onDeath(Runnable told) {
        // the store's writer reconnects
    }

    @Override
    public DataSource dataSource() {
        return server.dataSource();
    }

    @Override
    public String description() {
        return server.description();
    }

    @Override
    public void close() {
        server.close();
    }
}
