package org.nakhoda.db.writer;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.JDBCException;
import org.hibernate.StatelessSession;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.history.EventPartitions;
import org.nakhoda.db.history.EventReader;
import org.nakhoda.db.memory.ClusterState;
import org.nakhoda.db.schema.Database;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.watch.Feed;

/** The writer's connection, and what it does over it. For one thread. */
public final class Journal implements AutoCloseable {
    private final Database database;
    private final EventReader reader;
    private final EventPartitions partitions;

    private StatelessSession session;
    private CommitStatement statement;

    public Journal(Database database, EventReader reader, EventPartitions partitions) {
        this.database = database;
        this.reader = reader;
        this.partitions = partitions;
    }

    /** The session, connected; valid until the next {@link #reconnect}. */
    public StatelessSession session() {
        return session;
    }

    /** Begins with a new connection. */
    public void reconnect() throws SQLException {
        close();
        session = database.open();
        run(connection -> {
            connection.setAutoCommit(true);
            // DDL must not queue behind a long reader and hold up everyone; a row lock is waited for a bounded time
            try (Statement set = connection.createStatement()) {
                set.execute("set lock_timeout = '5s'");
            }
            partitions.read(connection);
            statement = new CommitStatement(connection);
        });
    }

    /** Makes room in the event table for revisions from {@code next} on. */
    public void prepareFor(Revision next) throws SQLException {
        run(connection -> partitions.prepareFor(connection, next));
    }

    /** @return false if another epoch has begun; nothing is written then */
    boolean commit(long epoch, Revision next, List<StoreEvent> events) throws SQLException {
        boolean[] led = new boolean[1];
        run(connection -> {
            partitions.prepareFor(connection, new Revision(next.value() + events.size()));
            led[0] = statement.execute(epoch, events);
        });
        return led[0];
    }

    /** Drops the history that is old enough, after the feed has been told. */
    void compact(Feed feed) throws SQLException {
        run(connection -> {
            Optional<Revision> due = partitions.due(connection, feed.state().revision());
            if (due.isPresent()) {
                feed.compactTo(due.get());
                partitions.dropTo(connection, due.get());
            }
        });
    }

    long settledEpoch() {
        return LeadershipRow.settled(session);
    }

    /** What is committed beyond this state, each event with its predecessor. */
    List<StoreEvent> eventsAfter(ClusterState state) {
        Map<ResourceKey, StoredObject> latest = new HashMap<>();
        List<StoreEvent> events = new ArrayList<>();
        for (StoreEvent event : reader.after(session, state.revision())) {
            ResourceKey key = event.object().key();
            StoredObject previous = latest.getOrDefault(key, state.get(key));
            boolean added = event.type() == StoreEvent.Type.ADDED;
            events.add(new StoreEvent(event.type(), event.object(), added ? null : previous, true));
            latest.put(key, event.object());
        }
        return events;
    }

    /** Work on the plain connection, with the driver's own exceptions. */
    private void run(SqlWork work) throws SQLException {
        SQLException failure;
        try {
            failure = session.doReturningWork(connection -> {
                try {
                    work.run(connection);
                    return null;
                } catch (SQLException e) {
                    return e;
                }
            });
        } catch (JDBCException e) {
            failure = e.getSQLException();
        }
        if (failure != null) {
            throw failure;
        }
    }

    private interface SqlWork {
        void run(Connection connection) throws SQLException;
    }

    @Override
    public void close() {
        StatelessSession old = session;
        session = null;
        statement = null;
        if (old != null) {
            try {
                old.close();
            } catch (RuntimeException e) {
                // its connection is broken: that is why it is closed
            }
        }
    }
}
