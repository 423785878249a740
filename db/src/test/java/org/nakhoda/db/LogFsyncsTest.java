package org.nakhoda.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.nakhoda.db.Samples.create;
import static org.nakhoda.db.Samples.key;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nakhoda.db.postgres.DatabaseServer;
import org.nakhoda.db.postgres.EmbeddedPostgres;
import org.nakhoda.db.postgres.ExternalPostgres;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.LogFsyncs;
import org.nakhoda.db.store.Outcome;

/** What the database says of its fsyncs, and what becomes of the question when it says nothing. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class LogFsyncsTest {
    private static final int WRITES = 20;

    private final Path directory = TestServers.directory("nakhoda-fsyncs-");

    @AfterEach
    void delete() throws IOException {
        TestServers.delete(directory);
    }

    /** @param socketTimeout zero for an answer that is waited for without end */
    private EmbeddedPostgres embedded(Duration socketTimeout) {
        return EmbeddedPostgres.start(directory.resolve("postgres"), directory.resolve("postgres.log"), socketTimeout);
    }

    @Test
    void eachCommitIsAnFsyncAtLeastAndTakesTime() throws Exception {
        DatabaseServer server = embedded(Duration.ofSeconds(30));
        try (ClusterStore store = ClusterStores.openOver(server, Samples.INDEXER, StoreOptions.defaults())) {
            LogFsyncs before = told(store, any -> true);

            write(store, "a");

            LogFsyncs after = told(store, now -> now.count() >= before.count() + WRITES);
            assertThat(after.took().orElseThrow()).isGreaterThan(before.took().orElseThrow());
        }
    }

    @Test
    void aFollowerTellsThoseOfItsOwnDatabaseWhichReceivesTheLog() throws Exception {
        try (TestMasters masters = new TestMasters()) {
            masters.first();
            ClusterStore follower = masters.join("m2");
            Eventually.holds(() -> masters.leader().masters().orElseThrow().status().stream()
                    .allMatch(status -> status.synchronous()));
            LogFsyncs before = told(follower, any -> true);

            write(masters.leader(), "a");

            LogFsyncs after = told(follower, now -> now.count() >= before.count() + WRITES);
            assertThat(after.took().orElseThrow()).isGreaterThan(before.took().orElseThrow());
        }
    }

    @Test
    void anOlderServerCountsThemTooAndSaysHowLongTheyTookOnceItMeasuresThat() throws Exception {
        assumeTrue(Postgres15.available(), "this machine has no PostgreSQL 15 (Debian: postgresql-15)");
        try (Postgres15 postgres = Postgres15.start()) {
            DatabaseServer server = new ExternalPostgres(postgres.database(), Duration.ofSeconds(30));
            try (ClusterStore store = ClusterStores.openOver(server, Samples.INDEXER, StoreOptions.defaults())) {
                LogFsyncs before = told(store, any -> true);
                write(store, "a");
                LogFsyncs after = told(store, now -> now.count() >= before.count() + WRITES);
                assertThat(after.took()).as("zero would be a wrong answer").isEmpty();

                TestServers.execute(server, "alter system set track_wal_io_timing = on");
                TestServers.execute(server, "select pg_reload_conf()");
                write(store, "b");

                told(store, now -> now.took().filter(took -> took.toNanos() > 0).isPresent());
            }
        }
    }

    @Test
    void aDatabaseThatIsSilentIsNotWaitedFor() throws Exception {
        EmbeddedPostgres server = embedded(Duration.ZERO);
        try (ClusterStore store = ClusterStores.openOver(server, Samples.INDEXER, StoreOptions.defaults())) {
            told(store, any -> true);

            signal("STOP", server.pid());
            try {
                assertThat(store.logFsyncs()).isEmpty();
                assertThat(store.logFsyncs()).as("asked again").isEmpty();
            } finally {
                signal("CONT", server.pid());
            }

            told(store, any -> true);
        }
    }

    @Test
    void aStoreThatIsClosedHasNoAnswer() {
        ClusterStore store =
                ClusterStores.openOver(embedded(Duration.ofSeconds(30)), Samples.INDEXER, StoreOptions.defaults());

        store.close();

        assertThat(store.logFsyncs()).isEmpty();
    }

    /** The first answer that is what is waited for. One that comes too late on a busy machine is asked for again. */
    private static LogFsyncs told(ClusterStore store, Predicate<LogFsyncs> awaited) throws Exception {
        AtomicReference<LogFsyncs> answer = new AtomicReference<>();
        Eventually.holds(() -> {
            store.logFsyncs().filter(awaited).ifPresent(answer::set);
            return answer.get() != null;
        });
        return answer.get();
    }

    /** One after the other: none shares a transaction, or its fsync, with another. */
    private static void write(ClusterStore store, String prefix) {
        for (int i = 0; i < WRITES; i++) {
            assertThat(store.commit(create(key(prefix + i), "x")).join()).isInstanceOf(Outcome.Committed.class);
        }
    }

    private static void signal(String name, long pid) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        assertThat(kill.waitFor()).isZero();
    }
}
