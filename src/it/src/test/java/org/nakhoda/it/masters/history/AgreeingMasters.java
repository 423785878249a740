package org.nakhoda.it.masters.history;

import static org.nakhoda.it.masters.history.Violation.Promise.MASTERS_AGREE;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.nakhoda.it.masters.history.Observation.End;
import org.nakhoda.it.masters.history.Observation.Event;

/** All masters tell the same changes in the same order, and their objects are what the changes lead to. */
final class AgreeingMasters implements Checker.Rule {
    @Override
    public void check(History history, Timeline timeline, Consumer<Violation> found) {
        List<End> ends = history.all(End.class).toList();
        if (ends.isEmpty()) {
            found.accept(new Violation(MASTERS_AGREE, "no master told its history in the end"));
        }
        for (End end : ends) {
            compareEvents(end, timeline, found);
            compareStates(end, timeline, found);
        }
    }

    private static void compareEvents(End end, Timeline timeline, Consumer<Violation> found) {
        Map<Long, Event> told = new TreeMap<>();
        long last = 0;
        for (Event event : end.events()) {
            long revision = event.state().revision();
            if (revision <= last) {
                found.accept(new Violation(MASTERS_AGREE, event + " comes after revision " + last));
            }
            last = Math.max(last, revision);
            told.put(revision, event);
        }
        for (Event change : timeline.changes()) {
            Event own = told.get(change.state().revision());
            if (own == null) {
                found.accept(new Violation(
                        MASTERS_AGREE,
                        end.master() + " does not tell of " + change.type() + " " + change.state() + ", "
                                + change.master() + " does"));
            } else if (!own.state().equals(change.state()) || own.type() != change.type()) {
                found.accept(new Violation(MASTERS_AGREE, own + ", but " + change));
            }
        }
    }

    private static void compareStates(End end, Timeline timeline, Consumer<Violation> found) {
        Map<String, State> states = new TreeMap<>();
        end.states().forEach(state -> states.put(state.key(), state));
        Map<String, State> expected = timeline.present(end.revision());
        if (!states.equals(expected)) {
            found.accept(new Violation(
                    MASTERS_AGREE,
                    end.master() + " lists " + states.values() + " at revision " + end.revision()
                            + ", its history leads to " + expected.values()));
        }
    }
}
