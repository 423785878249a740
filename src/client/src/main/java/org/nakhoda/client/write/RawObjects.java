package org.nakhoda.client.write;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;

/** Reads and patches objects of any kind by their path, as JSON trees. */
public final class RawObjects {
    private final KubernetesClient client;

    public RawObjects(KubernetesClient client) {
        this.client = client;
    }

    /** @return empty if there is no such object */
    public Optional<JsonNode> get(String path) {
        return send(request(path));
    }

    /**
     * A JSON merge patch (RFC 7386).
     *
     * @return the object as it is now; empty if there is no such object
     * @throws KubernetesClientException for any other refusal
     */
    public Optional<JsonNode> mergePatch(String path, JsonNode patch) {
        return send(request(path)
                .method(
                        "PATCH",
                        "application/merge-patch+json",
                        new String(Json.bytes(patch), StandardCharsets.UTF_8)));
    }

    private HttpRequest.Builder request(String path) {
        String root = client.getMasterUrl().toString();
        return client.getHttpClient()
                .newHttpRequestBuilder()
                .uri((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + path)
                .header("Accept", "application/json");
    }

    private Optional<JsonNode> send(HttpRequest.Builder request) {
        HttpRequest built = request.build();
        HttpResponse<byte[]> response;
        try {
            response = client.getHttpClient().sendAsync(built, byte[].class).join();
        } catch (CompletionException e) {
            throw new KubernetesClientException(built.method() + " " + built.uri() + " failed", e.getCause());
        }
        if (response.code() == HttpURLConnection.HTTP_NOT_FOUND) {
            return Optional.empty();
        }
        if (!response.isSuccessful()) {
            throw new KubernetesClientException(
                    built.method() + " " + built.uri().getPath() + ": HTTP " + response.code() + " "
                            + new String(response.body(), StandardCharsets.UTF_8),
                    response.code(),
                    null);
        }
        return Optional.of(Json.parse(response.body()));
    }
}
