package org.nakhoda.it.masters.history;

import static org.nakhoda.it.masters.history.Violation.Promise.READS_NEVER_GO_BACK;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.nakhoda.it.masters.history.Knowledge.Known;
import org.nakhoda.it.masters.history.Observation.Listed;
import org.nakhoda.it.masters.history.Observation.Read;
import org.nakhoda.it.masters.history.Observation.Write;

/**
 * Reads without resourceVersion are linearizable. Revisions are the order of all changes, so one rule covers all keys: what
 * a read shows was not yet replaced at the highest revision that anybody had been told of before the read began.
 */
final class ForwardReads implements Checker.Rule {
    @Override
    public void check(History history, Timeline timeline, Consumer<Violation> found) {
        Knowledge knowledge = Knowledge.of(history, timeline);
        Map<String, Write> writers = new HashMap<>();
        history.all(Write.class)
                .filter(write -> !write.value().isEmpty())
                .forEach(write -> writers.put(write.value(), write));
        history.all(Read.class).forEach(read -> {
            Known known = knowledge.before(read.start());
            if (!read.state().present()) {
                absent(read, known, timeline, found);
                return;
            }
            present(read, known, timeline, found);
            Write write = writers.get(read.state().value());
            if (write != null && write.start() > read.end()) {
                found.accept(violation(read + ": was written only later: " + write));
            }
        });
        history.all(Listed.class).forEach(list -> {
            Known known = knowledge.before(list.start());
            if (list.revision() < known.revision()) {
                found.accept(violation(list + ": began after " + known.by()));
            }
        });
    }

    private static void present(Read read, Known known, Timeline timeline, Consumer<Violation> found) {
        State state = read.state();
        if (!state.equals(timeline.of(state.key()).get(state.revision()))) {
            found.accept(violation(read + ": is not in the history"));
            return;
        }
        long end = timeline.endOf(state.key(), state.revision());
        if (end <= known.revision()) {
            found.accept(violation(read + ": was replaced at " + end + ", and the read began after " + known.by()));
        }
    }

    private static void absent(Read read, Known known, Timeline timeline, Consumer<Violation> found) {
        String key = read.state().key();
        boolean possible =
                timeline.absences(key).stream().anyMatch(from -> timeline.endOf(key, from) > known.revision());
        if (!possible) {
            found.accept(violation(read + ": it was there, and the read began after " + known.by()));
        }
    }

    private static Violation violation(String what) {
        return new Violation(READS_NEVER_GO_BACK, what);
    }
}
