package org.nakhoda.dist.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.nakhoda.api.json.Json;
import org.nakhoda.dist.pki.Pem;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks the API server as the administrator, with nothing but the JDK's client: a launcher must start in a moment. */
public final class ApiProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final URI server;
    private final HttpClient client;

    public ApiProbe(URI server, Path pki) throws IOException, GeneralSecurityException {
        this.server = server;
        this.client = HttpClient.newBuilder()
                .sslContext(sslContext(pki))
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
    }

    /** Where the API server of this machine answers. */
    public static URI localServer(String apiAddress, int apiPort) {
        String host = apiAddress.equals("0.0.0.0") ? "127.0.0.1" : apiAddress;
        return URI.create("https://" + host + ":" + apiPort);
    }

    /** The body if the answer is 200. */
    public Optional<String> get(String path) throws InterruptedException {
        return ask(path).filter(response -> response.statusCode() == 200).map(HttpResponse::body);
    }

    /** Why the API server says that it is not ready, if it says so. */
    public Optional<String> notReadyBecause() throws InterruptedException {
        return ask("/readyz")
                .filter(response -> response.statusCode() == 503)
                .flatMap(response -> message(response.body()));
    }

    private static Optional<String> message(String status) {
        try {
            return Optional.of(Json.parse(status).path("message").asString("")).filter(text -> !text.isBlank());
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private Optional<HttpResponse<String>> ask(String path) throws InterruptedException {
        try {
            return Optional.of(client.send(
                    HttpRequest.newBuilder(server.resolve(path))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public boolean ready() throws InterruptedException {
        return get("/readyz").isPresent();
    }

    public boolean nodeReady(String node) throws InterruptedException {
        return get("/api/v1/nodes/" + node).map(ApiProbe::isReadyNode).orElse(false);
    }

    /**
     * Whether the node's agent has said since a time that it is alive. A node that was ready when the cluster was stopped
     * counts as ready for a while after the next start, before its agent has said anything.
     */
    public boolean nodeAliveSince(String node, Instant time) throws InterruptedException {
        return get("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/" + node)
                .map(lease -> Json.parse(lease).at("/spec/renewTime").asString(""))
                .filter(renewed -> !renewed.isEmpty() && !Instant.parse(renewed).isBefore(time))
                .isPresent();
    }

    static boolean isReadyNode(String body) {
        return isReadyNode(Json.parse(body));
    }

    static boolean isReadyNode(JsonNode node) {
        for (JsonNode condition : node.at("/status/conditions")) {
            if ("Ready".equals(condition.path("type").asString(""))) {
                return "True".equals(condition.path("status").asString(""));
            }
        }
        return false;
    }

    /** As the administrator, trusting the cluster's authority alone. */
    public static SSLContext sslContext(Path pki) throws IOException, GeneralSecurityException {
        X509Certificate authority = Pem.certificate(Files.readString(pki.resolve("ca.crt")));
        X509Certificate certificate = Pem.certificate(Files.readString(pki.resolve("admin.crt")));
        PrivateKey key = Pem.privateKey(Files.readString(pki.resolve("admin.key")));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("admin", key, new char[0], new X509Certificate[] {certificate});
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
        keyManagers.init(keys, new char[0]);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", authority);
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
        trustManagers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return context;
    }
}
