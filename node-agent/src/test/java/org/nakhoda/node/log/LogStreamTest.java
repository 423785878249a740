package org.nakhoda.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStreamTest {
    private static final String LOG = """
        2026-01-01T00:00:01.000000001Z stdout F one
        2026-01-01T00:00:02Z stderr F two
        2026-01-01T00:00:03Z stdout P thr
        2026-01-01T00:00:03Z stdout F ee
        2026-01-01T00:00:04+01:00 stdout F four: an hour earlier
        not a line of a log
        2026-01-01T00:00:05Z stdout F\s
        """;

    @TempDir
    private Path folder;

    private Path log;
    private String followed;

    /** Collects what a reader gets. */
    private static final class Reader implements LogStream.Sink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CountDownLatch first = new CountDownLatch(1);
        private Future<?> following;

        @Override
        public synchronized void accept(byte[] more) throws IOException {
            bytes.write(more);
        }

        @Override
        public synchronized void flush() {
            if (bytes.size() > 0) {
                first.countDown();
            }
        }

        /** Waits for a text, or for the end of the follower with its fault. */
        void await(String text) throws Exception {
            while (!text().contains(text)) {
                if (following.isDone()) {
                    following.get();
                    throw new AssertionError("the follower has ended without " + text);
                }
                Thread.onSpinWait();
            }
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    @BeforeEach
    void writeTheLog() throws IOException {
        log = Files.writeString(folder.resolve("0.log"), LOG);
    }

    private String read(LogOptions options) throws Exception {
        Reader reader = new Reader();
        new LogStream(log, options, () -> false, reader).run();
        return reader.text();
    }

    private static LogOptions options(boolean timestamps, Long tail, String since, Long limit) {
        return new LogOptions(
                false,
                timestamps,
                Optional.ofNullable(tail),
                Optional.ofNullable(since).map(Instant::parse),
                Optional.ofNullable(limit),
                true,
                true);
    }

    @Test
    void partsOfALineAreJoined() throws Exception {
        assertThat(read(LogOptions.ALL)).isEqualTo("one\ntwo\nthree\nfour: an hour earlier\n\n");
    }

    @Test
    void timesStandOnceBeforeEachLine() throws Exception {
        assertThat(read(options(true, null, null, null)))
                .startsWith("2026-01-01T00:00:01.000000001Z one\n2026-01-01T00:00:02Z two\n"
                        + "2026-01-01T00:00:03Z three\n");
    }

    @Test
    void theLastLinesAreCountedAsTheReaderSeesThem() throws Exception {
        assertThat(read(options(false, 0L, null, null))).isEmpty();
        assertThat(read(options(false, 1L, null, null))).isEqualTo("\n");
        assertThat(read(options(false, 4L, null, null))).isEqualTo("three\nfour: an hour earlier\n\n");
        assertThat(read(options(false, 100L, null, null))).startsWith("one\n");
    }

    @Test
    void olderLinesAreLeftOut() throws Exception {
        assertThat(read(options(false, null, "2026-01-01T00:00:02Z", null))).isEqualTo("two\nthree\n\n");
    }

    @Test
    void theReaderGetsNoMoreThanItAskedFor() throws Exception {
        assertThat(read(options(false, null, null, 6L))).isEqualTo("one\ntw");
    }

    @Test
    void oneStreamCanBeReadAlone() throws Exception {
        LogOptions errors =
                new LogOptions(false, false, Optional.empty(), Optional.empty(), Optional.empty(), false, true);

        assertThat(read(errors)).isEqualTo("two\n");
    }

    @Test
    void aFollowerGetsWhatIsWrittenUntilTheContainerEndsAlsoAcrossRotation() throws Exception {
        follow(reader -> {
            write("before");
            rotate();
            write("after");
            reader.await("after\n");
            write("last");
        });

        assertThat(followed).endsWith("before\nafter\nlast\n");
    }

    @Test
    void aFileThatHasGrownLongerThanItsPredecessorIsANewOneAllTheSame() throws Exception {
        String longer = "x".repeat(LOG.length());
        follow(reader -> {
            Path next = Files.writeString(folder.resolve("next"), line(longer));
            Files.move(next, log, StandardCopyOption.REPLACE_EXISTING);
            reader.await(longer);
        });

        assertThat(followed).endsWith("\n" + longer + "\n");
    }

    @Test
    void aFollowerOutlivesManyRotations() throws Exception {
        follow(reader -> {
            for (int i = 0; i < 200; i++) {
                write("line " + i);
                reader.await("line " + i + "\n");
                rotate();
                write("first of " + i);
            }
        });

        assertThat(followed).endsWith("first of 198\nline 199\nfirst of 199\n");
    }

    private interface Story {
        void tell(Reader reader) throws Exception;
    }

    /** Tells a story to somebody who follows the log, and keeps what has come. */
    private void follow(Story story) throws Exception {
        AtomicBoolean running = new AtomicBoolean(true);
        Reader reader = new Reader();
        LogOptions follow =
                new LogOptions(true, false, Optional.empty(), Optional.empty(), Optional.empty(), true, true);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            reader.following = executor.submit(() -> {
                new LogStream(log, follow, running::get, reader).run();
                return null;
            });
            reader.first.await();
            story.tell(reader);
            running.set(false);
            reader.following.get();
        } finally {
            executor.shutdownNow();
        }
        followed = reader.text();
    }

    private void rotate() throws IOException {
        Files.move(log, folder.resolve("0.log.old"), StandardCopyOption.REPLACE_EXISTING);
    }

    private void write(String text) throws IOException {
        Files.writeString(log, line(text), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String line(String text) {
        return "2026-01-01T00:00:06Z stdout F " + text + "\n";
    }
}
