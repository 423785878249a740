package org.nakhoda.it.masters.history;

import java.util.ArrayList;
import java.util.List;
import org.nakhoda.it.masters.history.Observation.Bookmark;
import org.nakhoda.it.masters.history.Observation.End;
import org.nakhoda.it.masters.history.Observation.Event;
import org.nakhoda.it.masters.history.Observation.Kind;
import org.nakhoda.it.masters.history.Observation.Listed;
import org.nakhoda.it.masters.history.Observation.Misled;
import org.nakhoda.it.masters.history.Observation.Outcome;
import org.nakhoda.it.masters.history.Observation.Read;
import org.nakhoda.it.masters.history.Observation.Type;
import org.nakhoda.it.masters.history.Observation.Write;

/** A history told by hand: each observation takes one moment, after the one before it. */
final class Story {
    static final long BEGINNING = 100;

    private final List<Observation> observations = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private long clock;

    /** A change as the masters tell it in the end. */
    Story change(Type type, String key, long revision, String value) {
        events.add(new Event("end", "m1", type, new State(key, revision, value), 0));
        return this;
    }

    Story write(Kind kind, String key, long expected, String value, Outcome outcome, long revision) {
        long start = clock++;
        observations.add(new Write("w", "m1", kind, key, expected, value, start, clock++, outcome, revision, ""));
        return this;
    }

    Story created(String key, String value, long revision) {
        return change(Type.ADDED, key, revision, value).write(Kind.CREATE, key, 0, value, Outcome.OK, revision);
    }

    Story updated(String key, long expected, String value, long revision) {
        return change(Type.MODIFIED, key, revision, value)
                .write(Kind.UPDATE, key, expected, value, Outcome.OK, revision);
    }

    Story deleted(String key, long expected, long revision) {
        return change(Type.DELETED, key, revision, "").write(Kind.DELETE, key, expected, "", Outcome.OK, 0);
    }

    Story read(String key, long revision, String value) {
        long start = clock++;
        return readSince(start, key, revision, value);
    }

    Story readSince(long start, String key, long revision, String value) {
        observations.add(new Read("r", "m2", start, clock++, new State(key, revision, value)));
        return this;
    }

    Story listed(String watcher, long revision, State... states) {
        long start = clock++;
        observations.add(new Listed(watcher, "m3", start, clock++, revision, List.of(states)));
        return this;
    }

    Story told(String watcher, Type type, String key, long revision, String value) {
        observations.add(new Event(watcher, "m3", type, new State(key, revision, value), clock++));
        return this;
    }

    Story bookmark(String watcher, long revision) {
        observations.add(new Bookmark(watcher, "m3", revision, clock++));
        return this;
    }

    Story misled(String master) {
        observations.add(new Misled("r", master, "k", clock++));
        return this;
    }

    long now() {
        return clock;
    }

    /** What is found, with an end that all masters tell alike. */
    List<Violation> judged() {
        return judged(List.of("m1", "m2", "m3"));
    }

    private List<Violation> judged(List<String> masters) {
        List<Observation> all = new ArrayList<>(observations);
        masters.forEach(master -> all.add(end(master, events)));
        return Checker.check(new History(all));
    }

    /** What is found if one master tells only of some changes. */
    List<Violation> judgedWithForgetfulMaster(int changesKept) {
        List<Observation> all = new ArrayList<>(observations);
        all.add(end("m1", events));
        all.add(end("m2", events.subList(0, changesKept)));
        return Checker.check(new History(all));
    }

    /** What is found if all masters list one object as it became after they told of the changes. */
    List<Violation> judgedWithLate(State late) {
        List<Observation> all = new ArrayList<>(observations);
        End told = end("m1", events);
        List<State> present = new ArrayList<>(told.states());
        present.removeIf(state -> state.key().equals(late.key()));
        present.add(late);
        all.add(new End("m1", late.revision(), present, events));
        return Checker.check(new History(all));
    }

    private static End end(String master, List<Event> events) {
        long last = events.isEmpty()
                ? BEGINNING
                : events.get(events.size() - 1).state().revision();
        List<State> present = events.stream()
                .map(Event::state)
                .filter(State::present)
                .filter(state -> events.stream()
                        .map(Event::state)
                        .noneMatch(later -> later.key().equals(state.key()) && later.revision() > state.revision()))
                .toList();
        return new End(master, last, present, events);
    }
}
