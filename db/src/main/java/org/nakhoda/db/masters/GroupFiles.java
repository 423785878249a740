package org.nakhoda.db.masters;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

/**
 * The folder {@code DATA/masters} of a master that is, or will be, one of several. Without it a master is alone.
 *
 * @param directory with {@code group.properties}; also Raft's log and the promise
 */
public record GroupFiles(Path directory) {
    private static final String GROUP = "group";
    private static final String FOUNDER = "founder";

    public static GroupFiles in(Path dataDir) {
        return new GroupFiles(dataDir.resolve("masters"));
    }

    private Path properties() {
        return directory.resolve("group.properties");
    }

    public Path raft() {
        return directory.resolve("raft");
    }

    /** The group that this master belongs to; empty if it is alone. */
    public Optional<UUID> group() throws IOException {
        return Files.exists(properties()) ? Optional.of(UUID.fromString(read().getProperty(GROUP))) : Optional.empty();
    }

    /** Whether this master was there first: it forms the group, where others wait to be let in. */
    public boolean founder() throws IOException {
        return Boolean.parseBoolean(read().getProperty(FOUNDER, "false"));
    }

    /** Makes this master the first of a new group. */
    public UUID found() throws IOException {
        UUID group = UUID.randomUUID();
        Properties properties = new Properties();
        properties.setProperty(GROUP, group.toString());
        properties.setProperty(FOUNDER, "true");
        Files.createDirectories(directory);
        Path incoming = directory.resolve("group.new");
        try (Writer out = Files.newBufferedWriter(incoming)) {
            properties.store(out, "Written once, when a second master came.");
        }
        Files.move(incoming, properties(), StandardCopyOption.ATOMIC_MOVE);
        return group;
    }

    private Properties read() throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(properties())) {
            properties.load(in);
        }
        return properties;
    }
}
