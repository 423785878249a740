package org.nakhoda.it.masters.load;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.nakhoda.it.masters.history.Observation.Kind;
import org.nakhoda.it.masters.history.Observation.Outcome;
import org.nakhoda.it.masters.history.Observation.Write;
import org.nakhoda.it.masters.history.State;
import org.nakhoda.it.masters.load.ApiClient.Answer;

/**
 * Compares and swaps the shared objects, now and then deletes and creates one. After each trouble it goes on at the next
 * master; what it is not sure of it reads again before it writes.
 */
final class Writer implements Client {
    /** One write of so many is a delete. */
    private static final int DELETE_EVERY = 12;

    private final String name;
    private final Clients clients;
    private final Keys keys;
    private final Random random;
    private final Map<String, State> known = new HashMap<>();
    private int master;
    private long written;

    Writer(int number, Clients clients, Keys keys) {
        this.name = "w" + number;
        this.clients = clients;
        this.keys = keys;
        this.random = new Random(number);
        this.master = number;
    }

    /** Which objects a writer writes. */
    interface Keys {
        String next(Random random);
    }

    record Attempt(Write write, Answer answer) {}

    @Override
    public void run() throws InterruptedException {
        Pace pace = new Pace(clients.plan().perSecond());
        while (!clients.stopped()) {
            pace.await();
            String key = keys.next(random);
            State state = known.get(key);
            if (state == null) {
                read(key).ifPresent(found -> known.put(key, found));
            } else if (!state.present()) {
                write(Kind.CREATE, state);
            } else if (random.nextInt(DELETE_EVERY) == 0) {
                write(Kind.DELETE, state);
            } else {
                write(Kind.UPDATE, state);
            }
        }
    }

    private Plan.Master master() {
        return clients.plan().masters().get(master % clients.plan().masters().size());
    }

    private Optional<State> read(String key) throws InterruptedException {
        Optional<State> found = Reader.read(clients, name, master(), key);
        if (found.isEmpty()) {
            master++;
        }
        return found;
    }

    private void write(Kind kind, State state) throws InterruptedException {
        Plan.Master at = master();
        String value = kind == Kind.DELETE ? "" : name + "-" + ++written;
        Attempt attempt = attempt(clients, name, at, kind, state, value);
        Write write = attempt.write();
        switch (write.outcome()) {
            case OK -> {
                clients.progress().acknowledged(write.end());
                known.put(
                        state.key(),
                        kind == Kind.DELETE
                                ? State.absent(state.key())
                                : new State(state.key(), write.revision(), value));
            }
            case FAILED, UNKNOWN -> {
                known.remove(state.key());
                if (!attempt.answer().conflict()) {
                    master++;
                }
            }
        }
    }

    /** One try, which is noted. */
    static Attempt attempt(Clients clients, String name, Plan.Master at, Kind kind, State state, String value)
            throws InterruptedException {
        long expected = kind == Kind.CREATE ? 0 : state.revision();
        URI target = kind == Kind.CREATE ? clients.collection(at) : clients.object(at, state.key());
        String method =
                switch (kind) {
                    case CREATE -> "POST";
                    case UPDATE -> "PUT";
                    case DELETE -> "DELETE";
                };
        String body = kind == Kind.DELETE
                ? "{\"preconditions\":{\"resourceVersion\":\"" + expected + "\"}}"
                : Clients.body(state.key(), expected, value);
        long start = System.nanoTime();
        Answer answer = clients.api().send(method, target, body);
        long end = System.nanoTime();
        long revision = answer.outcome() == Outcome.OK && kind != Kind.DELETE
                ? Clients.revision(Clients.json(answer.text()))
                : 0;
        Write write = new Write(
                name,
                at.name(),
                kind,
                state.key(),
                expected,
                value,
                start,
                end,
                answer.outcome(),
                revision,
                answer.brief());
        clients.history().add(write);
        return new Attempt(write, answer);
    }
}
