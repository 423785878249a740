package org.nakhoda.node.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads entries of a log file forwards, and finds the place where the last so many begin. */
public final class LogFile {
    private static final int BLOCK = 8192;

    private LogFile() {}

    /**
     * Where the last lines begin. Entries of one line that are tagged partial count as one.
     *
     * @return a position in the file; 0 if it has no more lines than that
     */
    static long startOfLast(RandomAccessFile file, long lines) throws IOException {
        long end = file.length();
        if (lines <= 0) {
            return end;
        }
        long left = lines;
        long next = end;
        // each entry is found by the line feed before it, from the end to the beginning
        for (long start = startBefore(file, next); ; start = startBefore(file, next)) {
            boolean ends =
                    entryAt(file, start, next).map(line -> !line.partial()).orElse(true);
            if (ends && next > start && left-- == 0) {
                return next;
            }
            if (start == 0) {
                return 0;
            }
            next = start;
        }
    }

    private static java.util.Optional<LogLine> entryAt(RandomAccessFile file, long start, long end) throws IOException {
        int head = (int) Math.min(end - start, 128);
        byte[] bytes = new byte[head];
        file.seek(start);
        file.readFully(bytes);
        return LogLine.parse(bytes);
    }

    /** The beginning of the line that ends right before a position. */
    private static long startBefore(RandomAccessFile file, long position) throws IOException {
        long end = position - 1;
        byte[] block = new byte[BLOCK];
        while (end > 0) {
            int size = (int) Math.min(BLOCK, end);
            file.seek(end - size);
            file.readFully(block, 0, size);
            for (int i = size - 1; i >= 0; i--) {
                if (block[i] == '\n') {
                    return end - size + i + 1;
                }
            }
            end -= size;
        }
        return 0;
    }

    /** The contents of the last lines, with their ends. */
    public static List<byte[]> lastLines(Path path, long lines) throws IOException {
        List<byte[]> result = new ArrayList<>();
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            file.seek(startOfLast(file, lines));
            LineReader reader = new LineReader(file);
            for (byte[] line = reader.next(); line != null; line = reader.next()) {
                LogLine.parse(line).ifPresent(entry -> result.add(LogFormat.render(entry, false)));
            }
        }
        return result;
    }
}
