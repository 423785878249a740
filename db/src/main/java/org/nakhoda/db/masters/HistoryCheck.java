package org.nakhoda.db.masters;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.history.RangeHash;
import org.nakhoda.db.peer.Peers;
import org.nakhoda.db.peer.Question;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares, range by range and over again, the history in this member's database with the leader's: damage that no
 * checksum of a page finds is noticed here. For one thread.
 */
final class HistoryCheck {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryCheck.class);
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

    /**
     * One range.
     *
     * @return what differs, in words
     * @throws IOException if the leader does not answer
     */
    Optional<String> next(Member leader) throws IOException, SQLException {
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
        Optional<String> difference = compare(leader, from, to);
        if (difference.isPresent() && store.feed().compactedTo().isAfter(oldest)) {
            LOG.debug("a part of the range was compacted while it was compared: {}", difference.get());
            difference = Optional.empty();
        }
        checked = to;
        return difference;
    }

    private Optional<String> compare(Member leader, Revision from, Revision to) throws IOException, SQLException {
        ObjectNode there =
                peers.ask(leader, Question.of("hash").with("from", from.value()).with("to", to.value()), ANSWER);
        RangeHash here = store.hash(from, to);
        boolean same = here.events() == there.path("events").asLong()
                && here.sha256().equals(there.path("sha256").asString(""));
        return same
                ? Optional.empty()
                : Optional.of("the history from revision " + from + " to " + to + " differs from the leader's: "
                        + here.events() + " events here, "
                        + there.path("events").asLong() + " there");
    }
}
