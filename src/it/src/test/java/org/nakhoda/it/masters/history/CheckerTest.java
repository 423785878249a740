package org.nakhoda.it.masters.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.it.masters.history.Violation.Promise.ACKNOWLEDGED_IS_KEPT;
import static org.nakhoda.it.masters.history.Violation.Promise.MASTERS_AGREE;
import static org.nakhoda.it.masters.history.Violation.Promise.ONE_CHAIN;
import static org.nakhoda.it.masters.history.Violation.Promise.ONLY_THE_API_ANSWERS;
import static org.nakhoda.it.masters.history.Violation.Promise.READS_NEVER_GO_BACK;
import static org.nakhoda.it.masters.history.Violation.Promise.REVISIONS_ARE_UNIQUE;
import static org.nakhoda.it.masters.history.Violation.Promise.WATCHES_ARE_COMPLETE;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.it.masters.history.Observation.Kind;
import org.nakhoda.it.masters.history.Observation.Outcome;
import org.nakhoda.it.masters.history.Observation.Type;
import org.nakhoda.it.masters.history.Violation.Promise;

/** Hand-made histories, good and bad: the checker finds what is wrong and nothing else. */
class CheckerTest {
    private final Story story = new Story();

    @Test
    void a_life_of_an_object_that_everybody_saw_is_good() {
        story.listed("a", 100)
                .created("k", "one", 101)
                .told("a", Type.ADDED, "k", 101, "one")
                .updated("k", 101, "two", 103)
                .read("k", 103, "two")
                .told("a", Type.MODIFIED, "k", 103, "two")
                .bookmark("a", 104)
                .deleted("k", 103, 105)
                .read("k", 0, "")
                .told("a", Type.DELETED, "k", 105, "")
                .created("k", "three", 107)
                .told("a", Type.ADDED, "k", 107, "three");

        assertThat(story.judged()).isEmpty();
    }

    @Test
    void an_unknown_write_may_have_happened() {
        story.created("k", "one", 101)
                .write(Kind.UPDATE, "k", 101, "two", Outcome.UNKNOWN, 0)
                .change(Type.MODIFIED, "k", 102, "two")
                .updated("k", 102, "three", 103);

        assertThat(story.judged()).isEmpty();
    }

    @Test
    void an_unknown_write_may_not_have_happened() {
        story.created("k", "one", 101)
                .write(Kind.UPDATE, "k", 101, "two", Outcome.UNKNOWN, 0)
                .write(Kind.DELETE, "k", 101, "", Outcome.UNKNOWN, 0)
                .updated("k", 101, "three", 103);

        assertThat(story.judged()).isEmpty();
    }

    @Test
    void an_unknown_delete_may_have_happened() {
        story.created("k", "one", 101)
                .write(Kind.DELETE, "k", 101, "", Outcome.UNKNOWN, 0)
                .write(Kind.DELETE, "k", 101, "", Outcome.FAILED, 0)
                .change(Type.DELETED, "k", 102, "");

        assertThat(story.judged()).isEmpty();
    }

    @Test
    void a_lost_acknowledged_write_is_found() {
        story.created("k", "one", 101).write(Kind.UPDATE, "k", 101, "two", Outcome.OK, 102);

        found(ACKNOWLEDGED_IS_KEPT);
    }

    @Test
    void a_lost_acknowledged_write_whose_revision_was_given_again_is_found() {
        story.created("k", "one", 101)
                .write(Kind.UPDATE, "k", 101, "two", Outcome.OK, 102)
                .updated("k", 101, "three", 102);

        found(REVISIONS_ARE_UNIQUE, ACKNOWLEDGED_IS_KEPT);
    }

    @Test
    void a_lost_acknowledged_delete_is_found() {
        story.created("k", "one", 101).write(Kind.DELETE, "k", 101, "", Outcome.OK, 0);

        found(ACKNOWLEDGED_IS_KEPT);
    }

    @Test
    void a_refused_write_that_was_done_is_found() {
        story.created("k", "one", 101)
                .write(Kind.UPDATE, "k", 101, "two", Outcome.FAILED, 0)
                .change(Type.MODIFIED, "k", 102, "two");

        found(ACKNOWLEDGED_IS_KEPT);
    }

