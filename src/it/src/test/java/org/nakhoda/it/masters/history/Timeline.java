package org.nakhoda.it.masters.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.nakhoda.it.masters.history.Observation.Event;

/** The one history: every change, by revision, as the masters tell it in the end. */
final class Timeline {
    private final NavigableMap<Long, Event> changes = new TreeMap<>();
    private final Map<String, NavigableMap<Long, State>> keys = new HashMap<>();

    /** Of masters that do not tell the same, all that any of them tells; {@link AgreeingMasters} is the one to complain. */
    static Timeline of(History history) {
        Timeline timeline = new Timeline();
        history.all(Observation.End.class).forEach(end -> end.events().forEach(timeline::add));
        return timeline;
    }

    private void add(Event change) {
        State state = change.state();
        if (changes.putIfAbsent(state.revision(), change) == null) {
            keys.computeIfAbsent(state.key(), key -> new TreeMap<>()).put(state.revision(), state);
        }
    }

    Optional<Event> at(long revision) {
        return Optional.ofNullable(changes.get(revision));
    }

    Collection<Event> changes() {
        return Collections.unmodifiableCollection(changes.values());
    }

    /** Changes after one revision and before another. */
    Collection<Event> between(long after, long before) {
        return before <= after + 1
                ? List.of()
                : changes.subMap(after, false, before, false).values();
    }

    NavigableSet<String> keyNames() {
        return new TreeSet<>(keys.keySet());
    }

    NavigableMap<Long, State> of(String key) {
        return Collections.unmodifiableNavigableMap(keys.getOrDefault(key, Collections.emptyNavigableMap()));
    }

    /** The state of a key as the revision before {@code revision} left it. */
    State before(String key, long revision) {
        var entry = of(key).lowerEntry(revision);
        return entry == null ? State.absent(key) : entry.getValue();
    }

    /** The revision that ends a state which began at {@code revision}. */
    long endOf(String key, long revision) {
        Long next = of(key).higherKey(revision);
        return next == null ? Long.MAX_VALUE : next;
    }

    /** The objects that are there at a revision, by key. */
    Map<String, State> present(long revision) {
        Map<String, State> found = new TreeMap<>();
        for (String key : keys.keySet()) {
            var entry = of(key).floorEntry(revision);
            if (entry != null && entry.getValue().present()) {
                found.put(key, entry.getValue());
            }
        }
        return found;
    }

    /** When a key was absent: the revisions at which it became so, 0 for the beginning. */
    List<Long> absences(String key) {
        List<Long> from = new ArrayList<>(List.of(0L));
        of(key).values().stream().filter(state -> !state.present()).forEach(state -> from.add(state.revision()));
        return from;
    }
}
