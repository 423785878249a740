package org.nakhoda.client.write;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;

/** Reads and patches objects of any kind by their path, as JSON trees. */
public final class RawObjects {
    private static final int PORTION = 500;

    private final KubernetesClient client;

    public RawObjects(KubernetesClient client) {
        this.client = client;
    }

    /** @return empty if there is no such object */
    public Optional<JsonNode> get(String path) {
        return send(request(path));
    }

    /**
     * Shows every object of a collection, one after the other: the list is asked for in pages, and never in memory whole.
     *
     * @param collection its path
     * @return false if there is no such collection
     */
    public boolean each(String collection, Consumer<JsonNode> reader) {
        String next = "";
        do {
            Optional<JsonNode> page = get(collection + portion(next));
            if (page.isEmpty()) {
                return false;
            }
            page.get().path("items").forEach(reader);
            next = continuation(page.get());
        } while (!next.isEmpty());
        return true;
    }

    /** Deletes all objects of a collection that may be deleted now, in portions. Those that wait for something are still there. */
    public void deleteAll(String collection) {
        String next = "";
        do {
            String answer = client.raw(collection + portion(next), "DELETE", null);
            next = answer == null ? "" : continuation(Json.parse(answer));
        } while (!next.isEmpty());
    }

    private static String portion(String continuation) {
        return "?limit=" + PORTION + (continuation.isEmpty() ? "" : "&continue=" + continuation);
    }

    private static String continuation(JsonNode list) {
        return list.path("metadata").path("continue").asString("");
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
