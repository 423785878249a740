package org.nakhoda.it.masters.history;

import static org.nakhoda.it.masters.history.Violation.Promise.ONE_CHAIN;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.nakhoda.it.masters.history.Observation.Event;
import org.nakhoda.it.masters.history.Observation.Kind;
import org.nakhoda.it.masters.history.Observation.Outcome;
import org.nakhoda.it.masters.history.Observation.Type;
import org.nakhoda.it.masters.history.Observation.Write;

/**
 * Compare-and-swap was just that: each change in the history is one write's, made on the state right before it. A write
 * whose outcome is not known may be in the history once or not at all; where it is, it is held to the same.
 */
final class OneChain implements Checker.Rule {
    /** A key's state that is to be deleted. */
    private record Target(String key, long revision) {}

    @Override
    public void check(History history, Timeline timeline, Consumer<Violation> found) {
        Map<String, Write> writers = new HashMap<>();
        history.all(Write.class)
                .filter(write -> !write.value().isEmpty())
                .forEach(write -> writers.put(write.value(), write));
        Map<Target, List<Write>> deleters = history.all(Write.class)
                .filter(write -> write.kind() == Kind.DELETE && write.outcome() != Outcome.FAILED)
                .collect(Collectors.groupingBy(write -> new Target(write.key(), write.expected())));
        Set<String> seen = new HashSet<>();
        for (Event change : timeline.changes()) {
            State state = change.state();
            State before = timeline.before(state.key(), state.revision());
            if (state.present()) {
                written(change, before, writers.get(state.value()), found);
                if (!seen.add(state.value())) {
                    found.accept(new Violation(ONE_CHAIN, state + " was done before: " + writers.get(state.value())));
                }
            } else {
                deleted(change, before, deleters, found);
            }
        }
        deleters.values().forEach(writes -> {
            List<Write> done = writes.stream()
                    .filter(write -> write.outcome() == Outcome.OK)
                    .toList();
            if (done.size() > 1) {
                found.accept(new Violation(ONE_CHAIN, "deleted twice: " + done));
            }
        });
    }

    private static void written(Event change, State before, Write write, Consumer<Violation> found) {
        State state = change.state();
        if ((change.type() == Type.ADDED) == before.present() || change.type() == Type.DELETED) {
            found.accept(new Violation(ONE_CHAIN, change.type() + " " + state + " follows " + before));
        }
        if (write == null) {
            found.accept(new Violation(ONE_CHAIN, state + " was written by nobody"));
            return;
        }
        boolean onThis = write.kind() == Kind.CREATE
                ? !before.present()
                : before.present() && before.revision() == write.expected();
        if (!onThis || !write.key().equals(state.key())) {
            found.accept(new Violation(ONE_CHAIN, state + " follows " + before + ", but was " + write));
        }
    }

    private static void deleted(
            Event change, State before, Map<Target, List<Write>> deleters, Consumer<Violation> found) {
        State state = change.state();
        if (change.type() != Type.DELETED || !before.present()) {
            found.accept(new Violation(ONE_CHAIN, change.type() + " " + state + " follows " + before));
        } else if (!deleters.containsKey(new Target(state.key(), before.revision()))) {
            found.accept(new Violation(ONE_CHAIN, state + " follows " + before + ", but nobody deleted that"));
        }
    }
}
