package org.nakhoda.db.masters;

import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** An entry of the Raft log. It has an effect only on the version of the roster that it was decided on. */
public sealed interface Change {
    /** The version of the roster that this was decided on. */
    long expected();

    Roster applied(Roster roster);

    /** A member is known from now on, or has other addresses. It neither votes nor confirms commits by that. */
    record Joined(long expected, Member member) implements Change {
        @Override
        public Roster applied(Roster roster) {
            SortedMap<String, Member> members = new TreeMap<>(roster.members());
            members.put(member.name(), member);
            return roster.withMembers(members);
        }
    }

    /** A member is gone. */
    record Left(long expected, String name) implements Change {
        @Override
        public Roster applied(Roster roster) {
            SortedMap<String, Member> members = new TreeMap<>(roster.members());
            members.remove(name);
            return roster.withMembers(members);
        }
    }

    /** An epoch begins: {@code primary} is written from {@code position} of its write-ahead log on. */
    record Began(long expected, long epoch, String primary, long position) implements Change {
        @Override
        public Roster applied(Roster roster) {
            return roster.withEpoch(epoch, primary, position);
        }
    }

    /** Who has to confirm commits besides the primary: a half, rounded down, of these and the primary. */
    record Synchronous(long expected, Set<String> names) implements Change {
        public Synchronous {
            names = Set.copyOf(names);
        }

        @Override
        public Roster applied(Roster roster) {
            return roster.withSynchronous(names);
        }
    }
}
