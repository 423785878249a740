package org.nakhoda.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.db.Samples.CONFIG_MAPS;
import static org.nakhoda.db.Samples.create;
import static org.nakhoda.db.Samples.data;
import static org.nakhoda.db.Samples.key;
import static org.nakhoda.db.Samples.update;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.postgres.EmbeddedPostgres;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoreException;
import org.nakhoda.db.store.StoredObject;

/** What is left after a process was killed without warning. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class CrashTest {
    private Path directory;

    @BeforeEach
    void makeDirectory() {
        directory = TestServers.directory("store-crash-");
    }

    @AfterEach
    void deleteDirectory() throws IOException {
        TestServers.delete(directory);
    }

    private record Acknowledged(String name, long revision, String data) {
        static Acknowledged parse(String line) {
            String[] parts = line.split(" ");
            return new Acknowledged(parts[0], Long.parseLong(parts[1]), parts[2]);
        }
    }

    @Test
    void noAcknowledgedWriteIsLostWhenTheWritingProcessIsKilled() throws Exception {
        Map<String, Acknowledged> latest = new HashMap<>();
        Set<Long> revisions = new HashSet<>();
        for (int round = 0; round < 3; round++) {
            long before = revisions.stream().mapToLong(r -> r).max().orElse(0);
            List<Acknowledged> written = writeAndKill(400);

            for (Acknowledged write : written) {
                assertThat(revisions.add(write.revision()))
                        .as("revision %s is given once", write.revision())
                        .isTrue();
                assertThat(write.revision()).isGreaterThan(before);
                latest.merge(write.name(), write, (a, b) -> a.revision() > b.revision() ? a : b);
            }
        }

        try (ClusterStore store = ClusterStores.openEmbedded(directory, Samples.INDEXER, StoreOptions.defaults())) {
            long newest = revisions.stream().mapToLong(r -> r).max().orElseThrow();
            assertThat(store.revision().value()).isGreaterThanOrEqualTo(newest);
            for (Acknowledged write : latest.values()) {
                StoredObject object = store.get(key(write.name())).orElseThrow();
                // a write that was under way may have been committed unacknowledged
                assertThat(object.revision().value()).isGreaterThanOrEqualTo(write.revision());
                if (object.revision().value() == write.revision()) {
                    assertThat(data(object)).isEqualTo(write.data());
                }
            }
        }
    }

    private List<Acknowledged> writeAndKill(int acknowledgements) throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AcknowledgingWriter.class.getName(),
                        directory.toString())
                .redirectError(directory.resolve("writer.log").toFile())
                .start();
        List<Acknowledged> written = new ArrayList<>();
        try (BufferedReader lines = writer.inputReader()) {
            assertThat(lines.readLine())
                    .as(() -> "the writer's log: " + text(directory.resolve("writer.log")))
                    .isEqualTo("ready");
            for (int i = 0; i < acknowledgements; i++) {
                written.add(Acknowledged.parse(lines.readLine()));
            }
            // unlike Process.destroyForcibly, this leaves what it has said readable
            writer.toHandle().destroyForcibly();
            // what it said before it died counts too; the last line may be torn
            List<String> rest = lines.lines().toList();
            for (int i = 0; i < rest.size() - 1; i++) {
                written.add(Acknowledged.parse(rest.get(i)));
            }
        }
        writer.waitFor();
        return written;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void theStoreHealsWhenPostgresIsKilledAndNoAcknowledgedWriteIsLost() throws Exception {
        int threads = 8;
        EmbeddedPostgres server = EmbeddedPostgres.start(
                directory.resolve("postgres"), directory.resolve("postgres.log"), Duration.ofSeconds(30));
        ClusterStore store = ClusterStores.openOver(server, Samples.INDEXER, StoreOptions.defaults());
        Collector watcher = new Collector(store, CONFIG_MAPS, Revision.NONE);
        Map<String, StoredObject> acknowledged = new ConcurrentHashMap<>();
        ConcurrentLinkedQueue<Long> revisions = new ConcurrentLinkedQueue<>();
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> writing = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            String name = "counter" + t;
            writing.add(pool.submit(() -> {
                while (!stop.get()) {
                    write(store, name, acknowledged, revisions);
                }
            }));
        }

        for (int kill = 0; kill < 3; kill++) {
            int before = revisions.size();
            Eventually.holds(() -> revisions.size() > before + 300);
            long killed = server.pid();
            ProcessHandle.of(killed).orElseThrow().destroyForcibly();
            Eventually.holds(() -> server.pid() != killed);
        }
        int before = revisions.size();
        Eventually.holds(() -> revisions.size() > before + 300);
        stop.set(true);
        for (Future<?> future : writing) {
            future.get();
        }
        pool.shutdown();

        Eventually.holds(() -> store.probe().isEmpty());
        assertThat(revisions).doesNotHaveDuplicates();
        List<StoredObject> inMemory = store.list(CONFIG_MAPS, "").objects();
        for (StoredObject object : inMemory) {
            assertThat(object.revision())
                    .isGreaterThanOrEqualTo(
                            acknowledged.get(object.key().name()).revision());
        }
        List<StoreEvent> seen = watcher.until(store.revision());
        assertThat(seen.stream().map(event -> event.revision().value()))
                .doesNotHaveDuplicates()
                .containsAll(revisions);
        store.close();
        try (ClusterStore reopened = ClusterStores.openEmbedded(directory, Samples.INDEXER, StoreOptions.defaults())) {
            assertThat(reopened.list(CONFIG_MAPS, "").objects())
                    .as("memory held what the database holds")
                    .usingRecursiveFieldByFieldElementComparator()
                    .isEqualTo(inMemory);
        }
    }

    private static void write(
            ClusterStore store,
            String name,
            Map<String, StoredObject> acknowledged,
            ConcurrentLinkedQueue<Long> revisions) {
        try {
            Outcome outcome = store.get(key(name))
                    .map(current ->
                            store.commit(update(current, Integer.toString(Integer.parseInt(data(current)) + 1))))
                    .orElseGet(() -> store.commit(create(key(name), "0")))
                    .join();
            if (outcome instanceof Outcome.Committed committed) {
                acknowledged.put(name, committed.object());
                revisions.add(committed.object().revision().value());
            }
        } catch (CompletionException e) {
            assertThat(((StoreException) e.getCause()).reason())
                    .isIn(StoreException.Reason.UNAVAILABLE, StoreException.Reason.UNKNOWN_OUTCOME);
        }
    }
}
