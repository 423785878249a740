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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.history.RangeHash;
import org.nakhoda.db.postgres.EmbeddedPostgres;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.store.Write;

/** Two databases agree about their history exactly if it is the same. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RangeHashTest {
    private static final Revision FIRST = new Revision(1);
    private static final Revision LAST = new Revision(100);

    private static Path directory;
    private static EmbeddedPostgres server;

    @BeforeAll
    static void startServer() {
        directory = TestServers.directory("store-hash-");
        server = EmbeddedPostgres.start(
                directory.resolve("postgres"), directory.resolve("postgres.log"), Duration.ofSeconds(30));
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
        TestServers.delete(directory);
    }

    @BeforeEach
    void forget() throws SQLException {
        TestServers.forget(server);
    }

    /** One history, in a database with partitions of that width. */
    private static RangeHash write(long partitionWidth) throws SQLException {
        StoreOptions options = StoreOptions.defaults().withHistory(Duration.ofHours(1), 1000, partitionWidth);
        try (ClusterStore store = ClusterStores.openOver(TestServers.shared(server), Samples.INDEXER, options)) {
            StoredObject object = committed(store, create(key("a"), "one"));
            committed(store, create(key("b"), "{\"quoted\", (or) \\ not}"));
            committed(store, delete(committed(store, update(object, "two"))));
            for (int i = 0; i < 20; i++) {
                committed(store, create(key("c" + i), "ü" + i));
            }
        }
        return hash(FIRST, LAST);
    }

    private static StoredObject committed(ClusterStore store, Write write) {
        return ((Outcome.Committed) store.commit(write).join()).object();
    }

    private static RangeHash hash(Revision from, Revision to) throws SQLException {
        try (Connection connection = server.dataSource().getConnection()) {
            return RangeHash.of(connection, from, to);
        }
    }

    @Test
    void the_same_history_has_the_same_hash_in_another_database() throws Exception {
        RangeHash one = write(50);
        TestServers.forget(server);
        RangeHash other = write(7);

        assertThat(other).isEqualTo(one);
        assertThat(one.events()).isEqualTo(24);
    }

    @Test
    void whatever_is_changed_in_an_event_changes_the_hash_of_the_ranges_that_hold_it() throws Exception {
        RangeHash whole = write(50);
        Revision changed = new Revision(3);
        RangeHash before = hash(FIRST, new Revision(2));
        RangeHash after = hash(changed.next(), LAST);

        for (String change : new String[] {
            "document = replace(document, 'two', 'six')",
            "uid = uid || 'x'",
            "name = 'z'",
            "kind = 'D'",
            "name = namespace, namespace = name",
            "revision = 99"
        }) {
            TestServers.execute(server, "create table kept as select * from nakhoda.event where revision = 3");
            TestServers.execute(server, "update nakhoda.event set " + change + " where revision = 3");

            assertThat(hash(FIRST, LAST).sha256()).as(change).isNotEqualTo(whole.sha256());
            assertThat(hash(FIRST, new Revision(2))).isEqualTo(before);

            TestServers.execute(server, "delete from nakhoda.event where revision in (3, 99)");
            assertThat(hash(FIRST, LAST).events()).isEqualTo(whole.events() - 1);
            TestServers.execute(server, "insert into nakhoda.event select * from kept");
            TestServers.execute(server, "drop table kept");
            assertThat(hash(FIRST, LAST)).isEqualTo(whole);
        }
        assertThat(hash(changed.next(), LAST)).isEqualTo(after);
    }

    @Test
    void a_range_without_events_has_the_hash_of_nothing() throws Exception {
        write(50);

        assertThat(hash(new Revision(1000), new Revision(2000)).events()).isZero();
        assertThat(hash(new Revision(1000), new Revision(2000)).sha256()).startsWith("e3b0c44298fc1c14");
    }
}
