package org.nakhoda.it.masters.history;

import static org.nakhoda.it.masters.history.Violation.Promise.MASTERS_AGREE;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.nakhoda.it.masters.history.Observation.End;
import org.nakhoda.it.masters.history.Observation.Event;
import org.nakhoda.it.masters.history.Observation.Outcome;
import org.nakhoda.it.masters.history.Observation.Write;

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
            compareStates(end, history, timeline, found);
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

    /**
     * A write that got no answer may take effect at any time, also after the masters told their changes: what is listed beyond
     * these has to be such a one, on what was there.
     */
    private static void compareStates(End end, History history, Timeline timeline, Consumer<Violation> found) {
        Map<String, State> states = new TreeMap<>();
        end.states().forEach(state -> states.put(state.key(), state));
        Map<String, State> expected = new TreeMap<>(timeline.present(end.revision()));
        long told = end.events().stream()
                .mapToLong(event -> event.state().revision())
                .max()
                .orElse(0);
        for (State state : end.states()) {
            State before = expected.get(state.key());
            if (state.revision() > told && before != null && unanswered(history, before, state)) {
                expected.put(state.key(), state);
            }
        }
        if (!states.equals(expected)) {
            found.accept(new Violation(
                    MASTERS_AGREE,
                    end.master() + " lists " + states.values() + " at revision " + end.revision()
                            + ", its history leads to " + expected.values()));
        }
    }

    private static boolean unanswered(History history, State before, State after) {
        return history.all(Write.class)
                .anyMatch(write -> write.outcome() == Outcome.UNKNOWN
                        && write.key().equals(after.key())
                        && write.value().equals(after.value())
                        && write.expected() == before.revision());
    }
}
