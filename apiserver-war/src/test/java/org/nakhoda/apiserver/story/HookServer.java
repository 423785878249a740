package org.nakhoda.apiserver.story;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.apiserver.proxy.TestPki;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A server with webhooks, one at each path. It keeps what it was asked. */
final class HookServer implements AutoCloseable {
    private final HttpsServer server;
    private final String bundle;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Function<JsonNode, String>> hooks = new ConcurrentHashMap<>();

    /** @param request of the review */
    record Asked(String path, Headers headers, JsonNode request) {
        String host() {
            return headers.getFirst("Host");
        }
    }

    /** @param names in the server's certificate, besides 127.0.0.1 */
    HookServer(Path directory, String... names) throws Exception {
        TestPki pki = new TestPki(directory);
        bundle = Base64.getEncoder().encodeToString(Files.readAllBytes(directory.resolve("ca.crt")));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(pki.serverTls(names.length == 0 ? "ip:127.0.0.1" : "dns:" + names[0])));
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] answer = answer(
                        exchange.getRequestURI().getPath(),
                        exchange.getRequestHeaders(),
                        Json.parse(exchange.getRequestBody().readAllBytes()));
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        server.start();
    }

    private byte[] answer(String path, Headers headers, JsonNode review) {
        JsonNode request = review.path("request");
        asked.add(new Asked(path, headers, request));
        ObjectNode answer = Json.object().put("kind", "AdmissionReview");
        answer.set("apiVersion", review.get("apiVersion"));
        ObjectNode said = (ObjectNode)
                Yaml.parse(hooks.getOrDefault(path, r -> "{allowed: true}").apply(request));
        said.set("uid", request.get("uid"));
        answer.set("response", said);
        return Json.bytes(answer);
    }

    /** What the hook at a path answers; without this it allows everything. */
    HookServer at(String path, String response) {
        hooks.put(path, request -> response);
        return this;
    }

    HookServer at(String path, Function<JsonNode, String> response) {
        hooks.put(path, response);
        return this;
    }

    /** An answer that changes the object. */
    static String patch(String operations) {
        return "{allowed: true, patchType: JSONPatch, patch: "
                + Base64.getEncoder().encodeToString(operations.getBytes(StandardCharsets.UTF_8)) + "}";
    }

    /** A clientConfig for the hook at a path. */
    String clientConfig(String path) {
        return "{url: \"https://127.0.0.1:" + port() + path + "\", caBundle: " + bundle + "}";
    }

    String bundle() {
        return bundle;
    }

    int port() {
        return server.getAddress().getPort();
    }

    List<Asked> asked() {
        return asked;
    }

    List<JsonNode> askedAt(String path) {
        return asked.stream()
                .filter(one -> one.path().equals(path))
                .map(Asked::request)
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
