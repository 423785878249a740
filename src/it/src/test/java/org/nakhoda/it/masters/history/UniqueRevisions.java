package org.nakhoda.it.masters.history;

import static org.nakhoda.it.masters.history.Violation.Promise.REVISIONS_ARE_UNIQUE;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.nakhoda.it.masters.history.Observation.Bookmark;
import org.nakhoda.it.masters.history.Observation.End;
import org.nakhoda.it.masters.history.Observation.Event;
import org.nakhoda.it.masters.history.Observation.Listed;
import org.nakhoda.it.masters.history.Observation.Misled;
import org.nakhoda.it.masters.history.Observation.Outcome;
import org.nakhoda.it.masters.history.Observation.Read;
import org.nakhoda.it.masters.history.Observation.Write;

/** Nobody was ever told two states of the same revision. */
final class UniqueRevisions implements Checker.Rule {
    /** A state and who was told of it. */
    private record Told(State state, Observation by) {}

    @Override
    public void check(History history, Timeline timeline, Consumer<Violation> found) {
        Map<Long, Told> first = new HashMap<>();
        Set<Long> reported = new HashSet<>();
        history.observations().stream().flatMap(UniqueRevisions::told).forEach(told -> {
            Told known = first.putIfAbsent(told.state().revision(), told);
            if (known != null
                    && !known.state().equals(told.state())
                    && reported.add(told.state().revision())) {
                found.accept(new Violation(
                        REVISIONS_ARE_UNIQUE,
                        "revision " + told.state().revision() + " is " + known.state() + " (" + known.by() + ") and "
                                + told.state() + " (" + told.by() + ")"));
            }
        });
    }

    private static Stream<Told> told(Observation observation) {
        List<State> states;
        if (observation instanceof Write write) {
            states = write.outcome() == Outcome.OK
                    ? List.of(new State(write.key(), write.revision(), write.value()))
                    : List.of();
        } else if (observation instanceof Read read) {
            states = List.of(read.state());
        } else if (observation instanceof Listed listed) {
            states = listed.states();
        } else if (observation instanceof Event event) {
            states = List.of(event.state());
        } else if (observation instanceof End end) {
            return Stream.concat(
                    end.states().stream().map(state -> new Told(state, end)),
                    end.events().stream().map(event -> new Told(event.state(), event)));
        } else if (observation instanceof Bookmark || observation instanceof Misled) {
            states = List.of();
        } else {
            throw new IllegalArgumentException("not known: " + observation);
        }
        return states.stream().filter(state -> state.revision() > 0).map(state -> new Told(state, observation));
    }
}
