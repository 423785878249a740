package org.nakhoda.dist.masters;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.cluster.Distribution;
import org.nakhoda.dist.pki.ClusterPki;
import org.nakhoda.dist.pki.Pem;
import tools.jackson.databind.node.ObjectNode;

/** An HTTPS server with a real cluster's certificates, which speaks what it is told to and remembers what it was asked. */
final class SpeakingServer implements AutoCloseable {
    static final String GROUP = "0f5b8b53-3a9c-4a8e-9f1c-2d8c5a1f0e77";

    private final Path folder;
    private final Settings settings;
    private final HttpsServer server;
    private final Map<String, Queue<Reply>> replies = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    record Reply(int code, String body) {}

    /** @param client the name in the client's certificate, empty if it showed none */
    record Asked(String what, Optional<String> token, Optional<String> client, String body) {}

    SpeakingServer(Path folder) throws Exception {
        this(folder, "127.0.0.1");
    }

    /** @param listening its certificate is for 127.0.0.1 in any case */
    SpeakingServer(Path folder, String listening) throws Exception {
        this.folder = folder;
        this.settings =
                Settings.of(Map.of("data-dir", folder.toString(), "node-name", "one", "node-address", "127.0.0.1"));
        new ClusterPki(folder.resolve("pki"), Clock.systemUTC()).prepare(settings);
        this.server = HttpsServer.create(new InetSocketAddress(listening, 0), 0);
        SSLContext context = context();
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = context.getDefaultSSLParameters();
                wanted.setWantClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        server.createContext("/", this::answer);
        server.start();
        says("GET /version", 200, "{\"gitVersion\":\"v1.36.0+nakhoda-" + Distribution.VERSION + "\"}");
    }

    private SSLContext context() throws Exception {
        char[] password = Files.readString(pki().resolve("keystore.password")).toCharArray();
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(KeyStore.getInstance(pki().resolve("apiserver.p12").toFile(), password), password);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
        trusted.init(KeyStore.getInstance(pki().resolve("truststore.p12").toFile(), password));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    /** One after the other if said several times; the last is said from then on. */
    SpeakingServer says(String what, int code, String body) {
        replies.computeIfAbsent(what, key -> new ArrayDeque<>()).add(new Reply(code, body));
        return this;
    }

    SpeakingServer saysInstead(String what, int code, String body) {
        replies.remove(what);
        return says(what, code, body);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String what = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(new Asked(
                what,
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
                client((HttpsExchange) exchange),
                body));
        Queue<Reply> known = replies.getOrDefault(what, new ArrayDeque<>());
        Reply reply;
        synchronized (known) {
            reply = known.size() > 1 ? known.remove() : known.peek();
        }
        if (reply == null) {
            reply = new Reply(404, status("the server could not find the requested resource"));
        }
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(reply.code(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Optional<String> client(HttpsExchange exchange) {
        try {
            return Optional.of(exchange.getSSLSession().getPeerPrincipal().getName());
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    static String status(String message) {
        return Json.object().put("kind", "Status").put("message", message).toString();
    }

    /** What a master answers to one that it admits, with the settings of the whole cluster. */
    ObjectNode admission(String newcomer, Map<String, String> shared) throws IOException {
        ObjectNode join = Json.object();
        ObjectNode status = join.put("apiVersion", "nakhoda.org/v1")
                .put("kind", "MasterJoin")
                .putObject("status");
        status.put("group", GROUP);
        var members = status.putArray("members");
        members.addObject()
                .put("name", "one")
                .put("address", "127.0.0.1")
                .put("apiPort", uri().getPort())
                .put("peerPort", 7001)
                .put("raftPort", 7002)
                .put("databasePort", 7003);
        members.addObject()
                .put("name", newcomer)
                .put("address", "127.0.0.1")
                .put("apiPort", 7443)
                .put("peerPort", 7444)
                .put("raftPort", 7445)
                .put("databasePort", 7446);
        ObjectNode values = status.putObject("settings");
        shared.forEach(values::put);
        ObjectNode files = status.putObject("files");
        for (String name : List.of(
                "ca.crt",
                "ca.key",
                "sa.key",
                "sa.pub",
                "front-proxy-ca.crt",
                "front-proxy-ca.key",
                "masters-ca.crt",
                "masters-ca.key")) {
            files.put("pki/" + name, Files.readString(pki().resolve(name)));
        }
        files.put("postgres/password", "secret of the database");
        return join;
    }

    URI uri() {
        return URI.create("https://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort());
    }

    Path pki() {
        return folder.resolve("pki");
    }

    AuthorityHash hash() throws Exception {
        return AuthorityHash.of(Pem.certificate(Files.readString(pki().resolve("ca.crt"))));
    }

    List<Asked> asked() {
        return asked;
    }

    List<String> askedFor() {
        return asked.stream().map(Asked::what).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
