package org.nakhoda.db.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nakhoda.db.raft.Voyage.LIMIT;
import static org.nakhoda.db.raft.Voyage.confirmed;
import static org.nakhoda.db.raft.Voyage.until;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.db.masters.Change;
import org.nakhoda.db.masters.ConsensusException;

/** Who takes part: real Ratis servers over TLS on loopback. */
@Timeout(120)
class MembershipTest {
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
    void a_learner_knows_all_and_does_not_count_until_it_is_promoted() throws Exception {
        RatisConsensus leader = voyage.found("a");
        assertThat(leader.record(began(leader, 1), LIMIT)).isPresent();
        RatisConsensus learner = voyage.open("b");

        leader.addLearner(voyage.member("b"), LIMIT);
        until(() -> leader.caughtUp("b"));

        until(() -> learner.roster().equals(leader.roster()));
        assertThat(leader.voters()).containsExactly("a");
        assertThat(leader.learners()).containsExactly("b");
        until(() ->
                learner.leader().equals(Optional.of("a")) && learner.learners().equals(Set.of("b")));
        voyage.stop("b");
        assertThat(confirmed(leader)).isTrue();
        assertThat(leader.record(began(leader, 2), LIMIT)).isPresent();
    }

    @Test
    void two_join_and_vote() throws Exception {
        voyage.three();

        for (RatisConsensus each : voyage.running()) {
            until(() -> each.voters().equals(Set.of("a", "b", "c"))
                    && each.learners().isEmpty());
            assertThat(each.leader()).contains("a");
            assertThat(each.roster().members()).containsOnlyKeys("b", "c");
        }
        assertThat(confirmed(voyage.get("a"))).isTrue();
        assertThat(confirmed(voyage.get("b"))).isFalse();
    }

    @Test
    void a_removed_member_is_quiet_and_the_rest_goes_on() throws Exception {
        voyage.three();
        RatisConsensus leader = voyage.get("a");
        RatisConsensus removed = voyage.get("c");
        long term = leader.leadingTerm().orElseThrow();

        leader.remove("c", LIMIT);

        assertThat(leader.voters()).containsExactly("a", "b");
        until(() -> removed.leader().isEmpty());
        until(() -> voyage.heard("c").all.get(voyage.heard("c").all.size() - 1).equals(Optional.empty()));
        assertThat(confirmed(leader)).isTrue();
        assertThat(leader.leadingTerm()).hasValue(term);
        assertThatThrownBy(() -> leader.remove("a", LIMIT)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_member_that_was_removed_and_lost_its_disk_is_taken_in_again() throws Exception {
        voyage.three();
        RatisConsensus leader = voyage.get("a");
        leader.remove("c", LIMIT);
        voyage.stop("c");
        voyage.wipe("c");

        voyage.admit("c");

        assertThat(leader.voters()).containsExactly("a", "b", "c");
        voyage.stop("b");
        assertThat(confirmed(leader)).isTrue();
    }

    @Test
    void a_learner_that_restarts_goes_on_learning_and_is_promoted() throws Exception {
        RatisConsensus leader = voyage.found("a");
        voyage.open("b");
        leader.addLearner(voyage.member("b"), LIMIT);
        leader.addLearner(voyage.member("b"), LIMIT);
        voyage.stop("b");
        assertThat(leader.record(began(leader, 1), LIMIT)).isPresent();

        RatisConsensus again = voyage.open("b");
        until(() -> leader.caughtUp("b"));
        until(() -> again.roster().equals(leader.roster()));
        leader.promote(voyage.member("b"), LIMIT);
        leader.addLearner(voyage.member("b"), LIMIT);

        until(() -> again.voters().equals(Set.of("a", "b")));
        leader.transferTo("b", LIMIT);
        until(() -> again.leadingTerm().isPresent());
    }

    @Test
    void another_is_taken_in_while_a_learner_and_one_that_was_a_learner_are_away() throws Exception {
        voyage.three();
        RatisConsensus leader = voyage.get("a");
        voyage.open("d");
        leader.addLearner(voyage.member("d"), LIMIT);
        voyage.stop("d");
        voyage.stop("c");

        voyage.admit("e");

        assertThat(leader.voters()).containsExactly("a", "b", "c", "e");
        assertThat(leader.learners()).containsExactly("d");
    }

    @Test
    void a_learner_is_removed_and_taken_in_again() throws Exception {
        RatisConsensus leader = voyage.found("a");
        RatisConsensus learner = voyage.open("b");
        leader.addLearner(voyage.member("b"), LIMIT);
        leader.remove("b", LIMIT);
        assertThat(leader.learners()).isEmpty();
        leader.remove("b", LIMIT);
        assertThat(leader.record(began(leader, 1), LIMIT)).isPresent();

        leader.addLearner(voyage.member("b"), LIMIT);

        until(() -> learner.roster().equals(leader.roster()));
        leader.promote(voyage.member("b"), LIMIT);
        until(() -> learner.voters().equals(Set.of("a", "b")));
    }

    @Test
    void one_that_cannot_be_reached_is_not_taken_in() throws Exception {
        RatisConsensus leader = voyage.found("a");

        assertThatThrownBy(() -> leader.addLearner(voyage.member("b"), Duration.ofSeconds(4)))
                .isInstanceOf(ConsensusException.class)
                .hasMessageContaining(voyage.member("b").raft());

        assertThat(leader.learners()).isEmpty();
        assertThat(confirmed(leader)).isTrue();
        voyage.admit("b");
    }
}
