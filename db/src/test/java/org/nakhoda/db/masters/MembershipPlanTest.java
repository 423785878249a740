package org.nakhoda.db.masters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.nakhoda.db.masters.MembershipPlan.Step;

class MembershipPlanTest {
    private static final long EPOCH = 7;

    @Test
    void mastersThatAreAllInOrderNeedNothing() {
        Cluster cluster = new Cluster("a", "b", "c").voting("a", "b", "c").confirming("a", "b", "c");

        assertThat(cluster.plan()).isEmpty();
    }

    @Test
    void aMemberThatFollowsAnEarlierEpochIsPointedToThisOne() {
        Cluster cluster = new Cluster("a", "b").voting("a", "b").confirming("a", "b");
        cluster.views.put("b", new MemberView(EPOCH - 1, true, true, 0, Optional.empty()));

        assertThat(cluster.plan()).containsExactly(new Step.Follow(member("b")));
    }

    @Test
    void aNewMemberComesInByLearningThenConfirmingThenVoting() {
        Cluster cluster = new Cluster("a", "b").voting("a").confirming("a");

        assertThat(cluster.plan()).containsExactly(new Step.Learn(member("b")));
        cluster.learners.add("b");
        assertThat(cluster.plan()).containsExactly(new Step.Confirm(sorted("a", "b")));
        cluster.confirming("a", "b");
        assertThat(cluster.plan()).containsExactly(new Step.Vote(member("b")));
    }

    @Test
    void whoHasNotCaughtUpNeitherConfirmsNorVotes() {
        Cluster cluster = new Cluster("a", "b").voting("a").confirming("a");
        cluster.learners.add("b");

        cluster.near.clear();
        assertThat(cluster.plan()).isEmpty();

        cluster.near.add("b");
        cluster.views.put("b", new MemberView(EPOCH, true, false, 0, Optional.empty()));
        assertThat(cluster.plan()).isEmpty();
    }

    @Test
    void whoIsNotHeardOfIsWaitedFor() {
        Cluster cluster = new Cluster("a", "b").voting("a").confirming("a");
        cluster.views.clear();

        assertThat(cluster.plan()).isEmpty();
    }

    @Test
    void whoIsNoMemberAnyMoreLosesTheVoteFirstAndThenNeedNotConfirm() {
        Cluster cluster = new Cluster("a", "b").voting("a", "b", "c").confirming("a", "b", "c");

        assertThat(cluster.plan()).containsExactly(new Step.Remove("c"));
        cluster.voters.remove("c");
        assertThat(cluster.plan()).containsExactly(new Step.Confirm(sorted("a", "b")));
    }

    /** At each moment, whoever could elect a leader and whoever could have confirmed a commit have a member in common. */
    @Test
    void onEveryWayElectionAndCommitMeet() {
        Random random = new Random(20_261_127);
        for (int run = 0; run < 200; run++) {
            Cluster cluster = new Cluster("a").voting("a").confirming("a");
            for (int turn = 0; turn < 60; turn++) {
                String name = String.valueOf((char) ('b' + random.nextInt(5)));
                if (random.nextInt(4) == 0) {
                    if (cluster.members.remove(name) == null) {
                        cluster.enter(name);
                    }
                }
                cluster.plan().forEach(cluster::take);
                cluster.requireCommonMember();
            }
        }
    }

    private static Member member(String name) {
        return new Member(name, "127.0.0.1", 1, 2, 3, 4);
    }

    private static SortedSet<String> sorted(String... names) {
        return new TreeSet<>(Set.of(names));
    }

    /** The leader is {@code a}. Everybody is well unless a test says otherwise. */
    private static final class Cluster {
        final SortedMap<String, Member> members = new TreeMap<>();
        final Set<String> voters = new TreeSet<>();
        final Set<String> learners = new TreeSet<>();
        final Map<String, MemberView> views = new HashMap<>();
        final Set<String> near = new TreeSet<>();
        SortedSet<String> confirming = new TreeSet<>();

        Cluster(String... names) {
            for (String name : names) {
                enter(name);
            }
        }

        void enter(String name) {
            members.put(name, member(name));
            near.add(name);
            views.put(name, new MemberView(EPOCH, true, true, 0, Optional.empty()));
        }

        Cluster voting(String... names) {
            voters.addAll(Set.of(names));
            return this;
        }

        Cluster confirming(String... names) {
            confirming = sorted(names);
            return this;
        }

        List<Step> plan() {
            Roster roster = new Roster(1, members, EPOCH, Optional.of("a"), confirming, List.of());
            return MembershipPlan.of("a", roster, EPOCH, voters, learners, views, near);
        }

        void take(Step step) {
            if (step instanceof Step.Learn learn) {
                learners.add(learn.member().name());
            } else if (step instanceof Step.Vote vote) {
                learners.remove(vote.member().name());
                voters.add(vote.member().name());
            } else if (step instanceof Step.Confirm confirm) {
                confirming = confirm.synchronous();
            } else if (step instanceof Step.Remove remove) {
                voters.remove(remove.name());
                learners.remove(remove.name());
            }
        }

        /** Every least set that confirms, the primary and half of the others, against every majority of the voters. */
        void requireCommonMember() {
            List<String> others = new ArrayList<>(confirming);
            others.remove("a");
            int confirmations = (others.size() + 1) / 2;
            for (Set<String> commit : subsets(others, confirmations)) {
                commit.add("a");
                long without = voters.stream().filter(v -> !commit.contains(v)).count();
                assertThat(without)
                        .as("%s vote, %s confirm: a majority without %s", voters, confirming, commit)
                        .isLessThanOrEqualTo(voters.size() / 2);
            }
        }

        private static List<Set<String>> subsets(List<String> names, int size) {
            List<Set<String>> all = new ArrayList<>();
            for (int bits = 0; bits < 1 << names.size(); bits++) {
                if (Integer.bitCount(bits) == size) {
                    Set<String> subset = new TreeSet<>();
                    for (int i = 0; i < names.size(); i++) {
                        if ((bits & 1 << i) != 0) {
                            subset.add(names.get(i));
                        }
                    }
                    all.add(subset);
                }
            }
            return all;
        }
    }
}