    @Test
    void two_successes_on_the_same_expected_version_are_found() {
        story.created("k", "one", 101).updated("k", 101, "two", 102).updated("k", 101, "three", 103);

        found(ONE_CHAIN);
    }

    @Test
    void an_unknown_write_that_happened_on_another_state_is_found() {
        story.created("k", "one", 101)
                .write(Kind.UPDATE, "k", 101, "two", Outcome.UNKNOWN, 0)
                .updated("k", 101, "three", 102)
                .change(Type.MODIFIED, "k", 103, "two");

        found(ONE_CHAIN);
    }

    @Test
    void a_write_that_happened_twice_is_found() {
        story.created("k", "one", 101).deleted("k", 101, 102).change(Type.ADDED, "k", 103, "one");

        found(ONE_CHAIN);
    }

    @Test
    void a_create_over_an_existing_object_is_found() {
        story.created("k", "one", 101).change(Type.MODIFIED, "k", 102, "two");
        story.write(Kind.CREATE, "k", 0, "two", Outcome.OK, 102);

        found(ONE_CHAIN);
    }

    @Test
    void what_nobody_wrote_or_deleted_is_found() {
        story.change(Type.ADDED, "k", 101, "one").created("l", "two", 102).change(Type.DELETED, "l", 103, "");

        found(ONE_CHAIN, ONE_CHAIN);
    }

    @Test
    void a_stale_read_is_found() {
        story.created("k", "one", 101).updated("k", 101, "two", 102).read("k", 101, "one");

        found(READS_NEVER_GO_BACK);
    }

    @Test
    void a_read_that_began_before_the_write_ended_may_show_either() {
        story.created("k", "one", 101);
        long start = story.now();
        story.updated("k", 101, "two", 102).readSince(start, "k", 101, "one").readSince(start, "k", 102, "two");

        assertThat(story.judged()).isEmpty();
    }

    @Test
    void a_read_that_goes_back_behind_another_read_is_found() {
        story.created("k", "one", 101);
        long start = story.now();
        story.write(Kind.UPDATE, "k", 101, "two", Outcome.UNKNOWN, 0)
                .change(Type.MODIFIED, "k", 102, "two")
                .readSince(start, "k", 102, "two")
                .read("k", 101, "one");

        found(READS_NEVER_GO_BACK);
    }

    @Test
    void a_read_of_one_object_that_is_older_than_what_is_known_of_another_is_found() {
        story.created("k", "one", 101)
                .write(Kind.UPDATE, "k", 101, "two", Outcome.UNKNOWN, 0)
                .change(Type.MODIFIED, "k", 102, "two")
                .created("l", "three", 103)
                .read("k", 101, "one");

        found(READS_NEVER_GO_BACK);
    }

    @Test
    void a_read_that_does_not_find_what_is_there_is_found() {
        story.created("k", "one", 101).read("k", 0, "");

        found(READS_NEVER_GO_BACK);
    }

    @Test
    void a_read_of_what_is_not_in_the_history_is_found() {
        story.created("k", "one", 101)
                .write(Kind.UPDATE, "k", 101, "two", Outcome.UNKNOWN, 0)
                .read("k", 102, "two");

        found(READS_NEVER_GO_BACK);
    }

    @Test
    void a_read_of_what_was_deleted_is_found() {
        story.created("k", "one", 101).deleted("k", 101, 102).read("k", 101, "one");

        found(READS_NEVER_GO_BACK);
    }

    @Test
    void a_stale_list_is_found() {
        story.created("k", "one", 101).listed("a", 100);

        found(READS_NEVER_GO_BACK);
    }

    @Test
    void a_skipped_event_is_found() {
        story.listed("a", 100)
                .created("k", "one", 101)
                .updated("k", 101, "two", 102)
                .told("a", Type.MODIFIED, "k", 102, "two");

        found(WATCHES_ARE_COMPLETE);
    }

    @Test
    void a_bookmark_that_hides_a_skipped_event_is_found() {
        story.listed("a", 100).created("k", "one", 101).bookmark("a", 101);

        found(WATCHES_ARE_COMPLETE);
    }

