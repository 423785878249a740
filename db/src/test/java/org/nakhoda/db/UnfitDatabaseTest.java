package org.nakhoda.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.db.postgres.EmbeddedPostgres;
import org.nakhoda.db.schema.Trial;
import org.nakhoda.db.store.StoreException;

/** Somebody else's database that has not all that the store needs, which a real one is made to be by taking rights away. */
@Timeout(120)
class UnfitDatabaseTest {
    private final Path directory = TestServers.directory("nakhoda-unfit-");
    private EmbeddedPostgres postgres;
    private String port;

    @BeforeEach
    void start() throws Exception {
        Path home = directory.resolve("postgres");
        postgres = EmbeddedPostgres.start(home, directory.resolve("postgres.log"), Duration.ofSeconds(30));
        port = Files.readString(home.resolve("port")).strip();
        TestServers.execute(postgres, "create role guest login password 'guest'");
    }

    @AfterEach
    void stop() throws Exception {
        postgres.close();
        TestServers.delete(directory);
    }

    @Test
    void allThatItLacksIsSaidAtOnceWithItsNameAndNothingIsWritten() throws Exception {
        TestServers.execute(postgres, "revoke execute on function pg_try_advisory_xact_lock(bigint) from public");
        TestServers.execute(postgres, "revoke execute on function clock_timestamp() from public");

        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll(
                        "\"PostgreSQL 18",
                        "a schema and tables, made in a transaction (ERROR: permission denied for database postgres)",
                        "advisory locks (ERROR: permission denied for function pg_try_advisory_xact_lock)",
                        "clock_timestamp() and intervals (ERROR: permission denied",
                        "database-url",
                        "database-user")
                .hasMessageNotContaining("jsonb");
        assertThat(ours()).isZero();
    }

    @Test
    void aDatabaseThatOnlyReadsIsRefusedForIt() throws Exception {
        TestServers.execute(postgres, "grant create on database postgres to guest");
        TestServers.execute(postgres, "alter role guest set default_transaction_read_only = on");

        assertThatThrownBy(this::open).hasMessageContaining("cannot execute CREATE SCHEMA in a read-only transaction");
    }

    @Test
    void oneThatHasAllIsLeftAsItWas() throws Exception {
        assertThat(Trial.of(postgres.dataSource()).lacks()).isEmpty();
        assertThat(ours()).isZero();
    }

    @Test
    void whoHasPassedIsNotTriedAgain() throws Exception {
        TestServers.execute(postgres, "grant create on database postgres to guest");
        open();
        TestServers.execute(postgres, "revoke create on database postgres from guest");
        TestServers.execute(postgres, "revoke execute on function pg_try_advisory_xact_lock(bigint) from public");

        open();
    }

    @Test
    void aSchemaMadeByItsOwnerBeforehandIsEnough() throws Exception {
        TestServers.execute(postgres, "create schema nakhoda authorization guest");

        open();
    }

    private void open() {
        Settings.Database database =
                new Settings.Database("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "guest", "guest");
        ClusterStores.openExternal(database, directory, Samples.INDEXER, StoreOptions.defaults())
                .close();
    }

    private long ours() throws SQLException {
        try (Connection connection = postgres.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("select (select count(*) from pg_namespace where nspname = 'nakhoda')"
                                + " + (select count(*) from pg_class where relname like 'trial%')")) {
            found.next();
            return found.getLong(1);
        }
    }
}
