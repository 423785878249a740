package org.nakhoda.it.masters.history;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.nakhoda.it.masters.history.Observation.Bookmark;
import org.nakhoda.it.masters.history.Observation.Event;
import org.nakhoda.it.masters.history.Observation.Kind;
import org.nakhoda.it.masters.history.Observation.Listed;
import org.nakhoda.it.masters.history.Observation.Outcome;
import org.nakhoda.it.masters.history.Observation.Read;
import org.nakhoda.it.masters.history.Observation.Write;

/** The highest revision that any client had been told of, at each moment. */
final class Knowledge {
    /** @param by who was told, and how */
    record Known(long time, long revision, String by) {}

    private static final Known NOTHING = new Known(Long.MIN_VALUE, 0, "nothing");

    private final NavigableMap<Long, Known> highest = new TreeMap<>();

    private Knowledge() {}

    static Knowledge of(History history, Timeline timeline) {
        Knowledge knowledge = new Knowledge();
        List<Known> all = history.observations().stream()
                .flatMap(observation -> known(observation, timeline).stream())
                .sorted(Comparator.comparingLong(Known::time))
                .toList();
        Known top = NOTHING;
        for (Known known : all) {
            if (known.revision() > top.revision()) {
                top = known;
                knowledge.highest.put(known.time(), known);
            }
        }
        return knowledge;
    }

    /** What was known strictly before {@code time}. */
    Known before(long time) {
        return Optional.ofNullable(highest.lowerEntry(time))
                .map(Map.Entry::getValue)
                .orElse(NOTHING);
    }

    private static Optional<Known> known(Observation observation, Timeline timeline) {
        if (observation instanceof Write write && write.outcome() == Outcome.OK) {
            return known(write.end(), revision(write, timeline), write);
        }
        if (observation instanceof Read read) {
            return known(read.end(), read.state().revision(), read);
        }
        if (observation instanceof Listed listed) {
            return known(listed.end(), listed.revision(), listed);
        }
        if (observation instanceof Event event) {
            return known(event.at(), event.state().revision(), event);
        }
        if (observation instanceof Bookmark bookmark) {
            return known(bookmark.at(), bookmark.revision(), bookmark);
        }
        return Optional.empty();
    }

    /** An answer to a delete tells no revision, but the history does. */
    private static long revision(Write write, Timeline timeline) {
        if (write.kind() != Kind.DELETE || write.revision() > 0) {
            return write.revision();
        }
        long deletion = timeline.endOf(write.key(), write.expected());
        return deletion == Long.MAX_VALUE ? 0 : deletion;
    }

    private static Optional<Known> known(long time, long revision, Observation by) {
        return Optional.of(new Known(time, revision, by.toString()));
    }
}
