package org.nakhoda.node.log;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
        RandomAccessFile file = open();
        try {
            if (options.tailLines().isPresent()) {
                file.seek(LogFile.startOfLast(file, options.tailLines().get()));
            }
            LineReader reader = new LineReader(file);
            boolean open = options.follow();
            while (left > 0) {
                boolean alive = open && running.getAsBoolean();
                boolean more = drain(reader);
                sink.flush();
                if (!more || !alive) {
                    return;
                }
                Optional<RandomAccessFile> rotated = reopenedIfRotated(file);
                if (rotated.isPresent()) {
                    drain(reader);
                    sink.flush();
                    file.close();
                    file = rotated.get();
                    reader = new LineReader(file);
                } else {
                    Thread.sleep(POLL.toMillis());
                }
            }
        } finally {
            file.close();
        }
    }

    private RandomAccessFile open() throws IOException {
        try {
            return new RandomAccessFile(path.toFile(), "r");
        } catch (FileNotFoundException e) {
            throw new NoSuchFileException(path.toString());
        }
    }

    private Optional<RandomAccessFile> reopenedIfRotated(RandomAccessFile file) throws IOException {
        // the new file is shorter than what has been read of the old one
        if (Files.exists(path) && Files.size(path) < file.getFilePointer()) {
            return Optional.of(open());
        }
        return Optional.empty();
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
