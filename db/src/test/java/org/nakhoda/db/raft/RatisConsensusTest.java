package org.nakhoda.db.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nakhoda.db.raft.Voyage.LIMIT;
import static org.nakhoda.db.raft.Voyage.confirmed;
import static org.nakhoda.db.raft.Voyage.until;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nakhoda.db.masters.Change;
import org.nakhoda.db.masters.ConsensusException;
import org.nakhoda.db.masters.Member;
import org.nakhoda.db.masters.Roster;

/** Real Ratis servers over TLS on loopback. */
@Timeout(120)
class RatisConsensusTest {
    @TempDir
    private Path directory;

    private Voyage voyage;

    @BeforeEach
    void begin() throws Exception {
        voyage = new Voyage(directory);
    }

    @AfterEach
    void end() {
        voyage.close();
    }

    private static Change began(RatisConsensus leader, long epoch) {
        return new Change.Began(leader.roster().version(), epoch, "a", epoch * 100);
    }

    @Test
    void a_lone_member_leads_and_needs_nobody_to_confirm_it() throws Exception {
        RatisConsensus alone = voyage.found("a");

        assertThat(alone.voters()).containsExactly("a");
        assertThat(alone.learners()).isEmpty();
        assertThat(alone.leader()).contains("a");
        assertThat(alone.confirmLeading()).isCompleted();
        until(() -> voyage.heard("a").terms().size() == 1);
        assertThat(voyage.heard("a").terms())
                .containsExactly(alone.leadingTerm().orElseThrow());
    }

    @Test
    void one_that_waits_neither_leads_nor_votes_until_it_is_taken_in() throws Exception {
        RatisConsensus waiting = voyage.open("b");
        voyage.found("a");

        assertThat(waiting.leadingTerm()).isEmpty();
        assertThat(waiting.leader()).isEmpty();
        assertThat(waiting.voters()).isEmpty();
        assertThat(waiting.roster()).isEqualTo(Roster.EMPTY);
    }

    @Test
    void a_leader_that_dies_is_replaced_and_the_roster_survives() throws Exception {
        voyage.three();
        RatisConsensus first = voyage.get("a");
        long term = first.leadingTerm().orElseThrow();
        Roster agreed = first.record(began(first, 7), LIMIT).orElseThrow();

        voyage.stop("a");
        RatisConsensus second = voyage.leader();

        assertThat(second.leadingTerm().orElseThrow()).isGreaterThan(term);
        assertThat(second.roster()).isEqualTo(agreed);
        assertThat(second.record(began(second, 8), LIMIT)).isPresent();
        assertThat(first.leadingTerm()).isEmpty();
        assertThat(first.leader()).isEmpty();
        assertThatThrownBy(() -> first.record(began(first, 9), LIMIT)).isInstanceOf(ConsensusException.class);
    }

