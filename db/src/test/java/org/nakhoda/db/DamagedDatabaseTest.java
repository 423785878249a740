package org.nakhoda.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.db.Samples.create;
import static org.nakhoda.db.Samples.delete;
import static org.nakhoda.db.Samples.key;
import static org.nakhoda.db.Samples.update;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nakhoda.db.history.ObjectRange;
import org.nakhoda.db.masters.MasterStatus;
import org.nakhoda.db.masters.Masters.Happening;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.store.Write;

/** What is on a master's disk is not what was written: it is noticed, said, and made good from the others. */
@Timeout(240)
class DamagedDatabaseTest {
    private final TestMasters masters = new TestMasters();
    private final List<Happening> toldAtFirst = new CopyOnWriteArrayList<>();
    private DamagedDisk disk;

    @BeforeEach
    void threeMastersWithAnObject() throws Exception {
        masters.first();
        masters.join("m2");
        masters.join("m3");
        awaitAllWell();
        masters.get("m1").masters().orElseThrow().observe(toldAtFirst::add);
        masters.get("m1").commit(create(key("a"), "precious")).join();
        disk = new DamagedDisk(masters.get("m1"));
    }

    @AfterEach
    void stop() throws Exception {
        masters.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {DamagedDisk.OBJECTS, DamagedDisk.HISTORY})
    void aFollowerWithAnotherRowIsMadeAnew(String table) throws Exception {
        disk.change(masters.get("m3"), masters.dataDir("m3"), table, "precious", "perverse");

        awaitMadeAnew("m3", table);

        assertThat(masters.leading()).contains("m1");
    }

    @ParameterizedTest
    @ValueSource(strings = {DamagedDisk.OBJECTS, DamagedDisk.HISTORY})
    void aFollowerWithAPageThatItsChecksumGivesAwayIsMadeAnew(String table) throws Exception {
        disk.spoil(masters.get("m3"), masters.dataDir("m3"), table, "precious");

        awaitMadeAnew("m3", table);

        assertThat(masters.leading()).contains("m1");
    }

    @Test
    void aLeaderWithAnotherRowThanBothFollowersIsToldToHandOverAndMadeAnew() throws Exception {
        disk.change(masters.get("m1"), masters.dataDir("m1"), DamagedDisk.OBJECTS, "precious", "perverse");

        awaitMadeAnew("m1", DamagedDisk.OBJECTS);

        assertThat(toldAtFirst)
                .as("neither of the followers is taken for the one that is wrong")
                .noneMatch(
                        happening -> happening.warning() && !happening.member().equals("m1"));
        assertThat(documents("m1", DamagedDisk.OBJECTS)).contains("precious");
    }

    @Test
    void aLeaderWithAPageThatItsChecksumGivesAwayHandsOverAndIsMadeAnew() throws Exception {
        disk.spoil(masters.get("m1"), masters.dataDir("m1"), DamagedDisk.OBJECTS, "precious");

        awaitMadeAnew("m1", DamagedDisk.OBJECTS);

        assertThat(documents("m1", DamagedDisk.OBJECTS)).contains("precious");
    }

    @Test
    void whileTheThirdMasterIsAwayNobodyIsThrownAway() throws Exception {
        masters.stop("m2");
        disk.change(masters.get("m3"), masters.dataDir("m3"), DamagedDisk.OBJECTS, "precious", "perverse");

        Eventually.holds(() ->
                toldAtFirst.stream().anyMatch(happening -> happening.reason().equals("DatabasesDiffer")));
        assertThat(documents("m3", DamagedDisk.OBJECTS)).contains("perverse");
        masters.start("m2");

        awaitMadeAnew("m3", DamagedDisk.OBJECTS);
    }

    @Test
    void writesInFlightAreNoDamage() throws Exception {
        PostgresClusterStore leader = masters.get("m1");
        PostgresClusterStore follower = masters.get("m2");
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            while (!enough.get()) {
                StoredObject made = committed(leader, create(key("brief"), "1"));
                committed(leader, delete(committed(leader, update(made, "2"))));
            }
        });

        ObjectRange.Bounds all = new ObjectRange.Bounds(Optional.empty(), Optional.empty(), 100);
        for (int look = 0; look < 100; look++) {
            ObjectRange there = leader.objects(all, Optional.empty());
            assertThat(follower.objects(all, Optional.of(there.asOf())).differsFrom(there))
                    .isEmpty();
        }

        enough.set(true);
        writing.get();
        assertThat(toldAtFirst).noneMatch(Happening::warning);
    }

    private static StoredObject committed(PostgresClusterStore store, Write write) {
        return ((Outcome.Committed) store.commit(write).join()).object();
    }

    /** It has been said, all is well again, and what is on the disks is the same. */
    private void awaitMadeAnew(String name, String table) throws Exception {
        Eventually.holds(() -> toldAtFirst.stream()
                .anyMatch(happening -> happening.reason().equals("DatabaseDamaged")
                        && happening.warning()
                        && happening.member().equals(name)));
        Eventually.holds(() -> toldAtFirst.stream()
                .anyMatch(happening -> happening.reason().equals("DatabaseMadeAnew")
                        && happening.member().equals(name)));
        awaitAllWell();
        assertThat(documents(name, table)).isEqualTo(documents("m2", table)).contains("precious");
    }

    private void awaitAllWell() throws Exception {
        Eventually.holds(() -> {
            Optional<PostgresClusterStore> leader = masters.leading().map(masters::get);
            return leader.isPresent()
                    && allWell(leader.get().masters().orElseThrow().status());
        });
    }

    private static boolean allWell(List<MasterStatus> all) {
        return all.size() == 3
                && all.stream()
                        .allMatch(status -> status.synchronous()
                                && status.role() != MasterStatus.Role.LEARNER
                                && status.trouble().isEmpty());
    }

    private String documents(String name, String table) throws Exception {
        try (Connection connection = masters.get(name).server().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("select string_agg(document, ' ' order by revision) from " + table)) {
            found.next();
            return found.getString(1);
        }
    }
}
