package org.nakhoda.db.masters;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The newest term whose leader this member's database obeys. Once made, a promise holds over restarts: an order of an earlier
 * term is refused for ever, so a leader that a majority has turned away from can never gather it again.
 */
final class Promise {
    private final Path file;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private long term;

    private Promise(Path file, long term) {
        this.file = file;
        this.term = term;
    }

    static Promise in(Path directory) throws IOException {
        Path file = directory.resolve("promise");
        return new Promise(
                file, Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0);
    }

    long term() {
        synchronized (lock) {
            return term;
        }
    }

    /** @return false if a later term has the promise */
    boolean make(long wanted) throws IOException {
        synchronized (lock) {
            if (wanted < term) {
                return false;
            }
            if (wanted > term) {
                write(wanted);
                term = wanted;
            }
            return true;
        }
    }

    private void write(long value) throws IOException {
        Path incoming = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(
                incoming, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            out.write(ByteBuffer.wrap(Long.toString(value).getBytes(StandardCharsets.US_ASCII)));
            out.force(true);
        }
        Files.move(incoming, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
