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

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.backup.BackupException;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.CompactedException;
import org.nakhoda.db.store.Document;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoreException;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.store.Write;

/** A cluster's state leaves by one store's backup and comes back by another's first start. */
class BackupTest extends BackupScene {
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
