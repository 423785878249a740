package org.nakhoda.it.masters.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nakhoda.it.masters.history.HistoryFile;
import org.nakhoda.it.masters.load.ApiClient.Answer;
import tools.jackson.databind.json.JsonMapper;

/**
 * The clients' process: {@code LoadProcess PLAN_AS_JSON}. Tells its {@link Progress} on standard output, ten times a second.
 * Ends in good order when standard input says {@code stop} or ends.
 */
public final class LoadProcess {
    private static final long PROGRESS_MILLIS = 100;
    private static final long PAUSE_MILLIS = 200;

    private LoadProcess() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Plan plan = JsonMapper.shared().readValue(arguments[0], Plan.class);
        try (HistoryFile history = HistoryFile.create(Path.of(plan.output()))) {
            Clients clients = new Clients(plan, history);
            long beginning = prepare(clients);
            daemon("progress", () -> tell(clients));
            List<Thread> active = new ArrayList<>();
            List<Thread> watchers = new ArrayList<>();
            for (int i = 0; i < plan.watchers(); i++) {
                watchers.add(daemon("watcher " + i, new Watcher(i, clients)));
            }
            for (int i = 0; i < plan.writers(); i++) {
                int number = i;
                active.add(daemon("writer " + i, new Writer(i, clients, random -> plan.key(number, random))));
            }
            for (int i = 0; i < plan.readers(); i++) {
                active.add(daemon("reader " + i, new Reader(i, clients)));
            }
            awaitStop();
            clients.stop();
            for (Thread thread : active) {
                thread.join();
            }
            Ending ending = new Ending(clients);
            if (ending.writeLast()) {
                for (Thread thread : watchers) {
                    thread.join();
                }
                for (Plan.Master master : plan.masters()) {
                    ending.ask(master, beginning);
                }
            }
        }
    }

    /** @return a revision before the first write */
    private static long prepare(Clients clients) throws InterruptedException {
        List<Plan.Master> masters = clients.plan().masters();
        for (int attempt = 0; ; attempt++) {
            Plan.Master master = masters.get(attempt % masters.size());
            String namespace = "{\"metadata\":{\"name\":\"" + clients.plan().namespace() + "\"}}";
            clients.api().send("POST", URI.create(master.url() + "/api/v1/namespaces"), namespace);
            Answer list = clients.api().send("GET", clients.collection(master), "");
            Answer there = clients.api()
                    .send(
                            "GET",
                            URI.create(master.url() + "/api/v1/namespaces/"
                                    + clients.plan().namespace()),
                            "");
            if (list.status() == 200 && there.status() == 200) {
                return clients.content(list).revision();
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private static Thread daemon(String name, Client client) {
        Thread thread = new Thread(
                () -> {
                    try {
                        client.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void tell(Clients clients) throws InterruptedException {
        while (true) {
            System.out.println(clients.progress().line());
            Thread.sleep(PROGRESS_MILLIS);
        }
    }

    private static void awaitStop() throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String order = orders.readLine();
        while (order != null && !order.equals("stop")) {
            order = orders.readLine();
        }
    }
}
