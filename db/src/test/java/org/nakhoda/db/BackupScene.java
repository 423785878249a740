package org.nakhoda.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nakhoda.db.Samples.CONFIG_MAPS;
import static org.nakhoda.db.Samples.DEPLOYMENTS;
import static org.nakhoda.db.Samples.PODS;
import static org.nakhoda.db.Samples.create;
import static org.nakhoda.db.Samples.data;
import static org.nakhoda.db.Samples.key;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.nakhoda.api.backup.BackupException;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.db.backup.Restoration;
import org.nakhoda.db.postgres.DatabaseServer;
import org.nakhoda.db.postgres.EmbeddedPostgres;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoreException;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.store.Write;

/** A store that is lost, and a data folder in which a backup waits for its next start. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
abstract class BackupScene {
    static final StoreOptions OPTIONS = StoreOptions.defaults();
    private static final String PRODUCT = "test";

    private static Path directory;
    static EmbeddedPostgres server;

    private final List<ClusterStore> opened = new ArrayList<>();
    Path data;
    ClusterStore store;

    @BeforeAll
    static void startServer() {
        directory = TestServers.directory("store-backup-");
        server = EmbeddedPostgres.start(
                directory.resolve("postgres"), directory.resolve("postgres.log"), Duration.ofSeconds(30));
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
        TestServers.delete(directory);
    }

    @BeforeEach
    void openStore() throws SQLException, IOException {
        TestServers.forget(server);
        data = Files.createTempDirectory(directory, "data-");
        store = open(OPTIONS);
    }

    @AfterEach
    void closeStores() {
        opened.forEach(ClusterStore::close);
    }

    ClusterStore open(StoreOptions options) {
        DatabaseServer shared = Restoration.into(TestServers.shared(server), data, options.partitionWidth());
        ClusterStore fresh = ClusterStores.openOver(shared, Samples.INDEXER, options);
        opened.add(fresh);
        return fresh;
    }

    StoredObject committed(Write write) {
        return ((Outcome.Committed) store.commit(write).join()).object();
    }

    byte[] backup() throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        store.backup(lines, PRODUCT);
        return lines.toByteArray();
    }

    static byte[] compressed(byte[] lines) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(whole)) {
            gzip.write(lines);
        }
        return whole.toByteArray();
    }

    /** Loses the cluster, and lets the next start find the backup. */
    void destroyAndPlace(byte[] compressed, String asOf) throws SQLException, IOException {
        store.close();
        TestServers.forget(server);
        place(compressed, asOf);
    }

    void place(byte[] compressed, String asOf) throws IOException {
        Files.createDirectories(data.resolve("restore"));
        Files.write(waiting(), compressed);
        if (!asOf.isEmpty()) {
            Files.writeString(data.resolve("restore/as-of"), asOf);
        }
    }

    Path waiting() {
        return data.resolve("restore/backup.gz");
    }

    List<StoredObject> everything(ClusterStore of) {
        return Stream.of(CONFIG_MAPS, PODS, DEPLOYMENTS)
                .flatMap(resource -> of.list(resource, "").objects().stream())
                .toList();
    }

    static void assertSame(List<StoredObject> found, List<StoredObject> expected) {
        assertThat(found.stream().map(Seen::of).toList())
                .isEqualTo(expected.stream().map(Seen::of).toList());
    }

    /** All that an object is, comparable. */
    private record Seen(StoredObject withoutBytes, String bytes) {
        static Seen of(StoredObject object) {
            StoredObject rest = new StoredObject(
                    object.key(), object.uid(), object.revision(), null, object.labels(), object.fields());
            return new Seen(rest, new String(object.json(), StandardCharsets.ISO_8859_1));
        }
    }

    void assertRefused(BackupException.Reason reason, String message) {
        assertThatThrownBy(() -> open(OPTIONS))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(message)
                .cause()
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.reason()).isEqualTo(reason));
        assertThat(waiting()).exists();
    }

    void fill(int writes) {
        List<CompletableFuture<Outcome>> all = new ArrayList<>();
        for (int i = 0; i < writes; i++) {
            ResourceKey key = key(PODS, "fill", "p" + store.revision() + "-" + i);
            all.add(store.commit(create(key, "")));
            if (i % 5000 == 4999) {
                all.forEach(CompletableFuture::join);
            }
        }
        all.forEach(CompletableFuture::join);
    }

    static long number(String sql) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return found.getLong(1);
        }
    }
}
