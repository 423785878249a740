package org.nakhoda.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nakhoda.db.Samples.CONFIG_MAPS;
import static org.nakhoda.db.Samples.DEPLOYMENTS;
import static org.nakhoda.db.Samples.PODS;
import static org.nakhoda.db.Samples.create;
import static org.nakhoda.db.Samples.data;
import static org.nakhoda.db.Samples.delete;
import static org.nakhoda.db.Samples.key;
import static org.nakhoda.db.Samples.update;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nakhoda.api.backup.BackupException;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.backup.Restoration;
import org.nakhoda.db.postgres.DatabaseServer;
import org.nakhoda.db.postgres.EmbeddedPostgres;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.CompactedException;
import org.nakhoda.db.store.Document;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoreException;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.store.Write;

/** A cluster's state leaves by one store's backup and comes back by another's first start. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class BackupTest {
    private static final StoreOptions OPTIONS = StoreOptions.defaults();
    private static final StoreOptions SHORT_HISTORY = OPTIONS.withHistory(Duration.ZERO, 1000, 1000);
    private static final String PRODUCT = "test";

    private static Path directory;
    private static EmbeddedPostgres server;

    private final List<ClusterStore> opened = new ArrayList<>();
    private Path data;
    private ClusterStore store;

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

    private ClusterStore open(StoreOptions options) {
        DatabaseServer shared = Restoration.into(TestServers.shared(server), data, options.partitionWidth());
        ClusterStore fresh = ClusterStores.openOver(shared, Samples.INDEXER, options);
        opened.add(fresh);
        return fresh;
    }

    private StoredObject committed(Write write) {
        return ((Outcome.Committed) store.commit(write).join()).object();
    }

    private byte[] backup() throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        store.backup(lines, PRODUCT);
        return lines.toByteArray();
    }

    private static byte[] compressed(byte[] lines) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(whole)) {
            gzip.write(lines);
        }
        return whole.toByteArray();
    }

    /** Loses the cluster, and lets the next start find the backup. */
    private void destroyAndPlace(byte[] compressed, String asOf) throws SQLException, IOException {
        store.close();
        TestServers.forget(server);
        place(compressed, asOf);
    }

    private void place(byte[] compressed, String asOf) throws IOException {
        Files.createDirectories(data.resolve("restore"));
        Files.write(waiting(), compressed);
        if (!asOf.isEmpty()) {
            Files.writeString(data.resolve("restore/as-of"), asOf);
        }
    }

    private Path waiting() {
        return data.resolve("restore/backup.gz");
    }

    private List<StoredObject> everything(ClusterStore of) {
        return Stream.of(CONFIG_MAPS, PODS, DEPLOYMENTS)
                .flatMap(resource -> of.list(resource, "").objects().stream())
                .toList();
    }

    private static void assertSame(List<StoredObject> found, List<StoredObject> expected) {
        assertThat(found).usingRecursiveFieldByFieldElementComparator().isEqualTo(expected);
    }

    private void assertRefused(BackupException.Reason reason, String message) {
        assertThatThrownBy(() -> open(OPTIONS))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(message)
                .cause()
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.reason()).isEqualTo(reason));
        assertThat(waiting()).exists();
    }

    private static Document raw(String before, String after) {
        return new Document(
                "raw",
                (before + "\"metadata\":{\"uid\":\"raw\",\"resourceVersion\":\"\"}" + after)
                        .getBytes(StandardCharsets.UTF_8),
                (before + "\"metadata\":{\"uid\":\"raw\",\"resourceVersion\":\"")
                        .getBytes(StandardCharsets.UTF_8)
                        .length,
                Map.of("app", ""),
                Map.of());
    }

    @Test
    void every_object_comes_back_byte_for_byte() throws Exception {
        // given objects of several kinds, and documents that only just fit into a line
        for (GroupResource resource : List.of(CONFIG_MAPS, PODS, DEPLOYMENTS)) {
            for (int i = 0; i < 700; i++) {
                store.commit(create(key(resource, "ns" + i % 3, "o" + i), "x".repeat(i)));
            }
        }
        committed(new Write.Create(key("lines"), raw("{\n  ", ",\r\n \"data\" : 1.50 }\n")));
        committed(new Write.Create(key("odd"), raw("{\"data\":\"\\u0000 \\ud83d\\ude00 ü 漢 \\/\",", " }")));
        committed(new Write.Create(key("deep"), raw("{", ",\"data\":" + "[".repeat(198) + "]".repeat(198) + "}")));
        committed(update(committed(create(key("changed"), "one")), "two"));
        committed(delete(committed(create(key("deleted"), "one"))));
        List<StoredObject> before = everything(store);

        // when
        destroyAndPlace(compressed(backup()), "");
        store = open(OPTIONS);

        // then
        assertThat(before).hasSize(3 * 700 + 4);
        assertSame(everything(store), before);
        assertThat(waiting()).doesNotExist();
        assertThat(data.resolve("restore/restored.gz")).exists();

        // and a start later nothing has changed
        store.close();
        store = open(OPTIONS);
        assertSame(everything(store), before);
    }

    @Test
    void revisions_go_on_far_above_and_the_history_begins_anew() throws Exception {
        StoredObject object = committed(create(key("a"), "one"));
        Revision old = store.revision();

        destroyAndPlace(compressed(backup()), "");
        store = open(OPTIONS);
        Revision base = store.revision();

        assertThat(base.value()).isGreaterThan(old.value() + 1_000_000);
        assertThatThrownBy(() -> store.watch(CONFIG_MAPS, "", old)).isInstanceOf(CompactedException.class);
        assertThat(store.listAt(CONFIG_MAPS, "", old)).isEmpty();
        StoredObject next = committed(update(object, "two"));
        assertThat(next.revision()).isEqualTo(base.next());
        assertThat(new Collector(store, CONFIG_MAPS, base).until(next.revision()))
                .extracting(StoreEvent::revision)
                .containsExactly(next.revision());
    }

    @Test
    void a_restored_cluster_that_nobody_wrote_to_keeps_its_revision_over_a_restart_and_can_be_backed_up()
            throws Exception {
        committed(create(key("a"), "one"));
        destroyAndPlace(compressed(backup()), "");
        store = open(OPTIONS);
        Revision base = store.revision();
        store.close();
        store = open(OPTIONS);
        assertThat(store.revision()).isEqualTo(base);

        List<StoredObject> before = everything(store);
        destroyAndPlace(compressed(backup()), "");
        store = open(OPTIONS);

        assertSame(everything(store), before);
        assertThat(store.revision().isAfter(base)).isTrue();
    }

    @Test
    void an_earlier_revision_is_restored_by_undoing_what_came_after() throws Exception {
        // given
        StoredObject changed = committed(create(key("changed"), "one"));
        StoredObject deleted = committed(create(key("deleted"), "one"));
        StoredObject replaced = committed(create(key("replaced"), "one"));
        StoredObject untouched = committed(create(key("untouched"), "one"));
        committed(update(committed(update(changed, "two")), "three"));
        Revision asOf = store.revision();
        List<StoredObject> then = everything(store);

        // when more happens
        committed(update(store.get(key("changed")).orElseThrow(), "four"));
        committed(delete(committed(update(deleted, "two"))));
        committed(delete(replaced));
        committed(create(key("replaced"), "anew"));
        committed(create(key("added"), "one"));
        committed(delete(committed(create(key("fleeting"), "one"))));
        Revision newest = store.revision();
        destroyAndPlace(compressed(backup()), asOf.toString());
        store = open(OPTIONS);

        // then
        assertSame(everything(store), then);
        assertThat(store.get(key("untouched"))).map(Samples::data).contains(data(untouched));
        assertThat(store.revision().value()).isGreaterThan(newest.value() + 1_000_000);
        assertThat(data.resolve("restore/as-of")).doesNotExist();
    }

    @Test
    void the_state_before_the_first_write_is_empty() throws Exception {
        committed(create(key("a"), "one"));

        destroyAndPlace(compressed(backup()), "0");
        store = open(OPTIONS);

        assertThat(everything(store)).isEmpty();
    }

    @Test
    void an_earlier_time_is_restored() throws Exception {
        committed(create(key("a"), "one"));
        List<StoredObject> then = everything(store);
        Instant time = timeOf(store.revision());
        Eventually.holds(() -> Instant.now().isAfter(time.plusMillis(2)));
        committed(delete(store.get(key("a")).orElseThrow()));

        destroyAndPlace(compressed(backup()), time.plusMillis(1).toString());
        store = open(OPTIONS);

        assertSame(everything(store), then);
    }

    private static Instant timeOf(Revision revision) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("select at from nakhoda.event where revision = " + revision.value())) {
            found.next();
            return found.getTimestamp(1).toInstant();
        }
    }

    @Test
    void what_is_outside_of_the_history_is_refused_with_the_range_that_is_possible() throws Exception {
        committed(create(key("a"), "one"));
        byte[] backup = compressed(backup());

        destroyAndPlace(backup, "2");
        assertRefused(BackupException.Reason.OUTSIDE_OF_HISTORY, "as of revision 0 to 1, which is from ");
        place(backup, Instant.now().plusSeconds(60).toString());
        assertRefused(BackupException.Reason.OUTSIDE_OF_HISTORY, "as of revision 0 to 1, which is from ");
        place(backup, "2020-01-01T00:00:00+01:00");
        assertRefused(BackupException.Reason.OUTSIDE_OF_HISTORY, "as of revision 0 to 1, which is from ");
    }

    @Test
    void a_change_can_be_undone_though_the_state_before_it_is_older_than_the_kept_history() throws Exception {
        // given an object whose creation is compacted, and a change of it that is not
        openWithShortHistory();
        StoredObject old = committed(create(key("old"), "one"));
        StoredObject older = committed(create(key("older"), "one"));
        fill(11_000);
        Revision asOf = store.revision();
        committed(update(old, "two"));
        committed(delete(older));
        compactBeyond(older.revision());

        // when
        destroyAndPlace(compressed(backup()), asOf.toString());
        store = open(SHORT_HISTORY);

        // then
        assertSame(
                Stream.of("old", "older")
                        .map(name -> store.get(key(name)).orElseThrow())
                        .toList(),
                List.of(old, older));
    }

    @Test
    void what_was_compacted_cannot_be_undone() throws Exception {
        openWithShortHistory();
        StoredObject object = committed(create(key("a"), "one"));
        fill(1500);
        StoredObject changed = committed(update(object, "two"));
        fill(600);
        compactBeyond(object.revision());
        byte[] backup = compressed(backup());
        long newest = store.revision().value();

        destroyAndPlace(backup, Long.toString(changed.revision().value() - 1));

        assertRefused(
                BackupException.Reason.OUTSIDE_OF_HISTORY,
                "as of revision " + changed.revision() + " to " + newest + ", which is from ");
    }

    private void fill(int writes) {
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

    private void openWithShortHistory() throws SQLException {
        store.close();
        TestServers.forget(server);
        store = open(SHORT_HISTORY);
    }

    /** A store that opens compacts what is due. */
    private void compactBeyond(Revision revision) throws Exception {
        store.close();
        store = open(SHORT_HISTORY);
        Eventually.holds(() -> number("select min(revision) from nakhoda.event") > revision.value());
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return found.getLong(1);
        }
    }

    @Test
    void a_backup_that_is_not_whole_is_refused_and_nothing_of_it_stays() throws Exception {
        for (int i = 0; i < 50; i++) {
            committed(create(key("a" + i), "one"));
        }
        byte[] lines = backup();
        byte[] whole = compressed(lines);
        String text = new String(lines, StandardCharsets.UTF_8);
        int lastLine = text.lastIndexOf("\n", text.length() - 2) + 1;

        destroyAndPlace(Arrays.copyOf(whole, whole.length / 2), "");
        assertRefused(BackupException.Reason.CUT_OFF, "cut off after");
        place(Arrays.copyOf(whole, whole.length - 4), "");
        assertRefused(BackupException.Reason.CUT_OFF, "cut off after");
        place(compressed(text.substring(0, lastLine).getBytes(StandardCharsets.UTF_8)), "");
        assertRefused(BackupException.Reason.CUT_OFF, "cut off after 101 lines");
        place(compressed(text.replaceFirst("one", "two").getBytes(StandardCharsets.UTF_8)), "");
        assertRefused(BackupException.Reason.DAMAGED, "checksum");
        place(compressed((text + text).getBytes(StandardCharsets.UTF_8)), "");
        assertRefused(BackupException.Reason.DAMAGED, "follows after its end");
        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= 0x40;
        place(flipped, "");
        assertRefused(BackupException.Reason.DAMAGED, "the backup is damaged");
        place(
                compressed(text.replaceFirst("\"nakhodaBackup\":1", "\"nakhodaBackup\":9")
                        .getBytes(StandardCharsets.UTF_8)),
                "");
        assertRefused(BackupException.Reason.OTHER_FORMAT, "format 9");
        place(compressed("{\"a\":1}\n".getBytes(StandardCharsets.UTF_8)), "");
        assertRefused(BackupException.Reason.NOT_A_BACKUP, "no backup");
        place(lines, "");
        assertRefused(BackupException.Reason.NOT_A_BACKUP, "not compressed");

        Files.delete(waiting());
        store = open(OPTIONS);
        assertThat(everything(store)).isEmpty();
        assertThat(store.revision()).isEqualTo(Revision.NONE);
    }

    @Test
    void an_import_that_is_killed_starts_over() throws Exception {
        // given a backup that arrives slowly
        fill(3000);
        List<StoredObject> before = everything(store);
        byte[] backup = compressed(backup());
        destroyAndPlace(new byte[0], "");
        Files.delete(waiting());
        assertThat(new ProcessBuilder("mkfifo", waiting().toString()).start().waitFor())
                .isZero();
        CompletableFuture<ClusterStore> opening = CompletableFuture.supplyAsync(() -> open(OPTIONS));
        try (OutputStream pipe = Files.newOutputStream(waiting())) {
            pipe.write(backup, 0, backup.length * 3 / 4);
            pipe.flush();

            // when its connection is killed in the middle
            Eventually.holds(() -> number("select count(pg_terminate_backend(pid)) from pg_stat_activity"
                            + " where state = 'idle in transaction' and query like 'insert into nakhoda.%'")
                    > 0);
            pipe.write(backup, backup.length * 3 / 4, backup.length - backup.length * 3 / 4);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("Broken pipe");
        }
        assertThatThrownBy(opening::join).hasCauseInstanceOf(StoreException.class);

        // then the next start begins at the beginning
        Files.delete(waiting());
        place(backup, "");
        store = open(OPTIONS);
        assertSame(everything(store), before);
    }

    @Test
    void a_backup_that_was_restored_already_is_only_moved_aside() throws Exception {
        StoredObject object = committed(create(key("a"), "one"));
        byte[] backup = compressed(backup());
        destroyAndPlace(backup, "");
        store = open(OPTIONS);
        committed(update(object, "two"));
        store.close();

        place(backup, "");
        store = open(OPTIONS);

        assertThat(store.get(key("a"))).map(Samples::data).contains("two");
        assertThat(waiting()).doesNotExist();
    }

    @Test
    void a_database_with_another_cluster_is_not_overwritten() throws Exception {
        committed(create(key("a"), "one"));
        byte[] backup = compressed(backup());
        committed(create(key("b"), "one"));
        store.close();

        place(backup, "");

        assertThatThrownBy(() -> open(OPTIONS)).hasMessageContaining("holds a cluster, which is not overwritten");
        assertThat(waiting()).exists();
    }

    @Test
    void a_backup_is_of_one_moment_while_writes_go_on() throws Exception {
        // given two counters, of which the first is always raised before the second
        committed(create(key("first"), "0"));
        committed(create(key("second"), "0"));
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            for (int i = 1; !stop.get(); i++) {
                committed(update(store.get(key("first")).orElseThrow(), Integer.toString(i)));
                committed(update(store.get(key("second")).orElseThrow(), Integer.toString(i)));
            }
        });

        // when
        Eventually.holds(() -> store.revision().value() > 50);
        byte[] backup = compressed(backup());
        Revision afterwards = store.revision();
        stop.set(true);
        writing.join();
        destroyAndPlace(backup, "20");
        store = open(OPTIONS);

        // then also every earlier state in it is of one moment
        assertThat(afterwards.value()).isGreaterThan(50);
        int first = Integer.parseInt(data(store.get(key("first")).orElseThrow()));
        int second = Integer.parseInt(data(store.get(key("second")).orElseThrow()));
        assertThat(List.of(first, second)).containsExactly(9, 9);
        assertThat(everything(store))
                .extracting(object -> object.revision().value())
                .containsExactlyInAnyOrder(19L, 20L);
    }
}
