package org.nakhoda.db.masters;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What has to be done so that those who vote, and those who confirm commits, are the members of the {@link Roster}.
 *
 * <p>A member comes in by: taking part in the log without a vote; following the primary; confirming commits; voting. It goes
 * out in the reverse order: no vote any more, then no confirmation. One step at a time, so that at each moment whoever can elect a
 * leader and whoever can confirm a commit have a member in common: with {@code n} members a commit is held by
 * {@code n/2 + 1} of them, and the two sets differ by one member at most.
 */
final class MembershipPlan {
    private MembershipPlan() {}

    /** One thing to do. */
    sealed interface Step {
        record Learn(Member member) implements Step {}

        record Follow(Member member) implements Step {}

        record Confirm(SortedSet<String> synchronous) implements Step {}

        record Vote(Member member) implements Step {}

        record Remove(String name) implements Step {}
    }

    /**
     * The steps that can be taken now, in order. Those after a change of the membership wait for its effect.
     *
     * @param self the leader's and primary's name
     * @param epoch that it leads
     * @param views of the members that were heard of lately
     * @param near of whom the log and the database are nearly up to date
     */
    static List<Step> of(
            String self,
            Roster roster,
            long epoch,
            Set<String> voters,
            Set<String> learners,
            Map<String, MemberView> views,
            Set<String> near) {
        List<Step> steps = new ArrayList<>();
        for (Member member : roster.members().values()) {
            MemberView view = views.get(member.name());
            boolean heardOf = view != null && !member.name().equals(self);
            if (heardOf && (view.followedEpoch() != epoch || !view.streaming())) {
                steps.add(new Step.Follow(member));
            }
        }
        steps.addAll(change(self, roster, voters, learners, views, near));
        return steps;
    }

    private static List<Step> change(
            String self,
            Roster roster,
            Set<String> voters,
            Set<String> learners,
            Map<String, MemberView> views,
            Set<String> near) {
        for (String name : union(voters, learners)) {
            if (!roster.members().containsKey(name) && !name.equals(self)) {
                return List.of(new Step.Remove(name));
            }
        }
        for (String name : roster.synchronous()) {
            if (!voters.contains(name) && !learners.contains(name)) {
                return List.of(new Step.Confirm(without(roster.synchronous(), name)));
            }
        }
        for (Member member : roster.members().values()) {
            String name = member.name();
            if (voters.contains(name)) {
                if (!roster.synchronous().contains(name)) {
                    return List.of(new Step.Confirm(with(roster.synchronous(), name)));
                }
                continue;
            }
            MemberView view = views.get(name);
            if (view == null) {
                continue;
            }
            if (!learners.contains(name)) {
                return List.of(new Step.Learn(member));
            }
            if (view.streaming() && view.complete() && near.contains(name)) {
                return List.of(
                        roster.synchronous().contains(name)
                                ? new Step.Vote(member)
                                : new Step.Confirm(with(roster.synchronous(), name)));
            }
        }
        return List.of();
    }

    private static SortedSet<String> union(Set<String> some, Set<String> others) {
        SortedSet<String> all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }

    private static SortedSet<String> with(Set<String> names, String name) {
        SortedSet<String> more = new TreeSet<>(names);
        more.add(name);
        return more;
    }

    private static SortedSet<String> without(Set<String> names, String name) {
        SortedSet<String> fewer = new TreeSet<>(names);
        fewer.remove(name);
        return fewer;
    }
}