    @Test
    void a_gap_that_a_list_covers_is_good_and_one_that_it_does_not_is_found() {
        story.listed("a", 100)
                .listed("b", 100)
                .created("k", "one", 101)
                .updated("k", 101, "two", 102)
                .listed("a", 102, new State("k", 102, "two"))
                .updated("k", 102, "three", 103)
                .told("a", Type.MODIFIED, "k", 103, "three")
                .listed("b", 103, new State("k", 102, "two"));

        found(WATCHES_ARE_COMPLETE);
    }

    @Test
    void a_duplicated_event_is_found() {
        story.listed("a", 100)
                .created("k", "one", 101)
                .told("a", Type.ADDED, "k", 101, "one")
                .told("a", Type.ADDED, "k", 101, "one");

        found(WATCHES_ARE_COMPLETE);
    }

    @Test
    void an_event_that_later_vanished_is_found() {
        story.listed("a", 100)
                .created("k", "one", 101)
                .told("a", Type.ADDED, "k", 101, "one")
                .write(Kind.UPDATE, "k", 101, "two", Outcome.UNKNOWN, 0)
                .told("a", Type.MODIFIED, "k", 102, "two");

        found(WATCHES_ARE_COMPLETE);
    }

    @Test
    void a_revision_used_twice_is_found() {
        story.created("k", "one", 101).created("l", "two", 102).read("k", 102, "one");

        found(REVISIONS_ARE_UNIQUE, READS_NEVER_GO_BACK);
    }

    @Test
    void a_404_of_something_else_than_the_api_is_found_once_for_each_master() {
        story.misled("m1").misled("m1").misled("m2");

        found(ONLY_THE_API_ANSWERS, ONLY_THE_API_ANSWERS);
    }

    @Test
    void a_master_that_tells_less_than_the_others_is_found() {
        story.created("k", "one", 101).updated("k", 101, "two", 102);

        assertThat(story.judgedWithForgetfulMaster(1))
                .extracting(Violation::promise)
                .containsExactly(MASTERS_AGREE);
    }

    @Test
    void a_write_without_an_answer_may_take_effect_after_the_masters_told_their_changes() {
        story.created("k", "one", 101).write(Kind.UPDATE, "k", 101, "two", Outcome.UNKNOWN, 0);

        assertThat(story.judgedWithLate(new State("k", 102, "two"))).isEmpty();
    }

    @Test
    void what_is_listed_beyond_the_told_changes_is_found_if_nobody_waits_for_an_answer_to_it() {
        story.created("k", "one", 101)
                .write(Kind.UPDATE, "k", 101, "two", Outcome.FAILED, 0)
                .write(Kind.UPDATE, "k", 100, "three", Outcome.UNKNOWN, 0);

        for (String value : List.of("two", "three", "four")) {
            assertThat(story.judgedWithLate(new State("k", 102, value)))
                    .as(value)
                    .extracting(Violation::promise)
                    .contains(MASTERS_AGREE);
        }
    }

    @Test
    void a_history_without_an_end_proves_nothing() {
        assertThat(Checker.check(new History(List.of())))
                .extracting(Violation::promise)
                .containsExactly(MASTERS_AGREE);
    }

    @Test
    void a_history_survives_being_written_to_a_file(@TempDir Path folder) {
        Path file = folder.resolve("history");
        List<Observation> all = List.of(
                new Observation.Write("w", "m", Kind.UPDATE, "k", 1, "v", 5, 6, Outcome.OK, 2, "200"),
                new Observation.Read("r", "m", 1, 2, State.absent("k")),
                new Observation.Listed("a", "m", 1, 2, 3, List.of(new State("k", 2, "v"))),
                new Observation.Event("a", "m", Type.MODIFIED, new State("k", 2, "v"), 9),
                new Observation.Bookmark("a", "m", 7, 10),
                new Observation.Misled("r", "m", "k", 11),
                new Observation.End("m", 9, List.of(), List.of()));

        try (HistoryFile lines = HistoryFile.create(file)) {
            all.forEach(lines::add);
        }

        assertThat(HistoryFile.read(file).observations()).isEqualTo(all);
    }

    private void found(Promise... promises) {
        List<Violation> violations = story.judged();
        assertThat(violations)
                .as("%s", violations)
                .extracting(Violation::promise)
                .containsExactly(promises);
    }
}
