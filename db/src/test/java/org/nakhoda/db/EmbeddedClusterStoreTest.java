package org.nakhoda.db;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.nakhoda.db.postgres.DatabaseServer;
import org.nakhoda.db.postgres.EmbeddedPostgres;

/** The contract over the PostgreSQL that comes with Nakhoda. */
class EmbeddedClusterStoreTest extends ClusterStoreContract {
    private static Path directory;
    private static EmbeddedPostgres server;

    @BeforeAll
    static void startServer() {
        directory = TestServers.directory("store-embedded-");
        server = EmbeddedPostgres.start(
                directory.resolve("postgres"), directory.resolve("postgres.log"), Duration.ofSeconds(30));
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
        TestServers.delete(directory);
    }

    @Override
    DatabaseServer server() {
        return server;
    }
}
