package org.nakhoda.db.writer;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.hibernate.StatelessSession;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.history.EventPartitions;
import org.nakhoda.db.history.EventReader;
import org.nakhoda.db.history.StateLoader;
import org.nakhoda.db.memory.ClusterState;
import org.nakhoda.db.schema.Database;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.watch.Feed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The writer's connection, and what it does over it. For one thread. */
public final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private static final int ANSWER_SECONDS = 5;

    private final DataSource dataSource;
    private final Database database;
    private final EventReader reader;
    private final EventPartitions partitions;

    private Connection connection;
    private StatelessSession session;
    private CommitStatement statement;

    public Journal(DataSource dataSource, Database database, EventReader reader, EventPartitions partitions) {
        this.dataSource = dataSource;
        this.database = database;
        this.reader = reader;
        this.partitions = partitions;
    }

    /** Hibernate over the writer's connection; valid until the next {@link #reconnect}. */
    public StatelessSession session() {
        return session;
    }

    /** Begins with a new connection. */
    public void reconnect() throws SQLException {
        close();
        connection = dataSource.getConnection();
        // DDL must not queue behind a long reader and hold up everyone; a row lock is waited for a bounded time
        try (Statement set = connection.createStatement()) {
            set.execute("set lock_timeout = '5s'");
        }
        session = database.over(connection);
        partitions.read(connection);
        statement = new CommitStatement(connection);
    }

    /** Goes on with the connection that there is, if it is one, and knows what has changed over another one since. */
    public void connect() throws SQLException {
        if (connection != null) {
            try {
                partitions.read(connection);
                return;
            } catch (SQLException e) {
                LOG.debug("the connection that was kept is of no use any more", e);
            }
        }
        reconnect();
    }

    boolean alive() {
        try {
            return connection.isValid(ANSWER_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Makes room in the event table for revisions from {@code next} on. */
    public void prepareFor(Revision next) throws SQLException {
        partitions.prepareFor(connection, next);
    }

    /** @return false if another epoch has begun; nothing is written then */
    boolean commit(long epoch, Revision next, List<StoreEvent> events) throws SQLException {
        partitions.prepareFor(connection, new Revision(next.value() + events.size()));
        return statement.execute(epoch, events);
    }

    /** Drops the history that is old enough, after the feed has been told. */
    void compact(Feed feed) throws SQLException {
        Optional<Revision> due = partitions.due(connection, feed.state().revision());
        if (due.isPresent()) {
            feed.compactTo(due.get());
            partitions.dropTo(connection, due.get());
        }
    }

    /** Makes what readers see all that is committed: by the events that they lack, or by the whole state. */
    public void bringUpToDate(Feed feed, StateLoader loader) {
        Revision seen = feed.state().revision();
        Revision kept = reader.newest(session).orElse(partitions.compactedTo());
        if (seen.isAfter(kept) && seen.isAfter(partitions.compactedTo())) {
            // impossible while every commit waits for its confirmations; what is on the disks is the truth all the same
            LOG.error(
                    "the database here ends at revision {}, though {} had been acknowledged: what was written after it is lost",
                    kept,
                    seen);
            feed.reset(loader.load(session).asOf(seen), seen);
        } else if (seen.equals(Revision.NONE) || partitions.compactedTo().isAfter(seen)) {
            feed.reset(loader.load(session), partitions.compactedTo());
        } else {
            feed.publish(eventsAfter(feed.state()));
            feed.compactTo(partitions.compactedTo());
        }
    }

    /** Reads what who begins to lead reads, and changes nothing. */
    public void rehearse(ClusterState state) {
        LeadershipRow.read(session);
        eventsAfter(state);
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

    @Override
    public void close() {
        Connection old = connection;
        if (session != null) {
            session.close();
        }
        connection = null;
        session = null;
        statement = null;
        if (old != null) {
            try {
                old.close();
            } catch (SQLException e) {
                LOG.debug("a connection that is broken did not close", e);
            }
        }
    }
}
