package org.nakhoda.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nakhoda.db.Samples.create;
import static org.nakhoda.db.Samples.key;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nakhoda.db.masters.MasterStatus;
import org.nakhoda.db.masters.MasterStatus.Role;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoreException;
import org.nakhoda.db.store.Write;

/** Real masters but for the processes: Ratis and PostgreSQL, one of each for every master, in one JVM. */
@Timeout(120)
class SeveralMastersTest {
    private final TestMasters masters = new TestMasters();

    @AfterEach
    void stop() throws Exception {
        masters.close();
    }

    @Test
    void aMasterThatIsAloneGrowsToThreeAndEachOneSeesWhatIsWritten() throws Exception {
        ClusterStore first = masters.first();
        acknowledged(first, create(key("before"), "1"));

        threeMasters();

        acknowledged(masters.leader(), create(key("after"), "2"));
        for (String name : List.of("m1", "m2", "m3")) {
            ClusterStore store = masters.get(name);
            store.awaitCurrent();
            assertThat(store.get(key("before"))).as(name).isPresent();
            assertThat(store.get(key("after"))).as(name).isPresent();
        }
    }

    @Test
    void aFollowerTakesNoWrites() throws Exception {
        masters.first();
        ClusterStore second = masters.join("m2");

        assertThatThrownBy(() -> second.commit(create(key("a"), "1")).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.NOT_LEADING));
    }

    @Test
    void leadershipIsHandedOverAndBackAndNothingIsLost() throws Exception {
        masters.first();
        threeMasters();
        acknowledged(masters.leader(), create(key("a"), "1"));

        masters.leader().masters().orElseThrow().transfer("m2");
        awaitLeader("m2");
        acknowledged(masters.get("m2"), create(key("b"), "2"));
        awaitAllWell(3);
        masters.leader().masters().orElseThrow().transfer("m1");
        awaitLeader("m1");

        acknowledged(masters.get("m1"), create(key("c"), "3"));
        for (String name : List.of("m1", "m2", "m3")) {
            masters.get(name).awaitCurrent();
            assertThat(masters.get(name).list(Samples.CONFIG_MAPS, "").objects())
                    .as(name)
                    .hasSize(3);
        }
    }

    @Test
    void aLeaderWhoseDatabaseIsKilledIsReplacedAndNothingAcknowledgedIsLost() throws Exception {
        masters.first();
        threeMasters();
        acknowledged(masters.leader(), create(key("a"), "1"));
        long epoch = masters.leader().epoch().orElseThrow();

        kill(masters.dataDir("m1"));

        Eventually.is(() -> assertThat(masters.leader().epoch().orElseThrow()).isGreaterThan(epoch));
        acknowledged(masters.leader(), create(key("b"), "2"));
        assertThat(masters.leader().get(key("a"))).isPresent();
        awaitAllWell(3);
    }

    @Test
    void aMasterThatWasAwayComesBackAndCatchesUp() throws Exception {
        masters.first();
        threeMasters();
        masters.stop("m3");
        acknowledged(masters.leader(), create(key("meanwhile"), "1"));

        ClusterStore back = masters.start("m3");

        back.awaitCurrent();
        assertThat(back.get(key("meanwhile"))).isPresent();
        awaitAllWell(3);
    }

    @Test
    void whenTheLeaderLeavesAnotherOneLeads() throws Exception {
        masters.first();
        threeMasters();
        acknowledged(masters.leader(), create(key("a"), "1"));

        masters.stop("m1");

        Eventually.is(() -> assertThat(masters.leading()).isPresent());
        acknowledged(masters.leader(), create(key("b"), "2"));
        assertThat(masters.leader().get(key("a"))).isPresent();
    }

    @Test
    void mastersAreRemovedUntilOneIsLeft() throws Exception {
        masters.first();
        threeMasters();

        masters.leader().masters().orElseThrow().remove("m3");
        masters.stop("m3");
        masters.leader().masters().orElseThrow().remove("m2");
        masters.stop("m2");

        acknowledged(masters.get("m1"), create(key("alone again"), "1"));
        assertThat(masters.get("m1").masters().orElseThrow().status()).hasSize(1);
    }

    @Test
    void afterAllWereStoppedEverythingIsThereAgain() throws Exception {
        masters.first();
        threeMasters();
        Outcome.Committed written = acknowledged(masters.leader(), create(key("a"), "1"));
        List.of("m3", "m2", "m1").forEach(masters::stop);

        masters.start("m2", "m3");

        Eventually.is(() -> assertThat(masters.leading()).isPresent());
        assertThat(masters.leader().get(key("a")).orElseThrow().revision())
                .isEqualTo(written.object().revision());
        Outcome.Committed next = acknowledged(masters.leader(), create(key("b"), "2"));
        assertThat(next.object().revision()).isGreaterThan(written.object().revision());
    }

    private void threeMasters() throws Exception {
        masters.join("m2");
        masters.join("m3");
        awaitAllWell(3);
    }

    private void awaitAllWell(int count) throws Exception {
        Eventually.is(() -> {
            List<MasterStatus> all = masters.leader().masters().orElseThrow().status();
            assertThat(all).hasSize(count).allSatisfy(status -> {
                assertThat(status.role()).isIn(Role.LEADER, Role.FOLLOWER);
                assertThat(status.synchronous()).isTrue();
                assertThat(status.trouble()).isEmpty();
            });
        });
    }

    private void awaitLeader(String name) throws Exception {
        Eventually.is(() -> assertThat(masters.leading()).contains(name));
    }

    private static Outcome.Committed acknowledged(ClusterStore store, Write write) {
        return (Outcome.Committed) store.commit(write).join();
    }

    private static void kill(Path dataDir) throws Exception {
        Path file = dataDir.resolve("postgres").resolve("data").resolve("postmaster.pid");
        long pid = Long.parseLong(Files.readAllLines(file).get(0).strip());
        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
    }
}
