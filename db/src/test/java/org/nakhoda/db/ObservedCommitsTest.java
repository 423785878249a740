package org.nakhoda.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.db.Samples.create;
import static org.nakhoda.db.Samples.key;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nakhoda.db.postgres.EmbeddedPostgres;
import org.nakhoda.db.store.Outcome;

/** What who measures a store is told of its transactions. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ObservedCommitsTest {
    private static final int WRITES = 1000;

    private final Path directory = TestServers.directory("nakhoda-observed-");
    private final List<Integer> batches = new CopyOnWriteArrayList<>();
    private final List<Duration> times = new CopyOnWriteArrayList<>();
    private PostgresClusterStore store;

    @BeforeEach
    void open() {
        EmbeddedPostgres server = EmbeddedPostgres.start(
                directory.resolve("postgres"), directory.resolve("postgres.log"), Duration.ofSeconds(30));
        store = ClusterStores.openOver(server, Samples.INDEXER, StoreOptions.defaults());
        store.observe((changes, took) -> {
            batches.add(changes);
            times.add(took);
        });
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        TestServers.delete(directory);
    }

    @Test
    void everyAcknowledgedChangeIsOfOneBatch() {
        List<CompletableFuture<Outcome>> outcomes = IntStream.range(0, WRITES)
                .mapToObj(i -> store.commit(create(key("a" + i), "x")))
                .toList();
        outcomes.forEach(CompletableFuture::join);

        assertThat(batches.stream().mapToInt(Integer::intValue).sum()).isEqualTo(WRITES);
        assertThat(batches)
                .as("writes that come at once share transactions, as many as fit")
                .hasSizeLessThan(WRITES)
                .allMatch(changes -> changes <= StoreOptions.defaults().batchMax());
        assertThat(times).hasSameSizeAs(batches).allMatch(took -> took.toNanos() > 0);
    }

    @Test
    void aWriteThatChangesNothingIsNoTransaction() {
        store.commit(create(key("a"), "one")).join();

        store.commit(create(key("a"), "two")).join();

        assertThat(batches).containsExactly(1);
    }

    @Test
    void whoLeadsAgainIsObservedAsBefore() throws Exception {
        store.commit(create(key("a"), "x")).join();

        store.depose();
        store.settle();
        store.leadAlone("again");
        store.commit(create(key("b"), "x")).join();

        assertThat(batches).containsExactly(1, 1);
    }
}
