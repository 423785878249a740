package org.nakhoda.it.masters.history;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** A history as lines of JSON, written while it happens. Its lines may be written by several threads. */
public final class HistoryFile implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final BufferedWriter lines;

    private HistoryFile(BufferedWriter lines) {
        this.lines = lines;
    }

    public static HistoryFile create(Path file) {
        try {
            return new HistoryFile(Files.newBufferedWriter(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static History read(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return new History(
                    lines.map(line -> JSON.readValue(line, Observation.class)).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void add(Observation observation) {
        try {
            lines.write(JSON.writerFor(Observation.class).writeValueAsString(observation) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
