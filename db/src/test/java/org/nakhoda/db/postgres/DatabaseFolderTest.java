package org.nakhoda.db.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DatabaseFolderTest {
    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("nakhoda-database");
        // PostgreSQL does not run as root and has to pass through
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }

    @AfterEach
    void delete() throws IOException {
        Binaries.delete(folder);
    }

    @Test
    void a_database_that_another_process_is_making_is_waited_for_and_used() throws Exception {
        Path home = folder.resolve("postgres");
        Process other = prepareElsewhere(home, folder.resolve("cache"));
        while (!Files.exists(home.resolve("prepare.lock"))) {
            Thread.onSpinWait();
        }

        EmbeddedPostgres server = EmbeddedPostgres.start(home, folder.resolve("log"), Duration.ofSeconds(30));

        try {
            assertThat(answer(server)).isEqualTo(1);
            assertThat(other.waitFor()).isZero();
        } finally {
            server.close();
        }
    }

    @Test
    void programs_stay_in_the_cache_and_are_copied_from_there() throws Exception {
        Path cache = folder.resolve("cache");
        assertThat(prepareElsewhere(folder.resolve("first"), cache).waitFor()).isZero();
        Path mark = cache.resolve("bin-" + Binaries.version()).resolve("mark");
        Files.createFile(mark);

        assertThat(prepareElsewhere(folder.resolve("second"), cache).waitFor()).isZero();

        assertThat(folder.resolve("second/bin-" + Binaries.version()).resolve("mark"))
                .exists();
        assertThat(folder.resolve("second/data/PG_VERSION")).exists();
    }

    @Test
    void a_cache_that_cannot_be_written_is_done_without() throws Exception {
        Path cache = Files.createFile(folder.resolve("a-file"));

        assertThat(prepareElsewhere(folder.resolve("postgres"), cache).waitFor())
                .isZero();

        assertThat(folder.resolve("postgres/data/PG_VERSION")).exists();
    }

    @Test
    void one_of_several_masters_gets_programs_and_no_database_of_its_own() throws Exception {
        Files.createDirectory(folder.resolve("masters"));

        assertThat(prepareElsewhere(folder.resolve("postgres"), folder.resolve("cache"))
                        .waitFor())
                .isZero();

        assertThat(folder.resolve("postgres/bin-" + Binaries.version())).isDirectory();
        assertThat(folder.resolve("postgres/data")).doesNotExist();
        assertThat(folder.resolve("postgres/password")).doesNotExist();
    }

    private Process prepareElsewhere(Path home, Path cache) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DatabaseFolder.class.getName(),
                        home.toString(),
                        cache.toString())
                .inheritIO()
                .start();
    }

    private static int answer(EmbeddedPostgres server) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select 1")) {
            row.next();
            return row.getInt(1);
        }
    }
}
