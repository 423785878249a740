package org.nakhoda.dist.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.nakhoda.dist.host.PrivateFiles;

/** {@code DATA/run/NAME.pid}: which process is a component's, across the death of whoever started it. */
public final class PidFile {
    private final Path file;

    public PidFile(Path directory, String component) {
        this.file = directory.resolve(component + ".pid");
    }

    public void write(ProcessRef process) throws IOException {
        PrivateFiles.write(file, process.pid() + " " + process.startTicks() + "\n");
    }

    /** The process that was written, if it still runs. */
    public Optional<ProcessRef> running() {
        return read().filter(ProcessRef::alive);
    }

    public Optional<ProcessRef> read() {
        try {
            String[] parts = Files.readString(file).strip().split(" ");
            return Optional.of(new ProcessRef(Long.parseLong(parts[0]), Long.parseLong(parts[1])));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    public void delete() throws IOException {
        Files.deleteIfExists(file);
    }
}
