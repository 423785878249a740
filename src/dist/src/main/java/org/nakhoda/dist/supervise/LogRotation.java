package org.nakhoda.dist.supervise;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Bounds a log that its writer holds open for appending: the content moves to {@code NAME.1} (older ones to {@code .2} and
 * so on) and the file itself is cut to nothing. Lines written in between the two may be lost; that is the price of a writer
 * that need not know.
 */
record LogRotation(long mostBytes, int keep) {
    static final LogRotation DEFAULT = new LogRotation(20L << 20, 3);

    /** @return whether it was rotated */
    boolean rotateIfLarge(Path log) throws IOException {
        if (!Files.exists(log) || Files.size(log) <= mostBytes) {
            return false;
        }
        for (int i = keep; i > 1; i--) {
            Path older = numbered(log, i - 1);
            if (Files.exists(older)) {
                Files.move(older, numbered(log, i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.copy(log, numbered(log, 1), StandardCopyOption.REPLACE_EXISTING);
        try (var channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        return true;
    }

    private static Path numbered(Path log, int number) {
        return log.resolveSibling(log.getFileName() + "." + number);
    }
}
