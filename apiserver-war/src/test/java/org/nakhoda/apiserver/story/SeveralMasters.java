package org.nakhoda.apiserver.story;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.apiserver.authn.ForwardedCaller;
import org.nakhoda.apiserver.http.UriText;
import org.nakhoda.apiserver.memory.MemoryMasters;
import org.nakhoda.apiserver.memory.MemoryStore;
import org.nakhoda.apiserver.proxy.TestPki;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.start.ApiServer;
import org.nakhoda.db.masters.Member;

/** The API servers of masters {@code a} and {@code b} in one JVM, each over its own store and reached by the other over HTTPS. */
final class SeveralMasters implements AutoCloseable {
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    private final Path data = Files.createTempDirectory("masters");
    private final Map<String, Node> nodes = new TreeMap<>();
    final MemoryMasters masters = new MemoryMasters();

    /** One master. */
    final class Node {
        final String name;
        final MemoryStore store;
        final ApiServer server;
        final X509Certificate certificate;
        /** Methods and paths that came over HTTPS. */
        final List<String> asked = new CopyOnWriteArrayList<>();

        private final HttpsServer https;
        /** What a request over HTTPS meets on its way in. */
        volatile Runnable way = () -> {};

        Node(String name, MemoryStore store) throws IOException {
            this.name = name;
            this.store = store;
            Path own = Files.createDirectories(data.resolve(name + "/pki"));
            certificate = Keys.ALL.copyTo(own, name);
            https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            int port = https.getAddress().getPort();
            masters.add(new Member(name, "127.0.0.1", port, port + 1, port + 2, port + 3));
            store.masters(masters.seenBy(name));
            Map<String, String> settings = new HashMap<>(DataFolder.settings(data.resolve(name)));
            settings.put("node-name", name);
            settings.put("api-port", Integer.toString(port));
            SSLContext tls = Keys.ALL.tls;
            server = ApiServer.open(Settings.of(settings), indexer -> store, timer, executor);
            https.setHttpsConfigurator(new HttpsConfigurator(tls) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters wanted = tls.getDefaultSSLParameters();
                    wanted.setWantClientAuth(true);
                    parameters.setSSLParameters(wanted);
                }
            });
            https.setExecutor(executor);
            https.createContext("/", this::answer);
            https.start();
        }

        Path folder() {
            return data.resolve(name);
        }

        /** A client of this master, with a certificate of the cluster's administrator. */
        Client admin() {
            return client(new Credentials(certificate("CN=admin,O=system:masters", "ca"), null));
        }

        Client client(Credentials credentials) {
            return new Client(server::handle, credentials);
        }

        /** Is not reached any more. */
        void disconnect() {
            https.stop(0);
        }

        private void answer(HttpExchange exchange) throws IOException {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            try (exchange) {
                Map<String, String> headers = new HashMap<>();
                exchange.getRequestHeaders()
                        .forEach((name, values) ->
                                headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
                String caller = headers.remove(ForwardedCaller.HEADER.toLowerCase(Locale.ROOT));
                byte[] sent = exchange.getRequestBody().readAllBytes();
                way.run();
                ApiResponse response = server.handle(new ApiRequest(
                        exchange.getRequestMethod(),
                        UriText.path(exchange.getRequestURI().getRawPath()),
                        UriText.query(exchange.getRequestURI().getRawQuery()),
                        headers,
                        sent,
                        new Credentials(peer((HttpsExchange) exchange), null, null, caller),
                        null,
                        exchange.getRequestURI().toString()));
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                if (response.body() instanceof ApiResponse.Body.Streamed streamed) {
                    streamed.writer().write(body);
                } else {
                    body.writeBytes(((ApiResponse.Body.Whole) response.body()).bytes());
                }
                response.eachHeader(exchange.getResponseHeaders()::add);
                exchange.getResponseHeaders()
                        .set("Content-Type", response.body().contentType());
                exchange.sendResponseHeaders(response.status(), body.size() == 0 ? -1 : body.size());
                exchange.getResponseBody().write(body.toByteArray());
            }
        }

        private static X509Certificate peer(HttpsExchange exchange) {
            try {
                return (X509Certificate) exchange.getSSLSession().getPeerCertificates()[0];
            } catch (SSLPeerUnverifiedException e) {
                return null;
            }
        }
    }

    /** Master a leads, and b follows. */
    SeveralMasters() throws IOException {
        MemoryStore first = new MemoryStore();
        masters.leader("a");
        nodes.put("a", new Node("a", first));
        nodes.put("b", new Node("b", new MemoryStore(first)));
        nodes.values().forEach(node -> node.server.bootstrap());
    }

    Node node(String name) {
        return nodes.get(name);
    }

    static X509Certificate certificate(String subject, String authority) {
        return Keys.ALL.certificate(subject, authority);
    }

    /** All keys of this JVM's masters: making one takes longer than anything else here. */
    private static final class Keys {
        static final Keys ALL = new Keys();

        private final Path folder;
        private final TestPki pki;
        private final Map<String, X509Certificate> certificates = new HashMap<>();
        final SSLContext tls;

        Keys() {
            try {
                Path made = DataFolder.make();
                folder = made.resolve("pki");
                pki = new TestPki(folder, false);
                pki.mastersAuthority(folder);
                tls = pki.serverTls("ip:127.0.0.1");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> DataFolder.delete(made)));
            } catch (IOException | GeneralSecurityException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        synchronized X509Certificate certificate(String subject, String authority) {
            return certificates.computeIfAbsent(authority + " " + subject, key -> {
                try {
                    return pki.client(subject, authority);
                } catch (IOException | GeneralSecurityException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }

        synchronized X509Certificate copyTo(Path own, String master) throws IOException {
            try {
                Path mine = folder.resolve(master);
                if (!Files.exists(mine)) {
                    Files.createDirectory(mine);
                    certificates.put(master, pki.master(mine, master));
                }
                copy(folder, own);
                copy(mine, own);
                return certificates.get(master);
            } catch (GeneralSecurityException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void copy(Path from, Path to) throws IOException {
            try (var files = Files.list(from)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }
    }

    /** Leadership passes. */
    void lead(String name, long epoch) {
        nodes.values().forEach(node -> node.store.lead(null));
        masters.leader(name);
        if (name != null) {
            nodes.get(name).store.lead(epoch);
        }
    }

    @Override
    public void close() {
        nodes.values().forEach(node -> {
            node.disconnect();
            node.server.close();
        });
        timer.shutdownNow();
        executor.shutdownNow();
        DataFolder.delete(data);
    }
}
