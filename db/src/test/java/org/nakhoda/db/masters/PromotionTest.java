package org.nakhoda.db.masters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.api.json.Json;
import org.nakhoda.db.identity.MasterIdentity;
import org.nakhoda.db.masters.Promotion.Outcome;
import org.nakhoda.db.peer.Peers;
import org.nakhoda.db.postgres.Replicas;
import org.nakhoda.db.postgres.ReplicatedPostgres;

/**
 * What becomes of member b, elected after a: over its own real database, a copy of a's. What the other members say is the
 * test's, for the states that matter here are hard to bring about.
 */
@Timeout(120)
class PromotionTest {
    private static final long TERM = 7;
    private static Path template;

    @TempDir
    private Path directory;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Agreed consensus = new Agreed();
    private Replicas replicas;
    private ReplicatedPostgres primary;
    private ScriptedMaster a;
    private ScriptedMaster c;
    private Member self;
    private PostgresReplica replica;
    private StandbyKeeper keeper;
    private Peers peers;

    @BeforeAll
    static void makeDatabase() throws Exception {
        template = Replicas.template();
    }

    @AfterAll
    static void deleteDatabase() throws IOException {
        Replicas.delete(template);
    }

    @BeforeEach
    void begin() throws Exception {
        replicas = new Replicas(template);
        primary = replicas.startPrimary("a");
        replica = new PostgresReplica(replicas.startStandby("b", "a"));
        keeper = new StandbyKeeper(replica, Promise.in(directory), directory, "b");
        a = scripted("a").answers("yield", Json.object());
        c = scripted("c");
        self = new Member(
                "b", replicas.at("b").host(), 1, 2, 3, replicas.at("b").port());
        peers = new Peers(MasterIdentity.context(replicas.pki("b")));
        TreeMap<String, Member> members = new TreeMap<>();
        List.of(a.member(), self, c.member()).forEach(member -> members.put(member.name(), member));
        consensus.roster = new Roster(
                1, members, 1, Optional.of("a"), new TreeSet<>(Set.of("a", "b", "c")), List.of(new Fork(1, 0)));
    }

    @AfterEach
    void end() throws IOException {
        peers.close();
        a.close();
        c.close();
        replicas.close();
        executor.shutdownNow();
    }

    private ScriptedMaster scripted(String name) throws IOException {
        return new ScriptedMaster(
                name, replicas.at(name).host(), replicas.at(name).port(), replicas.pki(name));
    }

    private Outcome promotion() throws InterruptedException {
        return new Promotion(self, consensus, replica, keeper, new OtherMasters(self, peers, executor)).run(TERM);
    }

    private void isLeftAsItWas() throws Exception {
        assertThat(consensus.recorded).isEmpty();
        assertThat(replica.position().primary()).isFalse();
        assertThat(keeper.takesWrites()).isFalse();
    }

    @Test
    void it_is_promoted_for_a_new_epoch_from_where_its_log_ends_if_the_majority_knows_no_more() throws Exception {
        c.isAt(0, 0);

        assertThat(promotion()).isEqualTo(new Outcome.Promoted(2));

        assertThat(consensus.recorded).singleElement().isInstanceOfSatisfying(Change.Began.class, began -> {
            assertThat(began.primary()).isEqualTo("b");
            assertThat(began.epoch()).isEqualTo(2);
            assertThat(began.position()).isPositive();
        });
        assertThat(replica.position().primary()).isTrue();
        assertThat(keeper.takesWrites()).isTrue();
    }

    @Test
    void the_primary_before_is_spared_if_there_is_a_majority_without_it() throws Exception {
        a.isAt(0, 0);
        c.isAt(0, 0);

        assertThat(promotion()).isInstanceOf(Outcome.Promoted.class);

        assertThat(a.asked).contains("yield").doesNotContain("fence");
    }

    @Test
    void the_primary_before_is_fenced_if_there_is_none_without_it() throws Exception {
        a.isAt(0, 0);
        c.close();

        assertThat(promotion()).isInstanceOf(Outcome.Promoted.class);

        assertThat(a.asked).contains("fence");
    }

    @Test
    void with_a_minority_nothing_happens() throws Exception {
        c.close();

        assertThat(promotion()).isInstanceOf(Outcome.Abandoned.class);

        isLeftAsItWas();
    }

