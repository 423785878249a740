package org.nakhoda.it.masters.history;

import static org.nakhoda.it.masters.history.Violation.Promise.ACKNOWLEDGED_IS_KEPT;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.nakhoda.it.masters.history.Observation.Event;
import org.nakhoda.it.masters.history.Observation.Kind;
import org.nakhoda.it.masters.history.Observation.Write;

/** What was acknowledged is there, and what was refused is not. */
final class KeptWrites implements Checker.Rule {
    @Override
    public void check(History history, Timeline timeline, Consumer<Violation> found) {
        Map<String, State> values = timeline.changes().stream()
                .map(Event::state)
                .filter(State::present)
                .collect(Collectors.toMap(State::value, state -> state, (one, other) -> one));
        history.all(Write.class).forEach(write -> {
            switch (write.outcome()) {
                case OK -> kept(write, timeline).ifPresent(wrong -> found.accept(wrong));
                case FAILED -> {
                    State done = write.value().isEmpty() ? null : values.get(write.value());
                    if (done != null) {
                        found.accept(violation(write, "was refused and yet done: " + done));
                    }
                }
                case UNKNOWN -> {}
            }
        });
    }

    private static Optional<Violation> kept(Write write, Timeline timeline) {
        State written = new State(write.key(), write.revision(), write.value());
        if (write.kind() == Kind.DELETE && write.revision() == 0) {
            State after = timeline.of(write.key()).get(timeline.endOf(write.key(), write.expected()));
            return after != null && !after.present()
                    ? Optional.empty()
                    : Optional.of(
                            violation(write, "was acknowledged, but after that revision the history has " + after));
        }
        Optional<State> there = timeline.at(write.revision()).map(Event::state);
        if (there.isEmpty()) {
            return Optional.of(violation(write, "was acknowledged and is not in the history"));
        }
        return there.get().equals(written)
                ? Optional.empty()
                : Optional.of(violation(write, "was acknowledged, but the history has " + there.get()));
    }

    private static Violation violation(Write write, String what) {
        return new Violation(ACKNOWLEDGED_IS_KEPT, write + ": " + what);
    }
}
