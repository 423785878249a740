package org.nakhoda.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nakhoda.db.Samples.create;
import static org.nakhoda.db.Samples.key;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.db.masters.MasterStatus.Role;
import org.nakhoda.db.postgres.EmbeddedPostgres;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.Outcome;

/** Masters that share one database which somebody else runs: Raft elects, and the epoch in the database fences. */
@Timeout(120)
class MastersOverOneDatabaseTest {
    private final Path directory = TestServers.directory("nakhoda-shared-");
    private EmbeddedPostgres postgres;
    private TestMasters masters;

    @BeforeEach
    void start() throws Exception {
        Path home = directory.resolve("postgres");
        postgres = EmbeddedPostgres.start(home, directory.resolve("postgres.log"), Duration.ofSeconds(30));
        String port = Files.readString(home.resolve("port")).strip();
        masters = new TestMasters(Optional.of(new Settings.Database(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
                "nakhoda",
                Files.readString(home.resolve("password")).strip())));
    }

    @AfterEach
    void stop() throws Exception {
        masters.close();
        postgres.close();
        TestServers.delete(directory);
    }

    @Test
    void oneLeadsTheOthersFollowAndLeadershipMoves() throws Exception {
        ClusterStore first = masters.first();
        acknowledged(first, "before");
        masters.join("m2");
        masters.join("m3");
        awaitVoters();

        masters.leader().masters().orElseThrow().transfer("m2");
        Eventually.holds(() -> masters.leading().equals(Optional.of("m2")));

        acknowledged(masters.get("m2"), "after");
        masters.get("m3").awaitCurrent();
        assertThat(masters.get("m3").get(key("before"))).isPresent();
        assertThat(masters.get("m3").get(key("after"))).isPresent();
    }

    @Test
    void aTransactionOfALeaderThatIsNoneAnyMoreFails() throws Exception {
        masters.first();
        masters.join("m2");
        masters.join("m3");
        awaitVoters();
        long former = masters.leader().epoch().orElseThrow();
        masters.leader().masters().orElseThrow().transfer("m3");
        Eventually.holds(() -> masters.leading().equals(Optional.of("m3")));

        // what the former leader's late transaction finds: the row that it has to hold is another epoch's
        assertThat(masters.leader().epoch().orElseThrow()).isGreaterThan(former);
        assertThatThrownBy(() -> masters.get("m1").lead(former, "m1"))
                .isInstanceOfAny(IllegalStateException.class, SQLException.class);
    }

    private void awaitVoters() throws Exception {
        Eventually.holds(() -> masters.leader().masters().orElseThrow().status().stream()
                        .filter(status -> status.role() != Role.LEARNER)
                        .count()
                == 3);
    }

    private static void acknowledged(ClusterStore store, String name) {
        assertThat(store.commit(create(key(name), "1")).join()).isInstanceOf(Outcome.Committed.class);
    }
}
