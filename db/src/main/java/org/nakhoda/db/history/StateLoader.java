package org.nakhoda.db.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.hibernate.StatelessSession;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.memory.ClusterState;
import org.nakhoda.db.schema.SchemaMigration;
import org.nakhoda.db.store.ObjectIndexer;
import org.nakhoda.db.store.StoredObject;

/**
 * Reads all objects into memory. Rows are streamed as bytes, never as strings, and indexed on the other processors
 * while the next ones arrive.
 */
public final class StateLoader {
    private static final int FETCH_SIZE = 1000;
    private static final String SCHEMA = SchemaMigration.SCHEMA;

    private final ObjectIndexer indexer;

    /** Thousands of objects share few namespaces and resources. */
    private final Map<String, String> names = new HashMap<>();

    private final Map<GroupResource, GroupResource> resources = new HashMap<>();

    public StateLoader(ObjectIndexer indexer) {
        this.indexer = indexer;
    }

    @SuppressWarnings("ArrayRecordComponent") // carried to another thread, never compared
    private record Row(ResourceKey key, String uid, Revision revision, byte[] document) {}

    /** The session must see everything that was ever committed: its leadership has begun. */
    public ClusterState load(StatelessSession session) {
        session.beginTransaction();
        try {
            return session.doReturningWork(this::load);
        } finally {
            session.getTransaction().rollback();
        }
    }

    private ClusterState load(Connection connection) throws SQLException {
        List<CompletableFuture<List<StoredObject>>> pages = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement("select api_group, resource, namespace, name, uid, revision, document from "
                        + SCHEMA + ".current_object")) {
            statement.setFetchSize(FETCH_SIZE);
            try (ResultSet rows = statement.executeQuery()) {
                List<Row> page = new ArrayList<>(FETCH_SIZE);
                while (rows.next()) {
                    page.add(row(rows));
                    if (page.size() == FETCH_SIZE) {
                        pages.add(indexLater(page));
                        page = new ArrayList<>(FETCH_SIZE);
                    }
                }
                pages.add(indexLater(page));
            }
        }
        List<StoredObject> objects = new ArrayList<>();
        Revision newest = newestGiven(connection);
        for (CompletableFuture<List<StoredObject>> page : pages) {
            for (StoredObject object : page.join()) {
                objects.add(object);
                newest = object.revision().isAfter(newest) ? object.revision() : newest;
            }
        }
        return ClusterState.of(newest, objects);
    }

    /** The newest event's; or that up to which the history is gone, which no revision may be given again: see restoring. */
    static Revision newestGiven(Connection connection) throws SQLException {
        Revision gone = EventPartitions.compactedTo(connection);
        try (PreparedStatement statement =
                        connection.prepareStatement("select coalesce(max(revision), 0) from " + SCHEMA + ".event");
                ResultSet found = statement.executeQuery()) {
            found.next();
            return new Revision(Math.max(gone.value(), found.getLong(1)));
        }
    }

    private Row row(ResultSet rows) throws SQLException {
        GroupResource resource = new GroupResource(shared(rows.getString(1)), shared(rows.getString(2)));
        ResourceKey key = new ResourceKey(
                resources.computeIfAbsent(resource, r -> r), shared(rows.getString(3)), rows.getString(4));
        return new Row(key, rows.getString(5), new Revision(rows.getLong(6)), rows.getBytes(7));
    }

    private String shared(String name) {
        return names.computeIfAbsent(name, n -> n);
    }

    private CompletableFuture<List<StoredObject>> indexLater(List<Row> page) {
        return CompletableFuture.supplyAsync(
                () -> page.stream().map(this::object).toList(), ForkJoinPool.commonPool());
    }

    private StoredObject object(Row row) {
        ObjectIndexer.Indexed indexed = indexer.index(row.key(), row.document());
        return new StoredObject(
                row.key(),
                row.uid(),
                row.revision(),
                row.document(),
                Map.copyOf(indexed.labels()),
                Map.copyOf(indexed.fields()));
    }
}
