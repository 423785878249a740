package org.nakhoda.it.masters.load;

import java.time.Duration;
import org.nakhoda.it.masters.history.Observation.Bookmark;
import org.nakhoda.it.masters.history.Observation.Event;
import org.nakhoda.it.masters.history.Observation.Listed;
import org.nakhoda.it.masters.history.Observation.Type;
import org.nakhoda.it.masters.history.State;
import org.nakhoda.it.masters.load.ApiClient.Answer;
import tools.jackson.databind.JsonNode;

/**
 * Watches the shared objects. Each watch is at another master than the one before and goes on from the last revision that was
 * told. Ends when it was told of the last write, or a while after the others ended.
 */
final class Watcher implements Client {
    private static final Duration LONGEST_END = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 50;

    private final String name;
    private final Clients clients;
    private int master;
    /** What the watcher knows up to; 0 before the first list. */
    private long position;

    private boolean complete;
    private long end = Long.MAX_VALUE;

    Watcher(int number, Clients clients) {
        this.name = "v" + number;
        this.clients = clients;
        this.master = number;
    }

    @Override
    public void run() throws InterruptedException {
        while (!complete && !late()) {
            Plan.Master at = clients.plan()
                    .masters()
                    .get(master % clients.plan().masters().size());
            if (position == 0) {
                list(at);
            }
            if (position > 0) {
                switch (WatchStream.follow(clients, at, position, (type, object) -> told(at, type, object))) {
                    case OVER -> {}
                    case TOO_OLD -> position = 0;
                    case TROUBLE -> Thread.sleep(PAUSE_MILLIS);
                }
            } else {
                Thread.sleep(PAUSE_MILLIS);
            }
            master++;
        }
    }

    private boolean late() {
        if (clients.stopped() && end == Long.MAX_VALUE) {
            end = System.nanoTime() + LONGEST_END.toNanos();
        }
        return end != Long.MAX_VALUE && System.nanoTime() - end > 0;
    }

    private void list(Plan.Master at) throws InterruptedException {
        long start = System.nanoTime();
        Answer answer = clients.api().send("GET", clients.collection(at), "");
        if (answer.status() == 200) {
            Clients.Content content = clients.content(answer);
            clients.history()
                    .add(new Listed(name, at.name(), start, System.nanoTime(), content.revision(), content.states()));
            position = content.revision();
        }
    }

    private boolean told(Plan.Master at, String type, JsonNode object) {
        long revision = Clients.revision(object);
        long now = System.nanoTime();
        if (type.equals("BOOKMARK")) {
            clients.history().add(new Bookmark(name, at.name(), revision, now));
        } else {
            State state = Clients.state(object);
            if (clients.own(state.key())) {
                clients.history().add(event(name, at, type, state, now));
                complete = state.key().equals(Clients.LAST);
            }
        }
        position = revision;
        return !complete;
    }

    /** A deleted object comes with what it last was; what it is now is absent. */
    static Event event(String watcher, Plan.Master at, String type, State state, long now) {
        Type kind = Type.valueOf(type);
        State after = kind == Type.DELETED ? new State(state.key(), state.revision(), "") : state;
        return new Event(watcher, at.name(), kind, after, now);
    }
}
