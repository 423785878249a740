package org.nakhoda.it.masters.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.nakhoda.it.cluster.Shell;
import org.nakhoda.it.masters.history.Observation.Outcome;
import org.nakhoda.it.masters.load.ApiClient.Answer;

/** Makes many ConfigMaps of about 1 KB over many connections: {@code Filling URL PKI COUNT}. */
public final class Filling {
    private static final int CONNECTIONS = 64;
    private static final int BYTES = 800;
    private static final String NAMESPACE = "filling";

    private final ApiClient api;
    private final String url;
    private final int count;
    private final AtomicInteger next = new AtomicInteger();

    private Filling(ApiClient api, String url, int count) {
        this.api = api;
        this.url = url;
        this.count = count;
    }

    /**
     * Does it in a process of its own.
     *
     * @param network a shell in the masters' network
     */
    public static void run(Shell network, Plan.Master master, Path pki, int count) throws InterruptedException {
        try {
            Process process =
                    ClientProcess.start(network, Filling.class, master.url(), pki.toString(), Integer.toString(count));
            process.getOutputStream().close();
            String trouble = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError("the objects could not be made: " + trouble);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        ApiClient api = new ApiClient(Path.of(arguments[1]));
        new Filling(api, arguments[0], Integer.parseInt(arguments[2])).make();
    }

    private void make() throws InterruptedException {
        String namespace = "{\"metadata\":{\"name\":\"" + NAMESPACE + "\"}}";
        api.send("POST", URI.create(url + "/api/v1/namespaces"), namespace);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Thread thread = new Thread(this::makeSome, "filling " + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void makeSome() {
        URI collection = URI.create(url + "/api/v1/namespaces/" + NAMESPACE + "/configmaps");
        String value = "x".repeat(BYTES);
        try {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                String body = Clients.body("object-" + i, 0, value);
                Answer answer = api.send("POST", collection, body);
                while (answer.outcome() != Outcome.OK && answer.status() != 409) {
                    Thread.sleep(100);
                    answer = api.send("POST", collection, body);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
