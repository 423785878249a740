package org.nakhoda.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.nakhoda.db.postgres.DatabaseServer;
import org.nakhoda.db.schema.SchemaMigration;

/** What tests need of servers beyond the product. */
final class TestServers {
    private TestServers() {}

    /** A directory that the server's own account can reach, unlike JUnit's. */
    static Path directory(String prefix) {
        try {
            Path directory = Files.createTempDirectory(prefix);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path subdirectory(Path parent, String name) {
        try {
            return Files.createDirectory(parent.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    static void forget(DatabaseServer server) throws SQLException {
        execute(server, "drop schema if exists " + SchemaMigration.SCHEMA + " cascade");
    }

    static void execute(DatabaseServer server, String sql) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The server for one of several stores: closing the store leaves it running. */
    static DatabaseServer shared(DatabaseServer server) {
        return new DatabaseServer() {
            @Override
            public DataSource dataSource() {
                return server.dataSource();
            }

            @Override
            public String description() {
                return server.description();
            }

            @Override
            public void close() {
                // closed by the test that started it
            }
        };
    }
}
