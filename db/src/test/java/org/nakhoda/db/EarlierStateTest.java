package org.nakhoda.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.db.Samples.create;
import static org.nakhoda.db.Samples.data;
import static org.nakhoda.db.Samples.delete;
import static org.nakhoda.db.Samples.key;
import static org.nakhoda.db.Samples.update;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.backup.BackupException;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.store.StoredObject;

/** Which earlier states a backup can be taken back to. */
class EarlierStateTest extends BackupScene {
    private static final StoreOptions SHORT_HISTORY = OPTIONS.withHistory(Duration.ZERO, 1000, 1000);

    private static Instant timeOf(Revision revision) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("select at from nakhoda.event where revision = " + revision.value())) {
            found.next();
            return found.getTimestamp(1).toInstant();
        }
    }

    private void openWithShortHistory() throws SQLException {
        store.close();
        TestServers.forget(server);
        store = open(SHORT_HISTORY);
    }

    /** A store that opens compacts what is due. */
    private void compactBeyond(Revision revision) throws Exception {
        store.close();
        store = open(SHORT_HISTORY);
        Eventually.holds(() -> number("select min(revision) from nakhoda.event") > revision.value());
    }

    @Test
    void an_earlier_revision_is_restored_by_undoing_what_came_after() throws Exception {
        // given
        StoredObject changed = committed(create(key("changed"), "one"));
        StoredObject deleted = committed(create(key("deleted"), "one"));
        StoredObject replaced = committed(create(key("replaced"), "one"));
        StoredObject untouched = committed(create(key("untouched"), "one"));
        committed(update(committed(update(changed, "two")), "three"));
        Revision asOf = store.revision();
        List<StoredObject> then = everything(store);

        // when more happens
        committed(update(store.get(key("changed")).orElseThrow(), "four"));
        committed(delete(committed(update(deleted, "two"))));
        committed(delete(replaced));
        committed(create(key("replaced"), "anew"));
        committed(create(key("added"), "one"));
        committed(delete(committed(create(key("fleeting"), "one"))));
        Revision newest = store.revision();
        destroyAndPlace(compressed(backup()), asOf.toString());
        store = open(OPTIONS);

        // then
        assertSame(everything(store), then);
        assertThat(store.get(key("untouched"))).map(Samples::data).contains(data(untouched));
        assertThat(store.revision().value()).isGreaterThan(newest.value() + 1_000_000);
        assertThat(data.resolve("restore/as-of")).doesNotExist();
    }

    @Test
    void the_state_before_the_first_write_is_empty() throws Exception {
        committed(create(key("a"), "one"));

        destroyAndPlace(compressed(backup()), "0");
        store = open(OPTIONS);

        assertThat(everything(store)).isEmpty();
    }

    @Test
    void an_earlier_time_is_restored() throws Exception {
        committed(create(key("a"), "one"));
        List<StoredObject> then = everything(store);
        Instant time = timeOf(store.revision());
        Eventually.holds(() -> Instant.now().isAfter(time.plusMillis(2)));
        committed(delete(store.get(key("a")).orElseThrow()));

        destroyAndPlace(compressed(backup()), time.plusMillis(1).toString());
        store = open(OPTIONS);

        assertSame(everything(store), then);
    }

    @Test
    void what_is_outside_of_the_history_is_refused_with_the_range_that_is_possible() throws Exception {
        committed(create(key("a"), "one"));
        byte[] backup = compressed(backup());

        destroyAndPlace(backup, "2");
        assertRefused(BackupException.Reason.OUTSIDE_OF_HISTORY, "as of revision 0 to 1, which is from ");
        place(backup, Instant.now().plusSeconds(60).toString());
        assertRefused(BackupException.Reason.OUTSIDE_OF_HISTORY, "as of revision 0 to 1, which is from ");
        place(backup, "2020-01-01T00:00:00+01:00");
        assertRefused(BackupException.Reason.OUTSIDE_OF_HISTORY, "as of revision 0 to 1, which is from ");
    }

    @Test
    void a_change_can_be_undone_though_the_state_before_it_is_older_than_the_kept_history() throws Exception {
        // given an object whose creation is compacted, and a change of it that is not
        openWithShortHistory();
        StoredObject old = committed(create(key("old"), "one"));
        StoredObject older = committed(create(key("older"), "one"));
        fill(11_000);
        Revision asOf = store.revision();
        committed(update(old, "two"));
        committed(delete(older));
        compactBeyond(older.revision());

        // when
        destroyAndPlace(compressed(backup()), asOf.toString());
        store = open(SHORT_HISTORY);

        // then
        assertSame(
                Stream.of("old", "older")
                        .map(name -> store.get(key(name)).orElseThrow())
                        .toList(),
                List.of(old, older));
    }

    @Test
    void what_was_compacted_cannot_be_undone() throws Exception {
        openWithShortHistory();
        StoredObject object = committed(create(key("a"), "one"));
        fill(1500);
        StoredObject changed = committed(update(object, "two"));
        fill(600);
        compactBeyond(object.revision());
        byte[] backup = compressed(backup());
        long newest = store.revision().value();

        destroyAndPlace(backup, Long.toString(changed.revision().value() - 1));

        assertRefused(
                BackupException.Reason.OUTSIDE_OF_HISTORY,
                "as of revision " + changed.revision() + " to " + newest + ", which is from ");
    }
}
