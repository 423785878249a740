package org.nakhoda.it.masters.load;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.nakhoda.it.masters.history.Observation.Misled;
import org.nakhoda.it.masters.history.Observation.Read;
import org.nakhoda.it.masters.history.State;
import org.nakhoda.it.masters.load.ApiClient.Answer;

/** Reads the shared objects, at one master after the other. */
final class Reader implements Client {
    private final String name;
    private final Clients clients;
    private final Random random;

    Reader(int number, Clients clients) {
        this.name = "r" + number;
        this.clients = clients;
        this.random = new Random(number);
    }

    @Override
    public void run() throws InterruptedException {
        Pace pace = new Pace(clients.plan().perSecond());
        List<Plan.Master> masters = clients.plan().masters();
        while (!clients.stopped()) {
            for (Plan.Master master : masters) {
                pace.await();
                read(clients, name, master, clients.plan().key(random));
            }
        }
    }

    /** Reads and notes what was read; a read that failed says nothing and is not noted. */
    static Optional<State> read(Clients clients, String name, Plan.Master master, String key)
            throws InterruptedException {
        long start = System.nanoTime();
        Answer answer = clients.api().send("GET", clients.object(master, key), "");
        long end = System.nanoTime();
        State state;
        if (answer.status() == 200) {
            state = Clients.state(Clients.json(answer.text()));
        } else if (answer.status() == 404 && answer.fromApi()) {
            state = State.absent(key);
        } else {
            if (answer.status() == 404) {
                clients.history().add(new Misled(name, master.name(), key, end));
            }
            return Optional.empty();
        }
        clients.history().add(new Read(name, master.name(), start, end, state));
        return Optional.of(state);
    }
}
