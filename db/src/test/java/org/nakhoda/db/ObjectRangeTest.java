package org.nakhoda.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.db.Samples.create;
import static org.nakhoda.db.Samples.delete;
import static org.nakhoda.db.Samples.key;
import static org.nakhoda.db.Samples.update;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.history.ObjectRange;
import org.nakhoda.db.history.ObjectRange.Bounds;
import org.nakhoda.db.history.ObjectRange.Row;
import org.nakhoda.db.postgres.EmbeddedPostgres;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.store.Write;

/** What has changed between two looks is no difference; everything else is. One database stands for both. */
@Timeout(60)
class ObjectRangeTest {
    private static final Bounds ALL = new Bounds(Optional.empty(), Optional.empty(), 100);

    private static Path directory;
    private static EmbeddedPostgres server;

    private StoredObject a;
    private ObjectRange before;

    @BeforeAll
    static void startServer() {
        directory = TestServers.directory("store-objects-");
        server = EmbeddedPostgres.start(
                directory.resolve("postgres"), directory.resolve("postgres.log"), Duration.ofSeconds(30));
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
        TestServers.delete(directory);
    }

    @BeforeEach
    void threeObjectsThatTheOtherOneHasSeen() throws SQLException {
        TestServers.forget(server);
        try (ClusterStore store = open()) {
            a = committed(store, create(key("a"), "one"));
            committed(store, create(key("b"), "two"));
            committed(store, create(key("c"), "three"));
        }
        before = read(ALL, Optional.empty());
    }

    @Test
    void theSameIsNoDifference() throws Exception {
        assertThat(later().differsFrom(before)).isEmpty();
    }

    @Test
    void whatWasWrittenSinceIsNoDifference() throws Exception {
        try (ClusterStore store = open()) {
            StoredObject changed = committed(store, update(a, "another"));
            committed(store, create(key("d"), "new"));
            committed(store, delete(store.get(key("b")).orElseThrow()));
            committed(store, delete(changed));
            committed(store, create(key("a"), "anew"));
        }

        assertThat(later().differsFrom(before)).isEmpty();
    }

    @Test
    void whateverIsChangedBehindTheHistoryIsADifference() throws Exception {
        for (String change : new String[] {
            "update nakhoda.current_object set document = replace(document, 'two', 'six') where name = 'b'",
            "update nakhoda.current_object set uid = 'x' where name = 'b'",
            "update nakhoda.current_object set revision = 1 where name = 'b'",
            "update nakhoda.current_object set revision = 100 where name = 'b'",
            "update nakhoda.current_object set name = 'bb' where name = 'b'",
            "delete from nakhoda.current_object where name = 'c'",
            "insert into nakhoda.current_object select api_group, resource, namespace, 'd', uid, 2, document"
                    + " from nakhoda.current_object where name = 'b'"
        }) {
            TestServers.execute(server, "create table kept as select * from nakhoda.current_object");
            TestServers.execute(server, change);

            assertThat(later().differsFrom(before)).as(change).isPresent();

            TestServers.execute(server, "delete from nakhoda.current_object");
            TestServers.execute(server, "insert into nakhoda.current_object select * from kept");
            TestServers.execute(server, "drop table kept");
        }
        assertThat(later().differsFrom(before)).isEmpty();
    }

    @Test
    void aRowThatIsGoneIsADifferenceAlsoWhileOthersAreDeleted() throws Exception {
        try (ClusterStore store = open()) {
            committed(store, delete(store.get(key("b")).orElseThrow()));
        }
        TestServers.execute(server, "delete from nakhoda.current_object where name = 'c'");

        assertThat(later().differsFrom(before).orElseThrow()).contains("default/c");
    }

    @Test
    void rangesFollowEachOtherInTheOrderOfTheirKeys() throws Exception {
        ObjectRange first = read(new Bounds(Optional.empty(), Optional.empty(), 2), Optional.empty());
        ObjectRange second = read(new Bounds(Optional.of(key("b")), Optional.empty(), 2), Optional.empty());

        assertThat(keys(first)).containsExactly(key("a"), key("b"));
        assertThat(keys(second)).containsExactly(key("c"));
        assertThat(keys(read(new Bounds(Optional.of(key("a")), Optional.of(key("b")), 9), Optional.empty())))
                .containsExactly(key("b"));
    }

    private static List<ResourceKey> keys(ObjectRange range) {
        return range.rows().stream().map(Row::key).toList();
    }

    private ObjectRange later() throws SQLException {
        return read(ALL, Optional.of(before.asOf()));
    }

    private static ObjectRange read(Bounds bounds, Optional<Revision> since) throws SQLException {
        try (Connection connection = server.dataSource().getConnection()) {
            return ObjectRange.read(connection, bounds, since);
        }
    }

    private static ClusterStore open() {
        return ClusterStores.openOver(TestServers.shared(server), Samples.INDEXER, StoreOptions.defaults());
    }

    private static StoredObject committed(ClusterStore store, Write write) {
        return ((Outcome.Committed) store.commit(write).join()).object();
    }
}
