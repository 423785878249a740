package org.nakhoda.it.masters.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nakhoda.it.masters.history.Observation.End;
import org.nakhoda.it.masters.history.Observation.Event;
import org.nakhoda.it.masters.history.Observation.Kind;
import org.nakhoda.it.masters.history.Observation.Outcome;
import org.nakhoda.it.masters.history.State;
import org.nakhoda.it.masters.load.ApiClient.Answer;
import tools.jackson.databind.JsonNode;

/** The last write, and what every master says after it. A master that does not say it in time is left out. */
final class Ending {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final long PAUSE_MILLIS = 200;

    private final Clients clients;
    private final long deadline = System.nanoTime() + LONGEST.toNanos();

    Ending(Clients clients) {
        this.clients = clients;
    }

    /** @return whether it was done */
    boolean writeLast() throws InterruptedException {
        List<Plan.Master> masters = clients.plan().masters();
        for (int attempt = 1; inTime(); attempt++) {
            Writer.Attempt last = Writer.attempt(
                    clients,
                    "last",
                    masters.get(attempt % masters.size()),
                    Kind.CREATE,
                    State.absent(Clients.LAST),
                    "last-" + attempt);
            if (last.write().outcome() == Outcome.OK || last.answer().status() == 409) {
                return true;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return false;
    }

    /** @param beginning a revision before the first write */
    void ask(Plan.Master master, long beginning) throws InterruptedException {
        Optional<Clients.Content> content = Optional.empty();
        while (content.isEmpty() && inTime()) {
            Answer answer = clients.api().send("GET", clients.collection(master), "");
            if (answer.status() == 200) {
                content = Optional.of(clients.content(answer));
            } else {
                Thread.sleep(PAUSE_MILLIS);
            }
        }
        List<Event> events = new ArrayList<>();
        while (content.isPresent() && inTime() && !complete(events)) {
            long from = events.isEmpty()
                    ? beginning
                    : events.get(events.size() - 1).state().revision();
            WatchStream.follow(clients, master, from, (type, object) -> {
                add(events, master, type, object);
                return !complete(events);
            });
        }
        if (complete(events)) {
            content.ifPresent(
                    all -> clients.history().add(new End(master.name(), all.revision(), all.states(), events)));
        }
    }

    private boolean inTime() {
        return System.nanoTime() - deadline < 0;
    }

    private static boolean complete(List<Event> events) {
        return !events.isEmpty() && events.get(events.size() - 1).state().key().equals(Clients.LAST);
    }

    private void add(List<Event> events, Plan.Master master, String type, JsonNode object) {
        State state = Clients.state(object);
        if (!type.equals("BOOKMARK") && clients.own(state.key())) {
            events.add(Watcher.event("end of " + master.name(), master, type, state, System.nanoTime()));
        }
    }
}
