package org.nakhoda.db.masters;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the masters have agreed on: the whole content of the Raft log. Immutable.
 *
 * @param version how many changes have been applied: every {@link Change} names the version that it was decided on
 * @param members all masters, by name, also those that do not vote yet
 * @param epoch the newest epoch; 0 before the first
 * @param primary whose database is written in that epoch; empty before the first
 * @param synchronous the members of whom enough have to confirm a commit, without the primary
 * @param forks the newest epochs' beginnings, the oldest first, at most {@value #FORKS}
 */
public record Roster(
        long version,
        SortedMap<String, Member> members,
        long epoch,
        Optional<String> primary,
        SortedSet<String> synchronous,
        List<Fork> forks) {
    public static final int FORKS = 200;

    public static final Roster EMPTY = new Roster(0, new TreeMap<>(), 0, Optional.empty(), new TreeSet<>(), List.of());

    public Roster {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        synchronous = Collections.unmodifiableSortedSet(new TreeSet<>(synchronous));
        forks = List.copyOf(forks);
    }

    public Optional<Member> member(String name) {
        return Optional.ofNullable(members.get(name));
    }

    /** The primary's addresses. */
    public Optional<Member> primaryMember() {
        return primary.flatMap(this::member);
    }

    /** This roster with a change applied; empty if the change was decided on another version. */
    public Optional<Roster> with(Change change) {
        return change.expected() == version ? Optional.of(change.applied(this)) : Optional.empty();
    }

    Roster withMembers(SortedMap<String, Member> changed) {
        return new Roster(version + 1, changed, epoch, primary, synchronous, forks);
    }

    Roster withSynchronous(Set<String> names) {
        return new Roster(version + 1, members, epoch, primary, new TreeSet<>(names), forks);
    }

    Roster withEpoch(long begun, String newPrimary, long position) {
        List<Fork> all = new ArrayList<>(forks);
        all.add(new Fork(begun, position));
        while (all.size() > FORKS) {
            all.remove(0);
        }
        return new Roster(version + 1, members, begun, Optional.of(newPrimary), synchronous, all);
    }
}
