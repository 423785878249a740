package org.nakhoda.dist.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;

/**
 * What clients ask of a server every day, asked a few thousand times: what the server learns from it about its own code goes
 * into the class archive, from 25 on with the profiles by which the compiler judges, so that a new server is soon fast.
 */
final class Exercise {
    private static final int IN_FLIGHT = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String JSON = "application/json";

    private final URI server;
    private final HttpClient client;
    private final Semaphore free = new Semaphore(IN_FLIGHT);

    Exercise(URI server, Path pki) throws IOException, GeneralSecurityException {
        this.server = server;
        this.client = HttpClient.newBuilder()
                .sslContext(ApiProbe.sslContext(pki))
                .version(HttpClient.Version.HTTP_2)
                .connectTimeout(PATIENCE)
                .build();
    }

    /** Asks; an answer that is an error is learnt from, too. */
    void run() throws InterruptedException {
        times(1, i -> body("POST", PODS, JSON, """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"one","labels":{"app":"one"}},"spec":{"schedulerName":"none",
                "containers":[{"name":"main","image":"localhost/none:1","resources":{"requests":{"cpu":"10m"}}}]}}"""));
        times(20, i -> get("/api/v1/namespaces/default/events?watch=true&timeoutSeconds=1"));
        times(1500, i -> body("POST", CONFIG_MAPS, JSON, configMap("c" + i)));
        times(4000, i -> get(PODS + "/one"));
        times(
                300,
                i -> body(
                        "PATCH",
                        CONFIG_MAPS + "/c" + i,
                        "application/strategic-merge-patch+json",
                        "{\"data\":{\"key\":\"" + i + "\"}}"));
        times(300, i -> body("PUT", CONFIG_MAPS + "/c" + i, JSON, configMap("c" + i)));
        times(40, i -> get(CONFIG_MAPS));
        times(100, i -> get(CONFIG_MAPS + "?limit=50&labelSelector=app%3Dbench"));
        times(20, i -> get(CONFIG_MAPS + "?watch=true&timeoutSeconds=1"));
        times(20, i -> get("/openapi/v3/api/v1"));
        times(50, i -> get("/apis"));
        times(1500, i -> body("DELETE", CONFIG_MAPS + "/c" + i, JSON, "{}"));
    }

    private static String configMap(String name) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name
                + "\",\"labels\":{\"app\":\"bench\"}},\"data\":{\"key\":\"" + "v".repeat(64) + "\"}}";
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENCE).build();
    }

    private HttpRequest body(String method, String path, String type, String body) {
        return HttpRequest.newBuilder(server.resolve(path))
                .timeout(PATIENCE)
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private void times(int times, IntFunction<HttpRequest> request) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            free.acquire();
            client.sendAsync(request.apply(i), HttpResponse.BodyHandlers.discarding())
                    .whenComplete((answer, fault) -> free.release());
        }
        free.acquire(IN_FLIGHT);
        free.release(IN_FLIGHT);
    }
}
