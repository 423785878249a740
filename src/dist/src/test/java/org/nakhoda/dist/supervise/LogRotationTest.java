package org.nakhoda.dist.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRotationTest {
    private final LogRotation rotation = new LogRotation(10, 2);

    @TempDir
    Path directory;

    @Test
    void aLogWithinItsBoundStays() throws IOException {
        Path log = Files.writeString(directory.resolve("a.log"), "0123456789");

        assertThat(rotation.rotateIfLarge(log)).isFalse();
        assertThat(log).hasContent("0123456789");
    }

    @Test
    void aWriterThatHoldsTheLogOpenGoesOnInTheSameFile() throws IOException {
        Path log = directory.resolve("a.log");
        try (OutputStream writer = Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            writer.write("the first content".getBytes());
            assertThat(rotation.rotateIfLarge(log)).isTrue();
            writer.write("more".getBytes());
        }

        assertThat(log).hasContent("more");
        assertThat(directory.resolve("a.log.1")).hasContent("the first content");
    }

    @Test
    void onlyAsManyOldOnesAreKeptAsAsked() throws IOException {
        Path log = directory.resolve("a.log");
        for (String content : new String[] {"first content", "second content", "third content"}) {
            Files.writeString(log, content);
            rotation.rotateIfLarge(log);
        }

        assertThat(directory.resolve("a.log.1")).hasContent("third content");
        assertThat(directory.resolve("a.log.2")).hasContent("second content");
        assertThat(directory.resolve("a.log.3")).doesNotExist();
    }
}
