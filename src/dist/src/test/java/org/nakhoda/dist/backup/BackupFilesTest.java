package org.nakhoda.dist.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.api.backup.AsOf;
import org.nakhoda.api.backup.BackupException;
import org.nakhoda.api.backup.BackupHeader;
import org.nakhoda.api.backup.BackupRecord.Event;
import org.nakhoda.api.backup.BackupRecord.KeyFile;
import org.nakhoda.api.backup.BackupRecord.StoredObject;
import org.nakhoda.api.backup.BackupWriter;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.dist.cluster.Failure;
import org.nakhoda.dist.host.Layout;

/** A backup's way into a file and from there into a new data folder, without a cluster at either end. */
class BackupFilesTest {
    private static final Instant CREATED = Instant.parse("2026-03-01T12:00:00Z");
    private static final ResourceKey KEY = new ResourceKey(GroupResource.core("configmaps"), "default", "a");
    private static final byte[] DOCUMENT = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    private Path file;
    private Layout layout;

    @BeforeEach
    void choosePlaces() {
        file = directory.resolve("cluster.backup.gz");
        layout = new Layout(directory.resolve("data"));
    }

    /** What a cluster sends: an object that was added at revision 6 and changed at 7. */
    private static byte[] sent() throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        BackupWriter writer =
                new BackupWriter(lines, new BackupHeader("test", CREATED, "", Optional.empty(), new Revision(7)));
        writer.write(new StoredObject(KEY, "u", new Revision(7), DOCUMENT));
        writer.write(event(7, "MODIFIED", Optional.of(new Revision(6))));
        writer.write(event(6, "ADDED", Optional.empty()));
        writer.end();
        return lines.toByteArray();
    }

    private static Event event(long revision, String type, Optional<Revision> previous) {
        return new Event(
                new Revision(revision), type, KEY, "u", previous, CREATED.minusSeconds(10 - revision), DOCUMENT);
    }

    private BackupFile.Written write(byte[] sent, KeyFile... keys) throws IOException {
        return BackupFile.write(new ByteArrayInputStream(sent), List.of(keys), file, records -> {});
    }

    private static KeyFile key(String name, String text) {
        return new KeyFile(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private String unpacked() throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void what_the_cluster_sends_is_in_the_file_as_it_was_and_only_its_owner_reads_it() throws Exception {
        BackupFile.Written written = write(sent());

        assertThat(unpacked()).isEqualTo(new String(sent(), StandardCharsets.UTF_8));
        assertThat(written.records()).isEqualTo(3);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(files(directory)).containsExactly("cluster.backup.gz");
    }

    @Test
    void a_stream_that_breaks_leaves_no_file_and_the_last_good_one_alone() throws Exception {
        byte[] broken = Arrays.copyOf(sent(), sent().length - 20);

        assertThatThrownBy(() -> write(broken)).isInstanceOf(BackupException.class);
        assertThat(files(directory)).isEmpty();

        write(sent());
        byte[] good = Files.readAllBytes(file);
        assertThatThrownBy(() -> write(broken)).isInstanceOf(BackupException.class);
        assertThat(Files.readAllBytes(file)).isEqualTo(good);
        assertThat(files(directory)).containsExactly("cluster.backup.gz");
    }

    @Test
    void a_backup_is_put_where_the_first_start_finds_it() throws Exception {
        write(sent());

        Restore.Placed placed = new Restore(layout).place(file, new AsOf.Newest());

        assertThat(placed.asOf()).isEqualTo(new Revision(7));
        assertThat(placed.withKeys()).isFalse();
        assertThat(files(layout.restore())).containsExactly("backup.gz");
        assertThat(layout.restore().resolve("backup.gz")).hasSameBinaryContentAs(file);
        assertThatThrownBy(() -> new Restore(layout).place(file, new AsOf.Newest()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("has begun already");
    }

    @Test
    void a_time_becomes_the_revision_of_then() throws Exception {
        write(sent());

        new Restore(layout).place(file, AsOf.parse("2026-03-01T12:59:56.5+01:00"));

        assertThat(layout.restore().resolve("as-of")).hasContent("6\n");
    }

    @Test
    void a_time_outside_of_the_history_is_refused_with_the_range() throws Exception {
        write(sent());

        for (String asked : List.of("2026-03-01T11:00:00Z", "2026-03-01T13:00:00Z", "8", "4")) {
            assertThatThrownBy(() -> new Restore(layout).place(file, AsOf.parse(asked)))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("can be restored as of revision 5 to 7, which is from 2026-03-01T11:59:56Z to"
                            + " 2026-03-01T12:00:00Z");
        }
        assertThat(layout.data()).doesNotExist();
    }

    @Test
    void keys_come_back_unless_others_are_there() throws Exception {
        write(sent(), key("ca.key", "one"), key("sa.pub", "two"));

        assertThat(new Restore(layout).place(file, new AsOf.Newest()).withKeys())
                .isTrue();
        assertThat(layout.pki().resolve("ca.key")).hasContent("one");
        assertThat(layout.pki().resolve("sa.pub")).hasContent("two");

        Files.delete(layout.restore().resolve("backup.gz"));
        Files.writeString(layout.pki().resolve("ca.key"), "another");
        assertThatThrownBy(() -> new Restore(layout).place(file, new AsOf.Newest()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("move that folder away");
    }

    @Test
    void a_key_cannot_leave_its_folder() throws Exception {
        write(sent(), key("../evil", "one"));

        assertThatThrownBy(() -> new Restore(layout).place(file, new AsOf.Newest()))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("impossible name");
        assertThat(layout.data().resolve("evil")).doesNotExist();
    }

    @Test
    void a_cluster_that_is_there_is_not_replaced() throws Exception {
        write(sent());
        Files.createDirectories(layout.database());

        assertThatThrownBy(() -> new Restore(layout).place(file, new AsOf.Newest()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("there is a cluster in")
                .hasMessageContaining("down --purge");
        assertThat(layout.restore()).doesNotExist();
    }

    @Test
    void a_broken_file_changes_nothing() throws Exception {
        write(sent());
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 30));

        assertThatThrownBy(() -> new Restore(layout).place(file, new AsOf.Newest()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("cut off");
        assertThat(layout.data()).doesNotExist();
    }
}
