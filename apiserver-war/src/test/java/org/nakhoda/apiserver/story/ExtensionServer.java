package org.nakhoda.apiserver.story;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.json.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server that extends the API, as those are that are built with Kubernetes' library: it takes connections only from who
 * has a certificate of the authority named in the cluster's ConfigMap, and believes the headers of such a one. It has one
 * namespaced resource, {@code echoes}, in whatever group and version it is asked for, and answers with what it was asked.
 */
final class ExtensionServer implements AutoCloseable {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final HttpsServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Path directory;
    private final KeyStore identity;
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final CountDownLatch secondEvent = new CountDownLatch(1);

    private final Map<String, JsonNode> pages = new ConcurrentHashMap<>();

    /** Whether it knows aggregated discovery. */
    volatile boolean aggregated;

    /** @param name such as {@code NAME.NAMESPACE.svc}, for which its certificate is */
    ExtensionServer(String name) throws IOException, GeneralSecurityException, InterruptedException {
        directory = Files.createTempDirectory("extension");
        identity = certificate(name);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        SSLContext tls = tls();
        server.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = tls.getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        server.setExecutor(executor);
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The authority of its certificate, as it stands in an APIService. */
    String caBundle() throws GeneralSecurityException {
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(identity.getCertificate("server").getEncoded())
                + "\n-----END CERTIFICATE-----\n";
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers at this path, whatever it would have answered there, with this object (YAML). */
    void serve(String path, String yaml) {
        pages.put(path, Yaml.parse(yaml));
    }

    /** Method and URI of every request on its resource. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    void sendSecondEvent() {
        secondEvent.countDown();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String query = exchange.getRequestURI().getRawQuery();
            String[] segments = path.substring(1).split("/");
            if (pages.containsKey(path)) {
                send(exchange, 200, "application/json", pages.get(path));
            } else if (path.equals("/apis") && aggregated) {
                send(exchange, 200, "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", groups());
            } else if (path.startsWith("/openapi/v3/apis/")) {
                send(exchange, 200, "application/json", Json.object().put("openapi", "3.0.0"));
            } else if (segments[0].equals("apis") && segments.length == 3) {
                send(exchange, 200, "application/json", resources(segments[1] + "/" + segments[2]));
            } else if (path.equals("/openapi/v3")) {
                ObjectNode index = Json.object();
                index.putObject("paths")
                        .putObject("apis/docs.example.com/v1")
                        .put("serverRelativeURL", "/openapi/v3/apis/docs.example.com/v1?hash=ABC");
                send(exchange, 200, "application/json", index);
            } else if (query != null && query.contains("watch=true")) {
                watch(exchange);
            } else if (path.contains("/echoes")) {
                asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                send(
                        exchange,
                        exchange.getRequestMethod().equals("POST") ? 201 : 200,
                        "application/json",
                        echo(exchange));
            } else {
                send(exchange, 404, "text/plain", Json.object());
            }
        }
    }

    private static ObjectNode echo(HttpExchange exchange) throws IOException {
        ObjectNode echo = Json.object()
                .put("method", exchange.getRequestMethod())
                .put("uri", exchange.getRequestURI().toString())
                .put("body", new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
                .put(
                        "client",
                        ((HttpsExchange) exchange)
                                .getSSLSession()
                                .getPeerPrincipal()
                                .getName());
        ObjectNode headers = echo.putObject("headers");
        exchange.getRequestHeaders().forEach((name, values) -> values.forEach(headers.putArray(name)::add));
        return echo;
    }

    private void watch(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.write("{\"type\":\"ADDED\"}\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
        try {
            if (secondEvent.await(60, TimeUnit.SECONDS)) {
                out.write("{\"type\":\"DELETED\"}\n".getBytes(StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ObjectNode resources(String groupVersion) {
        ObjectNode list = Json.object()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", groupVersion);
        ArrayNode resources = list.putArray("resources");
        ObjectNode echoes = resources.addObject().put("name", "echoes").put("singularName", "echo");
        echoes.put("namespaced", true)
                .put("kind", "Echo")
                .putArray("verbs")
                .add("get")
                .add("list");
        ObjectNode status = resources.addObject().put("name", "echoes/status").put("singularName", "");
        status.put("namespaced", true).put("kind", "Echo").putArray("verbs").add("get");
        return list;
    }

    private static ObjectNode groups() {
        ObjectNode list = Json.object().put("kind", "APIGroupDiscoveryList");
        ObjectNode group = list.putArray("items").addObject();
        group.putObject("metadata").put("name", "docs.example.com");
        ObjectNode version = group.putArray("versions").addObject().put("version", "v1");
        ObjectNode resource = version.putArray("resources")
                .addObject()
                .put("resource", "echoes")
                .put("scope", "Namespaced");
        resource.put("singularResource", "echo").putArray("categories").add("told-in-one");
        resource.putArray("verbs").add("get");
        resource.putObject("responseKind").put("kind", "Echo");
        return list;
    }

    private static void send(HttpExchange exchange, int status, String type, JsonNode body) throws IOException {
        byte[] bytes = Json.bytes(body);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private KeyStore certificate(String name) throws IOException, GeneralSecurityException, InterruptedException {
        Path store = directory.resolve("server.p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair"));
        command.addAll(
                List.of("-alias", "server", "-dname", "CN=extension", "-keyalg", "EC", "-groupname", "secp256r1"));
        command.addAll(List.of("-validity", "2", "-keystore", store.toString(), "-storetype", "PKCS12"));
        command.addAll(List.of("-storepass", "changeit", "-ext", "san=dns:" + name, "-ext", "bc:critical=ca:true"));
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException("keytool failed");
        }
        return KeyStore.getInstance(store.toFile(), PASSWORD);
    }

    /** Asks for certificates of the authority that the cluster names. */
    private SSLContext tls() throws GeneralSecurityException, IOException {
        String authority = RunningApi.admin()
                .get("/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication")
                .expect(200)
                .at("/data/requestheader-client-ca-file")
                .asString();
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        trusted.setCertificateEntry(
                "front-proxy",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(authority.getBytes(StandardCharsets.UTF_8))));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(identity, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return tls;
    }

    @Override
    public void close() {
        secondEvent.countDown();
        server.stop(0);
        executor.shutdownNow();
        DataFolder.delete(directory);
    }
}
