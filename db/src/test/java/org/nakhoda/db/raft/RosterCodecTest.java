package org.nakhoda.db.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.nakhoda.db.masters.Change;
import org.nakhoda.db.masters.Fork;
import org.nakhoda.db.masters.Member;
import org.nakhoda.db.masters.Roster;

class RosterCodecTest {
    private static final Member MEMBER = new Member("m1", "10.0.0.1", 6443, 6444, 6445, 6446);

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void every_change_is_read_as_it_was_written() {
        for (Change change : List.of(
                new Change.Joined(1, MEMBER),
                new Change.Left(2, "m1"),
                new Change.Began(3, 9, "m1", Long.MAX_VALUE),
                new Change.Synchronous(4, Set.of("m1", "m2")))) {
            assertThat(RosterCodec.change(RosterCodec.encode(change))).isEqualTo(change);
        }
    }

    @Test
    void a_roster_is_read_as_it_was_written() {
        TreeMap<String, Member> members = new TreeMap<>();
        members.put("m1", MEMBER);
        Roster roster = new Roster(
                5,
                members,
                3,
                Optional.of("m1"),
                new TreeSet<>(Set.of("m2")),
                List.of(new Fork(2, 10), new Fork(3, 20)));

        assertThat(RosterCodec.roster(RosterCodec.encode(roster))).isEqualTo(roster);
        assertThat(RosterCodec.roster(RosterCodec.encode(Roster.EMPTY))).isEqualTo(Roster.EMPTY);
    }

    @Test
    void fields_of_a_later_version_are_skipped() {
        String left = "{\"format\":1,\"change\":\"Left\",\"expected\":2,\"name\":\"m1\",\"because\":{\"of\":[1]}}";

        assertThat(RosterCodec.change(utf8(left))).isEqualTo(new Change.Left(2, "m1"));
    }

    @Test
    void what_cannot_be_understood_is_refused_rather_than_guessed() {
        assertThatThrownBy(() -> RosterCodec.change(utf8("{\"format\":1,\"change\":\"Rested\",\"expected\":2}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Rested");
        assertThatThrownBy(() -> RosterCodec.roster(utf8("{\"format\":2,\"version\":1,\"epoch\":0}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("format 2");
        assertThatThrownBy(() -> RosterCodec.change(utf8("{\"format\":1,\"change\":\"Left\",\"expected\":2}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name");
    }
}
