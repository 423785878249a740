package org.nakhoda.it.masters.history;

import static org.nakhoda.it.masters.history.Violation.Promise.WATCHES_ARE_COMPLETE;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.nakhoda.it.masters.history.Observation.Bookmark;
import org.nakhoda.it.masters.history.Observation.Event;
import org.nakhoda.it.masters.history.Observation.Listed;

/**
 * Each watcher knew at each revision that it had reached what the history has up to there: no change left out, none told
 * twice or late, none that was not. What a list bridges must be covered by the list.
 */
final class CompleteWatches implements Checker.Rule {
    @Override
    public void check(History history, Timeline timeline, Consumer<Violation> found) {
        Map<String, Long> reached = new HashMap<>();
        for (Observation observation : history.observations()) {
            if (observation instanceof Listed listed) {
                listed(listed, Optional.ofNullable(reached.get(listed.watcher())), timeline, found);
                reached.put(listed.watcher(), listed.revision());
            } else if (observation instanceof Event event) {
                long revision = event.state().revision();
                long position = reached.getOrDefault(event.watcher(), revision - 1);
                told(event, position, timeline, found);
                reached.put(event.watcher(), Math.max(position, revision));
            } else if (observation instanceof Bookmark bookmark) {
                long position = reached.getOrDefault(bookmark.watcher(), bookmark.revision());
                if (bookmark.revision() < position) {
                    found.accept(violation(bookmark + ": was at " + position + " before"));
                }
                missing(bookmark, timeline.between(position, bookmark.revision() + 1), found);
                reached.put(bookmark.watcher(), Math.max(position, bookmark.revision()));
            }
        }
    }

    private static void told(Event event, long position, Timeline timeline, Consumer<Violation> found) {
        State state = event.state();
        Optional<Event> change = timeline.at(state.revision());
        if (change.isEmpty()) {
            found.accept(violation(event + ": is not in the history"));
        } else if (!change.get().state().equals(state) || change.get().type() != event.type()) {
            found.accept(violation(event + ": the history has " + change.get()));
        }
        if (state.revision() <= position) {
            found.accept(violation(event + ": the watcher was at " + position + " before"));
        }
        missing(event, timeline.between(position, state.revision()), found);
    }

    private static void listed(Listed listed, Optional<Long> reached, Timeline timeline, Consumer<Violation> found) {
        if (reached.isPresent() && listed.revision() < reached.get()) {
            found.accept(violation(listed + ": the watcher was at " + reached.get() + " before"));
        }
        Map<String, State> states = new TreeMap<>();
        listed.states().forEach(state -> states.put(state.key(), state));
        Map<String, State> expected = timeline.present(listed.revision());
        if (!states.equals(expected)) {
            found.accept(
                    violation(listed + ": shows " + states.values() + ", the history leads to " + expected.values()));
        }
    }

    private static void missing(Observation next, Collection<Event> missing, Consumer<Violation> found) {
        if (!missing.isEmpty()) {
            found.accept(violation(next + ": was not told of "
                    + missing.stream()
                            .map(change -> change.type() + " " + change.state())
                            .toList()));
        }
    }

    private static Violation violation(String what) {
        return new Violation(WATCHES_ARE_COMPLETE, what);
    }
}