    /** The port of one that died is closed, that of one that is stuck is not. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_leader_that_is_gone_or_silent_is_replaced_long_before_the_longest_wait_is_over(boolean listens)
            throws Exception {
        // given followers that would wait for hours
        voyage.found("a");
        voyage.longestWait(Duration.ofHours(10));
        voyage.admit("b");
        voyage.admit("c");

        // when the leader ends
        voyage.stop("a");
        try (ServerSocket stuck = listens ? new ServerSocket(voyage.member("a").raftPort()) : null) {
            // then another one leads
            String leader = voyage.leaderName();

            assertThat(leader).isIn("b", "c");
        }
    }

    @Test
    void a_leader_without_a_majority_cannot_prove_that_it_leads_although_nothing_was_written_since() throws Exception {
        voyage.three();
        RatisConsensus leader = voyage.get("a");
        assertThat(confirmed(leader)).isTrue();
        long term = leader.leadingTerm().orElseThrow();

        voyage.stop("b");
        voyage.stop("c");

        assertThat(confirmed(leader)).isFalse();
        until(() -> leader.leadingTerm().isEmpty());
        until(() -> voyage.heard("a").all.contains(Optional.empty()));
        assertThat(voyage.heard("a").terms()).containsExactly(term);
        assertThat(confirmed(leader)).isFalse();
        assertThatThrownBy(() -> leader.record(began(leader, 1), Duration.ofSeconds(1)))
                .isInstanceOf(ConsensusException.class);
    }

    @Test
    void many_ask_at_once_whether_it_leads() throws Exception {
        voyage.three();
        RatisConsensus leader = voyage.get("a");

        List<CompletableFuture<Void>> asked = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            asked.add(leader.confirmLeading());
        }

        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).get();
    }

    @Test
    void a_change_that_was_decided_on_another_version_has_no_effect() throws Exception {
        voyage.three();
        RatisConsensus leader = voyage.get("a");
        long version = leader.roster().version();
        Change one = new Change.Synchronous(version, Set.of("b"));
        Change other = new Change.Synchronous(version, Set.of("c"));

        Optional<Roster> first = leader.record(one, LIMIT);
        Optional<Roster> second = leader.record(other, LIMIT);

        assertThat(first.orElseThrow().synchronous()).containsExactly("b");
        assertThat(second).isEmpty();
        assertThat(leader.roster()).isEqualTo(first.orElseThrow());
        assertThatThrownBy(() -> voyage.get("b").record(other, LIMIT)).isInstanceOf(ConsensusException.class);
    }

    @Test
    void leadership_is_handed_over_and_each_term_is_told_once_on_one_thread() throws Exception {
        voyage.three();
        RatisConsensus first = voyage.get("a");

        first.transferTo("b", LIMIT);
        RatisConsensus second = voyage.get("b");
        until(() -> second.leadingTerm().isPresent());
        until(() -> first.leader().equals(Optional.of("b")));
        assertThat(first.leadingTerm()).isEmpty();
        second.transferTo("a", LIMIT);
        until(() -> first.leadingTerm().isPresent());

        until(() -> voyage.heard("a").terms().size() == 2);
        until(() -> voyage.heard("b").all.contains(Optional.of("a")));
        assertThat(voyage.heard("a").terms()).doesNotHaveDuplicates().isSorted();
        assertThat(voyage.heard("a").all).contains(Optional.of("b"));
        assertThat(Set.copyOf(voyage.heard("a").threads)).hasSize(1);
        assertThatThrownBy(() -> first.transferTo("nobody", LIMIT)).isInstanceOf(ConsensusException.class);
        assertThat(confirmed(first)).isTrue();
    }

    @Test
    void a_lone_member_that_restarts_leads_in_a_later_term() throws Exception {
        RatisConsensus before = voyage.found("a");
        long term = before.leadingTerm().orElseThrow();
        Roster agreed = before.record(began(before, 1), LIMIT).orElseThrow();
        voyage.stop("a");

        RatisConsensus after = voyage.open("a");

        until(() -> after.leadingTerm().isPresent());
        assertThat(after.leadingTerm().orElseThrow()).isGreaterThan(term);
        assertThat(after.roster()).isEqualTo(agreed);
        until(() -> voyage.heard("a").all.contains(agreed)
                && !voyage.heard("a").terms().isEmpty());
        assertThat(voyage.heard("a").all.indexOf(agreed))
                .isLessThan(voyage.heard("a").all.indexOf(after.leadingTerm().orElseThrow()));
    }

    @Test
    void a_restarted_member_knows_the_roster_before_anybody_leads() throws Exception {
        voyage.three();
        RatisConsensus leader = voyage.get("a");
        Roster agreed = leader.record(began(leader, 3), LIMIT).orElseThrow();
        until(() -> voyage.get("b").roster().equals(agreed));

        voyage.stop("b");
        voyage.stop("c");
        voyage.stop("a");
        RatisConsensus restarted = voyage.open("a");

        until(() -> restarted.roster().equals(agreed));
        assertThat(restarted.voters()).containsExactly("a", "b", "c");
        assertThat(restarted.leadingTerm()).isEmpty();
        voyage.open("b");
        assertThat(voyage.leader().roster()).isEqualTo(agreed);
    }

    @Test
    void the_log_does_not_grow_for_ever_and_a_late_one_gets_a_snapshot() throws Exception {
        voyage.snapshotAfter(20);
        RatisConsensus leader = voyage.found("a");
        for (long epoch = 1; epoch <= 50; epoch++) {
            assertThat(leader.record(began(leader, epoch), LIMIT)).isPresent();
        }

        voyage.admit("b");

        assertThat(snapshots("a")).isNotEmpty();
        assertThat(snapshots("b")).isNotEmpty();
        assertThat(voyage.get("b").roster().forks()).hasSize(50);
        voyage.stop("b");
        RatisConsensus again = voyage.open("b");
        until(() -> again.roster().equals(leader.roster()));
    }

    private List<Path> snapshots(String name) throws IOException {
        try (var files = Files.walk(voyage.home(name))) {
            return files.filter(file -> file.getFileName().toString().startsWith("snapshot."))
                    .toList();
        }
    }

    @Test
    void one_that_lost_the_others_for_long_leads_soon_after_one_of_them_is_back() throws Exception {
        voyage.three();
        RatisConsensus leader = voyage.get("a");
        voyage.stop("b");
        voyage.stop("c");
        until(() -> leader.leadingTerm().isEmpty());
        // gRPC would wait for more than 10 seconds between its tries by then
        until(() -> leaderlessFor(leader, Duration.ofSeconds(15)));

        voyage.open("b");

        assertThat(voyage.leader().voters()).containsExactly("a", "b", "c");
    }

    private long leaderlessSince;

    private boolean leaderlessFor(RatisConsensus consensus, Duration age) {
        if (leaderlessSince == 0 || consensus.leader().isPresent()) {
            leaderlessSince = System.nanoTime();
        }
        return System.nanoTime() - leaderlessSince >= age.toNanos();
    }

    @Test
    void closing_leaves_no_thread_and_may_be_done_twice() throws Exception {
        voyage.found("captain");
        voyage.admit("mate");

        voyage.stop("mate");
        RatisConsensus captain = voyage.get("captain");
        captain.close();
        captain.close();

        until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread ->
                        thread.getName().contains("captain") || thread.getName().contains("mate")));
        assertThat(captain.confirmLeading()).isCompletedExceptionally();
    }

    @Test
    void a_port_that_is_taken_is_said_and_ends_nothing() throws Exception {
        RatisConsensus running = voyage.found("a");
        var taken = new Member("b", Voyage.ADDRESS, 1, 2, voyage.member("a").raftPort(), 3);

        assertThatThrownBy(() -> RatisConsensus.open(
                        voyage.home("b"), voyage.group, taken, Optional.empty(), voyage.tls("b"), new Voyage.Heard()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(taken.raft());

        assertThat(confirmed(running)).isTrue();
        until(() -> threadsOf("b").isEmpty());
    }

    private static List<String> threadsOf(String member) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(member + "@") || name.startsWith(member + "-"))
                .toList();
    }

    @Test
    void a_directory_of_another_group_is_refused() throws Exception {
        voyage.found("a");
        voyage.stop("a");

        assertThatThrownBy(() -> RatisConsensus.open(
                        voyage.home("a"),
                        UUID.randomUUID(),
                        voyage.member("a"),
                        Optional.empty(),
                        voyage.tls("a"),
                        new Voyage.Heard()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(voyage.group.toString());
    }
}
