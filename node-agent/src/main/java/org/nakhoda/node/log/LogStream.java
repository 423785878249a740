package org.nakhoda.node.log;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Gives a container's log to a reader and, if it is to be followed, what is written afterwards until the container has
 * ended. A file that is rotated away is read to its end before the new one is begun.
 */
public final class LogStream {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Path path;
    private final LogOptions options;
    private final BooleanSupplier running;
    private final Sink sink;
    private long left;
    private boolean continued;

    /** Where the bytes go. */
    public interface Sink {
        /** Blocks as long as the reader is slow. */
        void accept(byte[] bytes) throws IOException;

        /** For now there is no more. */
        void flush() throws IOException;
    }

    /** @param running whether the container may still write */
    public LogStream(Path path, LogOptions options, BooleanSupplier running, Sink sink) {
        this.path = path;
        this.options = options;
        this.running = running;
        this.sink = sink;
        this.left = options.limitBytes().orElse(Long.MAX_VALUE);
    }

    /** @throws IOException also if the reader has gone */
    public void run() throws IOException, InterruptedException {
        OpenLog log = OpenLog.of(path);
        try {
            RandomAccessFile file = log.file();
            if (options.tailLines().isPresent()) {
                file.seek(LogFile.startOfLast(file, options.tailLines().get()));
            }
            LineReader reader = new LineReader(file);
            boolean following = options.follow();
            while (left > 0) {
                boolean alive = following && running.getAsBoolean();
                boolean more = drain(reader);
                sink.flush();
                if (!more || !following) {
                    return;
                }
                if (log.isRotated(path)) {
                    drain(reader);
                    sink.flush();
                    log.close();
                    log = OpenLog.of(path);
                    reader = new LineReader(log.file());
                } else if (!alive) {
                    return;
                } else {
                    Thread.sleep(POLL.toMillis());
                }
            }
        } finally {
            log.close();
        }
    }

    /**
     * A log's file and which one it is.
     *
     * @param key tells it from all others as long as it is open
     */
    private record OpenLog(RandomAccessFile file, Object key) implements Closeable {
        static OpenLog of(Path path) throws IOException {
            while (true) {
                Object before = key(path);
                RandomAccessFile file;
                try {
                    file = new RandomAccessFile(path.toFile(), "r");
                } catch (FileNotFoundException e) {
                    throw new NoSuchFileException(path.toString());
                }
                if (before.equals(keyIfAny(path).orElse(before))) {
                    return new OpenLog(file, before);
                }
                // rotated in this very moment
                file.close();
            }
        }

        private static Object key(Path path) throws IOException {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        }

        private static Optional<Object> keyIfAny(Path path) throws IOException {
            try {
                return Optional.of(key(path));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        }

        /** Whether another file has this one's name now. Between the two there may be none for a moment. */
        boolean isRotated(Path path) throws IOException {
            Optional<Object> now = keyIfAny(path);
            return now.isPresent() && !now.get().equals(key);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /** @return whether more is wanted */
    private boolean drain(LineReader reader) throws IOException {
        for (byte[] bytes = reader.next(); bytes != null; bytes = reader.next()) {
            Optional<LogLine> line = LogLine.parse(bytes);
            if (line.isPresent() && wanted(line.get()) && !emit(line.get())) {
                return false;
            }
        }
        return true;
    }

    private boolean wanted(LogLine line) {
        return (line.stderr() ? options.stderr() : options.stdout())
                && (options.since().isEmpty()
                        || !line.instant().isBefore(options.since().get()));
    }

    private boolean emit(LogLine line) throws IOException {
        // the time stands once, before the line's first part
        byte[] bytes = LogFormat.render(line, options.timestamps() && !continued);
        continued = line.partial();
        if (bytes.length > left) {
            bytes = Arrays.copyOf(bytes, (int) left);
        }
        left -= bytes.length;
        sink.accept(bytes);
        return left > 0;
    }
}
