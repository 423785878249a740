package org.nakhoda.apiserver.story;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.proxy.TestPki;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A webhook over HTTPS that converts: version v1 of its objects has {@code spec.address} with host and port, v2 has
 * {@code spec.host} and {@code spec.port}.
 */
final class ConversionServer implements AutoCloseable {
    private final HttpsServer server;
    private final String bundle;
    private final List<JsonNode> asked = new CopyOnWriteArrayList<>();

    /** Why nothing is converted; null while everything is. */
    volatile String refusal;

    /** What is done to each converted object before it is sent. */
    volatile BiConsumer<JsonNode, ObjectNode> change = (before, after) -> {};

    /**
     * @param directory for its keys
     * @param names for which its certificate is, as keytool writes them
     */
    ConversionServer(Path directory, String names) throws Exception {
        TestPki pki = new TestPki(directory);
        bundle = Base64.getEncoder().encodeToString(Files.readAllBytes(directory.resolve("ca.crt")));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(pki.serverTls(names)));
        server.createContext("/convert", this::answer);
        server.start();
    }

    /** YAML flow, as it stands in {@code spec.conversion}. */
    String declared() {
        return declared("url: \"https://127.0.0.1:" + port() + "/convert\"", "v1");
    }

    /** @param address a service or a URL */
    String declared(String address, String reviews) {
        return "{strategy: Webhook, webhook: {conversionReviewVersions: [" + reviews + "], clientConfig: {" + address
                + ", caBundle: " + bundle + "}}}";
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The requests of all reviews. */
    List<JsonNode> asked() {
        return asked;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode review = Json.parse(exchange.getRequestBody().readAllBytes());
            JsonNode request = review.path("request");
            asked.add(request);
            ObjectNode answer = Json.object().put("kind", "ConversionReview");
            answer.set("apiVersion", review.get("apiVersion"));
            ObjectNode response = answer.putObject("response");
            response.set("uid", request.get("uid"));
            ObjectNode result = response.putObject("result");
            if (refusal != null) {
                result.put("status", "Failure").put("message", refusal);
            } else {
                result.put("status", "Success");
                ArrayNode converted = response.putArray("convertedObjects");
                for (JsonNode object : request.path("objects")) {
                    ObjectNode made =
                            converted(object, request.path("desiredAPIVersion").asString());
                    change.accept(object, made);
                    converted.add(made);
                }
            }
            byte[] bytes = Json.bytes(answer);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static ObjectNode converted(JsonNode object, String apiVersion) {
        ObjectNode made = ((ObjectNode) object).deepCopy().put("apiVersion", apiVersion);
        if (!(made.get("spec") instanceof ObjectNode spec)) {
            return made;
        }
        if (apiVersion.endsWith("/v2")) {
            if (!spec.has("address")) {
                return made;
            }
            String[] address = spec.path("address").asString("").split(":");
            spec.remove("address");
            spec.put("host", address[0]).put("port", Integer.parseInt(address[1]));
        } else if (spec.has("host")) {
            spec.put(
                    "address",
                    spec.path("host").asString() + ":" + spec.path("port").asInt());
            spec.remove(List.of("host", "port"));
        }
        return made;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
