package org.nakhoda.db.masters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.db.Eventually;
import org.nakhoda.db.postgres.Replicas;
import org.nakhoda.db.postgres.ReplicatedPostgres;

/** Whose orders a member's database takes, and when its copy counts: over real databases. */
@Timeout(120)
class StandbyKeeperTest {
    private static Path template;

    @TempDir
    private Path directory;

    private Replicas replicas;

    @BeforeAll
    static void makeDatabase() throws Exception {
        template = Replicas.template();
    }

    @AfterAll
    static void deleteDatabase() throws IOException {
        Replicas.delete(template);
    }

    @BeforeEach
    void begin() throws IOException {
        replicas = new Replicas(template);
    }

    @AfterEach
    void end() throws IOException {
        replicas.close();
    }

    /** As it is after a start of the process: with what is on disk. */
    private StandbyKeeper started(Replica replica) throws IOException {
        return new StandbyKeeper(replica, Promise.in(directory), directory, "b");
    }

    private Member member(String name) {
        return new Member(
                name, replicas.at(name).host(), 1, 2, 3, replicas.at(name).port());
    }

    private Roster led(long epoch, String primary) {
        TreeMap<String, Member> members = new TreeMap<>();
        members.put(primary, member(primary));
        return new Roster(
                1, members, epoch, Optional.of(primary), new TreeSet<>(List.of("a")), List.of(new Fork(epoch, 0)));
    }

    @Test
    void an_order_of_an_earlier_term_is_refused_and_has_no_effect_also_after_a_restart() throws Exception {
        replicas.startPrimary("a");
        Replica replica = new PostgresReplica(replicas.startStandby("b", "a"));
        StandbyKeeper keeper = started(replica);
        assertThat(keeper.fence(5)).isPresent();

        for (StandbyKeeper each : List.of(keeper, started(replica))) {
            assertThatThrownBy(() -> each.fence(4)).isInstanceOf(FencedException.class);
            assertThatThrownBy(() -> each.follow(4, 1, member("a"), led(1, "a")))
                    .isInstanceOf(FencedException.class);
            assertThatThrownBy(() -> each.takeWrites(4)).isInstanceOf(FencedException.class);

            assertThat(each.takesWrites()).isFalse();
            assertThat(each.followedEpoch()).isZero();
            assertThat(replica.position().primary()).isFalse();
            assertThat(replica.streaming()).isFalse();
        }

        started(replica).takeWrites(5);
        assertThat(replica.position().primary()).isTrue();
    }

    @Test
    void a_copy_counts_only_when_the_leader_that_is_followed_says_in_the_promised_term_that_it_is_complete()
            throws Exception {
        ReplicatedPostgres primary = replicas.startPrimary("a");
        PostgresReplica replica = new PostgresReplica(replicas.start("b"));
        StandbyKeeper keeper = started(replica);
        assertThat(keeper.complete()).isFalse();
        keeper.follow(5, 1, member("a"), led(1, "a"));
        Eventually.holds(replica::streaming);
        long written = primary.walPosition();
        Eventually.holds(() -> replica.written() >= written);

        keeper.caughtUpWith("c", 5, written);
        keeper.caughtUpWith("a", 4, written);
        keeper.caughtUpWith("a", 6, written);
        keeper.caughtUpWith("a", 5, Long.MAX_VALUE);
        assertThat(keeper.complete()).isFalse();
        assertThat(keeper.fence(5)).isEmpty();
        assertThat(replica.streaming())
                .as("what does not count is not disturbed")
                .isTrue();
        assertThat(started(replica).complete()).as("after a restart").isFalse();
        assertThat(started(replica).fence(5)).as("after a restart").isEmpty();

        keeper.caughtUpWith("a", 5, written);

        assertThat(keeper.complete()).isTrue();
        assertThat(started(replica).complete()).as("after a restart").isTrue();
        assertThat(keeper.fence(5)).isPresent();
        assertThat(replica.streaming()).isFalse();
    }

    @Test
    void a_primary_that_gives_its_place_away_stops_at_once_and_follows_when_it_is_asked_often_enough()
            throws Exception {
        replicas.startPrimary("a");
        Replica replica = new PostgresReplica(replicas.startStandby("b", "a"));
        StandbyKeeper keeper = started(replica);
        Roster agreed = led(1, "a");
        Roster three = new Roster(
                1, agreed.members(), 1, agreed.primary(), new TreeSet<>(List.of("a", "b", "c")), agreed.forks());
        keeper.takeWrites(5);
        assertThat(replica.position().primary()).isTrue();

        keeper.halt(4);
        assertThat(keeper.takesWrites()).as("after an order of another term").isTrue();
        keeper.halt(5);

        assertThat(keeper.takesWrites()).isFalse();
        assertThatThrownBy(replica::position).isInstanceOf(Exception.class);
        Eventually.holds(() -> {
            keeper.follow(6, 1, member("a"), three);
            return replica.streaming();
        });
        assertThat(replica.position().primary()).isFalse();
    }
}
