package org.nakhoda.db.masters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What masters of different builds make of each other's orders. */
class FollowOrderTest {
    private static final Member ONE = new Member("one", "10.0.0.1", 6443, 6444, 6445, 6446);
    private static final Member TWO = new Member("two", "10.0.0.2", 6443, 6444, 6445, 6446);
    private static final Roster AGREED = roster(4);

    private static Roster roster(long epoch) {
        TreeMap<String, Member> members = new TreeMap<>();
        members.put("one", ONE);
        members.put("two", TWO);
        return new Roster(
                9, members, epoch, Optional.of("one"), new TreeSet<>(List.of("one", "two")), List.of(new Fork(4, 77)));
    }

    @Test
    void an_order_says_all_that_is_needed() {
        FollowOrder read = FollowOrder.read(FollowOrder.of(12, AGREED));

        assertThat(read.term()).isEqualTo(12);
        assertThat(read.primary()).isEqualTo(ONE);
        assertThat(read.agreed().epoch()).isEqualTo(4);
        assertThat(read.agreed().forks()).containsExactly(new Fork(4, 77));
        assertThat(read.agreed().synchronous()).containsExactly("one", "two");
    }

    @Test
    void an_order_that_only_names_the_primary_is_read_by_the_roster() throws Exception {
        FollowOrder read = EarlierOrders.read(EarlierOrders.byName(12, AGREED), AGREED);

        assertThat(read).isEqualTo(new FollowOrder(12, ONE, AGREED));
    }

    @Test
    void an_order_that_only_names_the_primary_waits_for_the_roster_of_its_epoch() {
        ObjectNode about = EarlierOrders.byName(12, AGREED);

        assertThatThrownBy(() -> EarlierOrders.read(about, roster(3))).isInstanceOf(FencedException.class);
        assertThatThrownBy(() -> EarlierOrders.read(about, roster(5))).isInstanceOf(FencedException.class);
    }

    @Test
    void a_whole_order_in_earlier_words_is_understood_before_the_roster_is_here() throws Exception {
        FollowOrder read = EarlierOrders.read(FollowOrder.of(12, AGREED), Roster.EMPTY);

        assertThat(read).isEqualTo(FollowOrder.read(FollowOrder.of(12, AGREED)));
    }
}
