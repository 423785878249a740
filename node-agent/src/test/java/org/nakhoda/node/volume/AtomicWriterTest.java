package org.nakhoda.node.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicWriterTest {
    @TempDir
    private Path volume;

    private static Payload payload(String... pathsAndTexts) throws VolumeException {
        Payload payload = new Payload();
        for (int i = 0; i < pathsAndTexts.length; i += 2) {
            byte[] bytes = pathsAndTexts[i + 1].getBytes(StandardCharsets.UTF_8);
            payload.add(pathsAndTexts[i], new Payload.Content(bytes, 0640, null));
        }
        return payload;
    }

    private boolean write(Payload payload) throws Exception {
        return new AtomicWriter(volume, null).write(payload);
    }

    @Test
    void filesAreSeenThroughOneLinkThatMovesAllAtOnce() throws Exception {
        write(payload("a", "1", "deep/er/b", "2"));
        Path first = Files.readSymbolicLink(volume.resolve("..data"));

        boolean changed = write(payload("a", "1", "deep/er/b", "3"));

        assertThat(changed).isTrue();
        assertThat(volume.resolve("deep/er/b")).hasContent("3");
        assertThat(Modes.get(volume.resolve("a"))).isEqualTo(0640);
        assertThat(Files.readSymbolicLink(volume.resolve("a"))).isEqualTo(Path.of("..data/a"));
        assertThat(Files.readSymbolicLink(volume.resolve("..data"))).isNotEqualTo(first);
        assertThat(volume.resolve(first)).doesNotExist();
    }

    @Test
    void whatHasNotChangedIsNotWritten() throws Exception {
        write(payload("a", "1"));
        Path first = Files.readSymbolicLink(volume.resolve("..data"));

        assertThat(write(payload("a", "1"))).isFalse();
        assertThat(Files.readSymbolicLink(volume.resolve("..data"))).isEqualTo(first);
    }

    @Test
    void filesThatAreGoneLeaveNothingBehind() throws Exception {
        write(payload("a", "1", "b/c", "2"));

        write(payload("a", "1"));

        try (Stream<Path> left = Files.list(volume)) {
            assertThat(left.map(path -> path.getFileName().toString()).filter(name -> !name.startsWith("..")))
                    .containsExactly("a");
        }
    }

    @Test
    void anEmptyVolumeIsWrittenToo() throws Exception {
        assertThat(write(payload())).isTrue();
        assertThat(volume.resolve("..data")).isDirectory();
    }

    @Test
    void aPathThatWouldLeaveTheVolumeIsRefused() {
        assertThatThrownBy(() -> payload("../etc/passwd", "x")).isInstanceOf(VolumeException.class);
        assertThatThrownBy(() -> payload("a/../../b", "x")).isInstanceOf(VolumeException.class);
        assertThatThrownBy(() -> payload("..data", "x")).isInstanceOf(VolumeException.class);
    }

    @Test
    void aSubPathIsMadeInsideTheVolumeOnly() throws Exception {
        Path inside = SubPaths.resolve(volume, "x/y");
        Files.createSymbolicLink(volume.resolve("out"), Path.of("/etc"));

        assertThat(inside).isDirectory().isEqualTo(volume.toRealPath().resolve("x/y"));
        assertThatThrownBy(() -> SubPaths.resolve(volume, "out/cron.d")).hasMessageContaining("leads out");
        assertThatThrownBy(() -> SubPaths.resolve(volume, "../sibling")).isInstanceOf(VolumeException.class);
    }
}
