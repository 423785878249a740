package org.nakhoda.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nakhoda.db.Samples.create;
import static org.nakhoda.db.Samples.key;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nakhoda.db.peer.PeerException;
import org.nakhoda.db.peer.Question;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.Outcome;

/** A leader that is robbed of its writer or its database while it leads in Raft sees for itself, and takes over again. */
@Timeout(120)
class LeaderThatLosesItsDatabaseTest {
    private final TestMasters masters = new TestMasters();
    private PostgresClusterStore leader;
    private long term;
    private long epoch;

    @BeforeEach
    void aGroupWithALeader() throws Exception {
        leader = masters.first();
        masters.admit("m2");
        acknowledged(leader, "before");
        term = promised();
        epoch = leader.epoch().orElseThrow();
    }

    @AfterEach
    void stop() throws Exception {
        masters.close();
    }

    private long promised() throws IOException {
        return Long.parseLong(
                Files.readString(masters.dataDir("m1").resolve("masters").resolve("promise")));
    }

    private static void acknowledged(ClusterStore store, String name) {
        assertThat(store.commit(create(key(name), "1")).join()).isInstanceOf(Outcome.Committed.class);
    }

    private void leadsAgainInTheSameTerm() throws Exception {
        Eventually.holds(() -> leader.epoch().filter(now -> now > epoch).isPresent());
        assertThat(promised()).isEqualTo(term);
        acknowledged(leader, "after");
        assertThat(leader.get(key("before"))).isPresent();
    }

    @Test
    void whoseWriterIsDeposed() throws Exception {
        leader.depose();

        leadsAgainInTheSameTerm();
    }

    @Test
    void whoseDatabaseIsFencedInItsOwnTerm() throws Exception {
        assertThat(masters.ask("m2", Question.of("fence").with("term", term))
                        .path("counts")
                        .asBoolean())
                .isTrue();

        leadsAgainInTheSameTerm();
    }

    @Test
    void andOneThatIsInNoRosterCannotRobIt() throws Exception {
        assertThatThrownBy(() -> masters.ask("stranger", Question.of("fence").with("term", term + 100)))
                .isInstanceOf(PeerException.class)
                .hasMessage("stranger is no member of this group");

        assertThat(promised()).isEqualTo(term);
        assertThat(leader.epoch()).hasValue(epoch);
        acknowledged(leader, "after");
    }
}