    @Test
    void a_member_of_a_later_epoch_is_to_lead() throws Exception {
        c.isAt(9, 1);

        assertThat(promotion()).isEqualTo(new Outcome.HandOver("c"));

        isLeftAsItWas();
    }

    @Test
    void a_member_with_a_longer_log_of_the_same_epoch_is_to_lead_if_it_cannot_be_caught_up_with() throws Exception {
        long epoch = replica.position().epoch();
        c.isAt(epoch, Long.MAX_VALUE);

        assertThat(promotion()).isEqualTo(new Outcome.HandOver("c"));

        isLeftAsItWas();
    }

    @Test
    void a_member_with_a_longer_log_is_caught_up_with() throws Exception {
        replica.detach();
        long longer = replica.position().end() + 1;
        // its database is a's, in which this one misses something
        Member at = new Member(
                "c",
                replicas.at("a").host(),
                1,
                c.member().peerPort(),
                3,
                replicas.at("a").port());
        try (ScriptedMaster further = scriptedAt(at)) {
            further.isAt(replica.position().epoch(), longer);
            consensus.roster = consensus
                    .roster
                    .with(new Change.Joined(1, further.member()))
                    .orElseThrow();
            Replicas.write(primary, 1);

            assertThat(promotion()).isInstanceOf(Outcome.Promoted.class);
        }

        assertThat(consensus.recorded).singleElement().isInstanceOfSatisfying(Change.Began.class, began -> assertThat(
                        began.position())
                .isGreaterThanOrEqualTo(longer));
    }

    private ScriptedMaster scriptedAt(Member at) throws IOException {
        return new ScriptedMaster("c", at.address(), at.databasePort(), replicas.pki("c"));
    }

    @Test
    void a_copy_that_is_not_complete_counts_for_nothing() throws Exception {
        c.answers("fence", Json.object().put("counts", false));

        assertThat(promotion()).isInstanceOf(Outcome.Abandoned.class);

        isLeftAsItWas();
    }

    @Test
    void a_member_whose_own_copy_is_not_complete_does_not_lead_whatever_the_others_have() throws Exception {
        keeper = new StandbyKeeper(new PostgresReplica(replicas.start("d")), Promise.in(directory), directory, "b");
        a.isAt(0, 0);
        c.isAt(0, 1);

        assertThat(promotion()).isEqualTo(new Outcome.HandOver("c"));

        isLeftAsItWas();
    }

    @Test
    void once_the_term_is_over_nothing_is_recorded() throws Exception {
        c.isAt(0, 0);
        consensus.term = OptionalLong.of(TERM + 1);

        assertThat(promotion()).isInstanceOf(Outcome.Abandoned.class);

        isLeftAsItWas();
    }

    @Test
    void of_a_leader_before_that_does_not_say_that_its_lease_has_ended_the_end_is_waited_for() throws Exception {
        c.isAt(0, 0);
        a.close();
        long elected = System.nanoTime();

        assertThat(promotion()).isInstanceOf(Outcome.Promoted.class);

        assertThat(Duration.ofNanos(System.nanoTime() - elected)).isGreaterThanOrEqualTo(Lease.OVER);
    }

    /** Agrees to everything, while the term holds. */
    private static final class Agreed implements Consensus {
        private final List<Change> recorded = new ArrayList<>();
        private volatile Roster roster = Roster.EMPTY;
        private volatile OptionalLong term = OptionalLong.of(TERM);

        @Override
        public Roster roster() {
            return roster;
        }

        @Override
        public Set<String> voters() {
            return roster.members().keySet();
        }

        @Override
        public Set<String> learners() {
            return Set.of();
        }

        @Override
        public Optional<String> leader() {
            return Optional.of("b");
        }

        @Override
        public OptionalLong leadingTerm() {
            return term;
        }

        @Override
        public CompletableFuture<Void> confirmLeading() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public Optional<Roster> record(Change change, Duration limit) {
            recorded.add(change);
            Optional<Roster> changed = roster.with(change);
            changed.ifPresent(to -> roster = to);
            return changed;
        }

        @Override
        public void addLearner(Member member, Duration limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean caughtUp(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void promote(Member member, Duration limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void remove(String name, Duration limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void transferTo(String name, Duration limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
