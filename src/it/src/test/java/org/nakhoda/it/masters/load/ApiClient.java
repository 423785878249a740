package org.nakhoda.it.masters.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.nakhoda.it.cluster.Pki;
import org.nakhoda.it.masters.history.Observation.Outcome;

/**
 * HTTP as a client with little patience uses it: one attempt, a short time limit, and an honest answer to whether it was
 * done. Over HTTP/1.1, for there a request that was given up takes its connection with it.
 */
final class ApiClient {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** How much of an answer's text is noted. */
    private static final int MESSAGE = 200;

    private final HttpClient http;

    ApiClient(Path pki) {
        http = HttpClient.newBuilder()
                .sslContext(Pki.adminContext(pki))
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_LIMIT)
                .build();
    }

    /**
     * How a request ended.
     *
     * @param status HTTP's; 0 if there was no answer
     * @param text the answer's body, or what went wrong
     * @param sent whether the master may have got the request
     */
    record Answer(int status, String text, boolean sent) {
        Outcome outcome() {
            if (status >= 200 && status < 300) {
                return Outcome.OK;
            }
            boolean refused = !sent || (status >= 400 && status < 500 && status != 408);
            return refused ? Outcome.FAILED : Outcome.UNKNOWN;
        }

        /** Whether the API told that the object is not as expected. */
        boolean conflict() {
            return status == 409 || (status == 404 && fromApi());
        }

        /** Whether the body is one of Kubernetes' own errors. */
        boolean fromApi() {
            return text.startsWith("{\"kind\":\"Status\"");
        }

        String brief() {
            if (status == 0) {
                return text;
            }
            String told = status < 300 || conflict() ? "" : " " + text.substring(0, Math.min(text.length(), MESSAGE));
            return "answer " + status + told;
        }
    }

    Answer send(String method, URI target, String body) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(target)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = within(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), true);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return new Answer(0, "no connection", false);
        } catch (IOException e) {
            return new Answer(0, String.valueOf(e), true);
        }
    }

    /** The beginning of an answer that goes on; the caller closes it. */
    HttpResponse<InputStream> open(URI target) throws IOException, InterruptedException {
        return within(HttpRequest.newBuilder(target).build(), BodyHandlers.ofInputStream());
    }

    private <T> HttpResponse<T> within(HttpRequest request, BodyHandler<T> reader)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<T>> response = http.sendAsync(request, reader);
        try {
            return response.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            response.cancel(true);
            throw new IOException("no answer within " + LIMIT, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConnectException refused) {
                throw refused;
            }
            if (e.getCause() instanceof HttpConnectTimeoutException late) {
                throw late;
            }
            throw new IOException(e.getCause());
        }
    }
}
