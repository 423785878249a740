package org.nakhoda.db;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.nakhoda.db.postgres.DatabaseServer;
import org.nakhoda.db.postgres.ExternalPostgres;

/** The contract over the oldest supported PostgreSQL, run by somebody else. */
class ExternalClusterStoreTest extends ClusterStoreContract {
    private static Postgres15 postgres;

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        assumeTrue(Postgres15.available(), "this machine has no PostgreSQL 15 (Debian: postgresql-15)");
        postgres = Postgres15.start();
    }

    @AfterAll
    static void stopServer() throws IOException, InterruptedException {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    DatabaseServer server() {
        return new ExternalPostgres(postgres.database(), Duration.ofSeconds(30));
    }
}
