package org.nakhoda.it.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nakhoda.client.connect.Connection;
import org.nakhoda.it.cluster.Shell.Result;

/** A master without nodes, on loopback: for what concerns the API alone. Started by the launcher, purged when closed. */
public final class ControlPlaneCluster implements AutoCloseable {
    private static final Path HOME = Path.of(System.getProperty("nakhoda.home"));

    private final Shell shell = new Shell(List.of(), Map.of(), HOME);
    private final Path data;
    private final int port;
    private final HttpClient http;

    private ControlPlaneCluster(String name, List<String> flags) {
        this.data = Path.of("/var/tmp/nakhoda-it-" + name);
        this.port = freePort();
        nakhoda(List.of("down", "--purge", "--yes"));
        List<String> up = new ArrayList<>(List.of("up", "--control-plane-only"));
        up.addAll(flags);
        nakhoda(up).orFail();
        this.http = HttpClient.newBuilder()
                .sslContext(Pki.adminContext(data.resolve("pki")))
                .build();
    }

    /** @param flags further flags of {@code nakhoda up} */
    public static ControlPlaneCluster start(String name, String... flags) {
        return new ControlPlaneCluster(name, List.of(flags));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the launcher against this cluster. */
    public Result nakhoda(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(HOME.resolve("nakhoda").toString());
        command.addAll(arguments);
        command.addAll(List.of(
                "--data-dir",
                data.toString(),
                "--api-address",
                "127.0.0.1",
                "--node-address",
                "127.0.0.1",
                "--api-port",
                Integer.toString(port)));
        return shell.run(Duration.ofMinutes(5), "", command);
    }

    /** The administrator's. */
    public Path kubeconfig() {
        return data.resolve("admin.kubeconfig");
    }

    public Kubectl kubectl(Path binary) {
        return new Kubectl(
                new Shell(List.of(), Map.of("KUBECONFIG", kubeconfig().toString()), HOME), binary);
    }

    /** Waits until a namespace has the service account without which it admits no pods. */
    public void awaitServiceAccount(String namespace) {
        String path = "/api/v1/namespaces/" + namespace + "/serviceaccounts/default";
        Eventually.eventually(() -> {
            int status = send("GET", path, "", new byte[0]).statusCode();
            if (status != 200) {
                throw new AssertionError(path + " answers " + status);
            }
        });
    }

    public Path pki() {
        return data.resolve("pki");
    }

    public URI server() {
        return URI.create("https://127.0.0.1:" + port);
    }

    /** A client with the administrator's rights. */
    public KubernetesClient client() {
        return Connection.byKubeconfig(kubeconfig()).open();
    }

    /** Sends bytes as they are, with the administrator's certificate. */
    public HttpResponse<String> send(String method, String path, String contentType, byte[] body) {
        return send(http, method, path, contentType, body);
    }

    /** Sends JSON over HTTP/1.1, as clients do that know nothing newer. */
    public HttpResponse<String> sendOverHttp1(String method, String path, String json) {
        HttpRequest request = HttpRequest.newBuilder(server().resolve(path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json))
                .build();
        return send(http, request);
    }

    /** A GET with headers of its own; the body is given as the handler reads it. */
    public <T> HttpResponse<T> get(String path, Map<String, String> headers, BodyHandler<T> reader) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server().resolve(path));
        headers.forEach(request::header);
        return send(http, request.build(), reader);
    }

    /** A GET over HTTP/1.1 whose answer nobody reads, but for what comes out of the connection later. */
    public Socket neglect(String path) throws IOException {
        Socket plain = new Socket();
        // the less the network holds, the sooner the server notices
        plain.setReceiveBufferSize(4096);
        plain.connect(new InetSocketAddress("127.0.0.1", port));
        Socket socket = Pki.adminContext(pki()).getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
        socket.setSoTimeout(30_000);
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: kubernetes\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** The whole answer to a GET over HTTP/1.1 of a path that no client library would send. */
    public String get(String path) {
        try (Socket socket = Pki.adminContext(pki()).getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: kubernetes\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a request without any credential. */
    public HttpResponse<String> sendAnonymously(String method, String path, Map<String, String> headers) {
        HttpClient anonymous = HttpClient.newBuilder()
                .sslContext(Pki.trustingContext(data.resolve("pki")))
                .build();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server().resolve(path)).method(method, BodyPublishers.noBody());
        headers.forEach(request::header);
        return send(anonymous, request.build());
    }

    private HttpResponse<String> send(HttpClient client, String method, String path, String type, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server().resolve(path))
                .timeout(Duration.ofSeconds(30))
                .method(method, BodyPublishers.ofByteArray(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        return send(client, request.build());
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest request) {
        return send(client, request, BodyHandlers.ofString());
    }

    private static <T> HttpResponse<T> send(HttpClient client, HttpRequest request, BodyHandler<T> reader) {
        try {
            return client.send(request, reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        nakhoda(List.of("down", "--purge", "--yes")).orFail();
    }
}
