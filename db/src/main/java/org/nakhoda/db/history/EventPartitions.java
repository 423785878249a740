package org.nakhoda.db.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.schema.SchemaMigration;

/**
 * The event table's partitions: made before the writer reaches them, dropped when the history that they hold is old
 * enough. Used by one thread, the writer's, between two batches, because both lock the whole table for a moment.
 */
public final class EventPartitions {
    private static final String SCHEMA = SchemaMigration.SCHEMA;
    private static final Pattern BOUNDS = Pattern.compile("FROM \\('?(\\d+)'?\\) TO \\('?(\\d+)'?\\)");

    private final long width;
    private final Duration retention;
    private final long minEvents;

    /** In order; known after {@link #read}. */
    private final List<Partition> partitions = new ArrayList<>();

    /**
     * @param width revisions per partition
     * @param retention how old an event becomes at least
     * @param minEvents how many of the newest revisions are kept, however old
     */
    public EventPartitions(long width, Duration retention, long minEvents) {
        this.width = width;
        this.retention = retention;
        this.minEvents = minEvents;
    }

    /** As the database has it now: see {@link #compactedTo()}. */
    public static Revision compactedTo(Connection connection) throws SQLException {
        EventPartitions now = new EventPartitions(1, Duration.ZERO, 0);
        now.read(connection);
        return now.compactedTo();
    }

    /**
     * Lets the history begin at {@code first}, in the middle of an empty table.
     *
     * @param first a multiple of the partitions' width
     */
    public void beginAt(Connection connection, Revision first) throws SQLException {
        read(connection);
        dropTo(connection, new Revision(Long.MAX_VALUE));
        prepareFor(connection, first);
    }

    /** From inclusive, to exclusive. */
    private record Partition(String table, long from, long to) {}

    public void read(Connection connection) throws SQLException {
        partitions.clear();
        try (PreparedStatement statement = connection.prepareStatement(
                        "select c.relname, pg_get_expr(c.relpartbound, c.oid) from pg_inherits i"
                                + " join pg_class c on c.oid = i.inhrelid"
                                + " where i.inhparent = '" + SCHEMA + ".event'::regclass");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Matcher bounds = BOUNDS.matcher(rows.getString(2));
                if (bounds.find()) {
                    partitions.add(new Partition(
                            rows.getString(1), Long.parseLong(bounds.group(1)), Long.parseLong(bounds.group(2))));
                }
            }
        }
        partitions.sort((a, b) -> Long.compare(a.from(), b.from()));
    }

    /** The revision up to which the history is gone. */
    public Revision compactedTo() {
        return partitions.isEmpty()
                ? Revision.NONE
                : new Revision(Math.max(0, partitions.get(0).from() - 1));
    }

    /** Makes sure that revisions up to {@code next} and half a partition more have a place. */
    public void prepareFor(Connection connection, Revision next) throws SQLException {
        while (end() <= next.value() + width / 2) {
            long from = Math.max(end(), next.value() - next.value() % width);
            Partition partition = new Partition("event_" + from, from, from + width);
            try (Statement statement = connection.createStatement()) {
                statement.execute("create table if not exists " + SCHEMA + "." + partition.table() + " partition of "
                        + SCHEMA + ".event for values from (" + partition.from() + ") to (" + partition.to() + ")");
            }
            partitions.add(partition);
        }
    }

    private long end() {
        return partitions.isEmpty() ? 0 : partitions.get(partitions.size() - 1).to();
    }

    /** The revision up to which {@link #dropTo} may compact now. */
    public Optional<Revision> due(Connection connection, Revision newest) throws SQLException {
        long upTo = 0;
        for (Partition partition : partitions) {
            if (partition.to() > newest.value() - minEvents || !outlived(connection, partition)) {
                break;
            }
            upTo = partition.to() - 1;
        }
        return upTo == 0 ? Optional.empty() : Optional.of(new Revision(upTo));
    }

    private boolean outlived(Connection connection, Partition partition) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select at < clock_timestamp() - ? * interval"
                + " '1 millisecond' from " + SCHEMA + "." + partition.table() + " order by revision desc limit 1")) {
            statement.setLong(1, retention.toMillis());
            try (ResultSet newest = statement.executeQuery()) {
                return !newest.next() || newest.getBoolean(1);
            }
        }
    }

    public void dropTo(Connection connection, Revision upTo) throws SQLException {
        while (!partitions.isEmpty() && partitions.get(0).to() - 1 <= upTo.value()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("drop table if exists " + SCHEMA + "."
                        + partitions.get(0).table());
            }
            partitions.remove(0);
        }
    }
}
