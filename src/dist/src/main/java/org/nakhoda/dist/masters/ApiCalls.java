package org.nakhoda.dist.masters;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.nakhoda.api.json.Json;
import org.nakhoda.dist.cluster.ApiProbe;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Calls one API server, as the administrator or with a token. What it refuses is an answer, not an exception. */
final class ApiCalls {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    private final URI server;
    private final HttpClient client;
    private final Optional<String> token;

    ApiCalls(URI server, SSLContext tls, Optional<String> token) {
        this.server = server;
        this.token = token;
        this.client = HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_LIMIT)
                .build();
    }

    /** @param pki the folder with the administrator's certificate */
    static ApiCalls asAdministrator(URI server, Path pki) throws IOException, GeneralSecurityException {
        return new ApiCalls(server, ApiProbe.sslContext(pki), Optional.empty());
    }

    /** An answer in JSON; of an error, a {@code Status}. */
    record Answer(int code, String body) {
        boolean ok() {
            return code >= 200 && code < 300;
        }

        /** Empty if the body is no JSON. */
        Optional<JsonNode> json() {
            try {
                return Optional.of(Json.parse(body));
            } catch (JacksonException e) {
                return Optional.empty();
            }
        }

        /** What the server says is wrong. */
        String message() {
            return json().map(status -> status.path("message").asString(""))
                    .filter(text -> !text.isBlank())
                    .orElse("HTTP status " + code);
        }
    }

    URI server() {
        return server;
    }

    Answer get(String path, Duration limit) throws IOException, InterruptedException {
        return call("GET", path, Optional.empty(), limit);
    }

    /** @throws IOException if there is no answer: for another method than GET, the outcome is unknown */
    Answer call(String method, String path, Optional<JsonNode> body, Duration limit)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.resolve(path)).timeout(limit).header("Accept", "application/json");
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        body.ifPresent(json -> request.header("Content-Type", "application/json"));
        request.method(
                method,
                body.map(json -> HttpRequest.BodyPublishers.ofByteArray(Json.bytes(json)))
                        .orElse(HttpRequest.BodyPublishers.noBody()));
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }
}
