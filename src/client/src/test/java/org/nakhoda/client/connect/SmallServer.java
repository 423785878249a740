package org.nakhoda.client.connect;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An API server with one ConfigMap {@code first}, a watch that tells what the test says, and writes that change nothing and answer
 * what was written. It can stop, and start again.
 */
final class SmallServer implements AutoCloseable {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final String name;
    private final KeyStore identity;
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private HttpsServer server;
    private URI uri;
    private ExecutorService executor;
    volatile int status = 200;
    volatile int ready = 200;

    SmallServer(String name, KeyStore identity) throws Exception {
        this.name = name;
        this.identity = identity;
        start(0);
    }

    /** A key with its certificate for 127.0.0.1, which is its own authority. */
    static KeyStore identity(Path folder) throws Exception {
        Path store = folder.resolve("server.p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-dname",
                "CN=server",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-ext",
                "san=ip:127.0.0.1",
                "-ext",
                "bc:critical=ca:true");
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException("keytool failed");
        }
        return KeyStore.getInstance(store.toFile(), PASSWORD);
    }

    static Path authority(Path folder, KeyStore identity) throws Exception {
        String body = Base64.getMimeEncoder()
                .encodeToString(identity.getCertificate("server").getEncoded());
        return Files.writeString(
                folder.resolve("ca.crt"), "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
    }

    private void start(int port) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(identity, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        executor = Executors.newCachedThreadPool();
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(executor);
        server.createContext("/", this::answer);
        server.start();
        uri = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    }

    URI uri() {
        return uri;
    }

    void stop() {
        server.stop(0);
        executor.shutdownNow();
    }

    void startAgain() throws Exception {
        start(uri.getPort());
    }

    /** Method, URI and bearer token of every request. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    void tell(String configMap, int version) {
        events.add("{\"type\":\"ADDED\",\"object\":" + configMap(configMap, version) + "}\n");
    }

    private static String configMap(String name, int version) {
        return "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"default\",\"uid\":\"" + name + "\",\"resourceVersion\":\"" + version + "\"}}";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String uri = exchange.getRequestURI().toString();
            asked.add(exchange.getRequestMethod() + " " + uri + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            if (uri.equals("/readyz")) {
                exchange.sendResponseHeaders(ready, -1);
            } else if (status != 200) {
                exchange.sendResponseHeaders(status, -1);
            } else if (uri.startsWith("/version")) {
                send(exchange, "{\"major\":\"1\",\"minor\":\"36\",\"gitVersion\":\"" + name + "\"}");
            } else if (exchange.getRequestMethod().equals("POST")) {
                send(exchange, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            } else if (uri.contains("watch=true")) {
                watch(exchange);
            } else {
                send(
                        exchange,
                        "{\"kind\":\"ConfigMapList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"1\"},"
                                + "\"items\":[" + configMap("first", 1) + "]}");
            }
        }
    }

    private static void send(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void watch(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        try {
            while (true) {
                out.write(events.take().getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
