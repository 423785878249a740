package org.nakhoda.db.masters;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.history.RangeHash;
import org.nakhoda.db.peer.Peers;
import org.nakhoda.db.peer.Question;
import tools.jackson.databind.node.ObjectNode;

/** Compares the history by hashes over ranges of revisions. For one thread. */
final class HistoryCheck implements Difference.Round {
    private static final long RANGE = 20_000;
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final SwitchedStore store;
    private final Peers peers;

    /** The revision after which the next range begins. */
    private Revision checked = Revision.NONE;

    HistoryCheck(SwitchedStore store, Peers peers) {
        this.store = store;
        this.peers = peers;
    }

    @Override
    public Optional<Difference> next(Member leader) throws IOException, SQLException {
        Revision newest = store.feed().state().revision();
        Revision oldest = store.feed().compactedTo();
        if (!newest.isAfter(checked)) {
            checked = oldest;
        }
        Revision from = oldest.isAfter(checked) ? oldest.next() : checked.next();
        Revision to = new Revision(Math.min(newest.value(), from.value() + RANGE - 1));
        if (from.isAfter(to)) {
            return Optional.empty();
        }
        Optional<Difference> difference = Difference.of(other -> compare(other, from, to), leader);
        checked = to;
        return difference;
    }

    /** A range of which something is compacted meanwhile says nothing: one side may have compacted it before the other. */
    private Optional<String> compare(Member other, Revision from, Revision to) throws IOException, SQLException {
        ObjectNode there =
                peers.ask(other, Question.of("hash").with("from", from.value()).with("to", to.value()), ANSWER);
        RangeHash here = store.hash(from, to);
        boolean same = here.events() == there.path("events").asLong()
                && here.sha256().equals(there.path("sha256").asString(""));
        boolean compacted = !from.isAfter(store.feed().compactedTo())
                || from.value() <= there.path("compactedTo").asLong(0);
        return same || compacted
                ? Optional.empty()
                : Optional.of("the history from revision " + from + " to " + to + " differs from " + other.name()
                        + "'s: " + here.events() + " events here, "
                        + there.path("events").asLong() + " there");
    }
}
