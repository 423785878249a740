package org.nakhoda.db.masters;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.db.history.ObjectRange;
import org.nakhoda.db.history.ObjectRange.Bounds;
import org.nakhoda.db.history.ObjectRange.Row;
import org.nakhoda.db.peer.Peers;
import org.nakhoda.db.peer.Question;

/** Compares the current objects row by row, over ranges of keys. For one thread. */
final class ObjectCheck implements Difference.Round {
    private static final int RANGE = 2000;
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final SwitchedStore store;
    private final Peers peers;

    /** The key after which the next range begins. */
    private Optional<ResourceKey> checked = Optional.empty();

    ObjectCheck(SwitchedStore store, Peers peers) {
        this.store = store;
        this.peers = peers;
    }

    @Override
    public Optional<Difference> next(Member leader) throws IOException, SQLException {
        Bounds asked = new Bounds(checked, Optional.empty(), RANGE);
        ObjectRange there = ask(leader, asked);
        List<Row> rows = there.rows();
        Optional<ResourceKey> through = rows.size() < RANGE
                ? Optional.empty()
                : Optional.of(rows.get(rows.size() - 1).key());
        // who is asked about the same keys later, or elsewhere, may have some more of them
        Bounds bounds = new Bounds(checked, through, 2 * RANGE);
        Optional<Difference> difference = compare(leader, there, bounds)
                .map(what -> new Difference(what, other -> compare(other, ask(other, bounds), bounds)));
        checked = through;
        return difference;
    }

    private ObjectRange ask(Member member, Bounds bounds) throws IOException {
        Question question = Question.of("objects");
        ObjectRangeJson.write(bounds, question.about());
        return ObjectRangeJson.read(peers.ask(member, question, ANSWER));
    }

    private Optional<String> compare(Member other, ObjectRange there, Bounds bounds) throws SQLException {
        return store.objects(bounds, Optional.of(there.asOf()))
                .differsFrom(there)
                .map(what -> "the current objects differ from " + other.name() + "'s: " + what);
    }
}
