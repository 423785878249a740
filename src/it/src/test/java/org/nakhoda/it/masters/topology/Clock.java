package org.nakhoda.it.masters.topology;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.it.cluster.Shell;

/**
 * A master's time of day, which can be set. By a library that is compiled here and preloaded into its processes; without a C
 * compiler the clock is the machine's.
 */
public final class Clock {
    private static final Path FOLDER = Path.of("/var/tmp/nkm-clock");
    private static final Optional<Path> LIBRARY = compile();

    private final Path file;

    Clock(Path file) {
        this.file = file;
    }

    /** Whether {@link #set} has an effect. */
    public boolean adjustable() {
        return LIBRARY.isPresent();
    }

    /** How far the clock is off from now on, for running processes, too. */
    public void set(Duration offset) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        bytes.putLong(0, offset.toMillis());
        // in place: the processes have mapped this very file
        try (RandomAccessFile page = new RandomAccessFile(file.toFile(), "rw")) {
            page.write(bytes.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, String> environment() {
        return LIBRARY.map(library -> Map.of("LD_PRELOAD", library.toString(), "NAKHODA_TEST_CLOCK", file.toString()))
                .orElse(Map.of());
    }

    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> compile() {
        Path source = FOLDER.resolve("clock.c");
        Path library = FOLDER.resolve("clock.so");
        try (InputStream text = Clock.class.getResourceAsStream("clock.c")) {
            Files.createDirectories(FOLDER);
            Files.copy(text, source, StandardCopyOption.REPLACE_EXISTING);
            Shell shell = new Shell(List.of(), Map.of(), FOLDER);
            boolean compiled =
                    shell.run("gcc", "-shared", "-fPIC", "-O2", "-o", library.toString(), source.toString(), "-ldl")
                                    .exit()
                            == 0;
            return compiled ? Optional.of(library) : Optional.empty();
        } catch (IOException e) {
            // no compiler
            return Optional.empty();
        }
    }
}
