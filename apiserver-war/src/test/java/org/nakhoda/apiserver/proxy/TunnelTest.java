package org.nakhoda.apiserver.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upgrades over TLS through a real Payara Micro to a real TLS agent, byte for byte. */
class TunnelTest {
    private static final String EXEC = "/api/v1/namespaces/shop/pods/web/exec?container=a&stdin=true&stdout=true"
            + "&tty=true&command=sh&command=-c&command=a%20%26%20b";
    private static final String SPDY =
            "Connection: Upgrade\r\nUpgrade: SPDY/3.1\r\n" + "X-Stream-Protocol-Version: v4.channel.k8s.io\r\n";

    @TempDir
    static Path directory;

    private static EchoAgent agent;
    private static PayaraProcess payara;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        TestPki pki = new TestPki(directory);
        agent = new EchoAgent(pki.agentTls());
        port = freePort();
        payara = new PayaraProcess(
                directory,
                port,
                Map.of(
                        TunnelApplication.PKI,
                        directory.toString(),
                        TunnelApplication.AGENT_PORT,
                        Integer.toString(agent.port())));
        payara.awaitReady();
    }

    @AfterAll
    static void stop() throws Exception {
        if (payara != null) {
            payara.close();
        }
        agent.close();
    }

    @BeforeEach
    void forgetEarlierStreams() {
        agent.requests.clear();
        agent.endings.clear();
    }

    @Test
    void carriesTheHandshakeAndThenBytesBothWays() throws Exception {
        try (Socket socket = connect()) {
            String head = upgrade(socket, EXEC, SPDY);

            assertThat(head).startsWith("HTTP/1.1 101").contains("X-Stream-Protocol-Version: v4.channel.k8s.io");
            assertThat(agent.requests.poll(10, TimeUnit.SECONDS))
                    .startsWith(
                            "POST /exec/shop/web/a?command=sh&command=-c&command=a%20%26%20b&input=1&output=1&tty=1 ")
                    .containsIgnoringCase("X-Stream-Protocol-Version: v4.channel.k8s.io")
                    .doesNotContainIgnoringCase("Authorization");
            assertThat(read(socket, 7)).isEqualTo("prompt>");
            socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            assertThat(read(socket, 5)).isEqualTo("hello");
        }
        assertThat(agent.endings.poll(30, TimeUnit.SECONDS)).isEqualTo("client");
    }

    @Test
    void switchesThoughTheAgentHasNothingToSayYet() throws Exception {
        try (Socket socket = connect()) {
            String head = upgrade(socket, "/api/v1/namespaces/shop/pods/web/exec?container=a&command=cat", SPDY);

            assertThat(head).startsWith("HTTP/1.1 101");
            socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            assertThat(read(socket, 5)).isEqualTo("hello");
        }
        agent.endings.poll(30, TimeUnit.SECONDS);
    }

    @Test
    void carriesMegabytesWithoutChangingAByte() throws Exception {
        byte[] sent = new byte[8_000_000];
        new Random(42).nextBytes(sent);
        try (Socket socket = connect()) {
            upgrade(socket, EXEC, SPDY);
            assertThat(read(socket, 7)).isEqualTo("prompt>");
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                try {
                    socket.getOutputStream().write(sent);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            byte[] received = socket.getInputStream().readNBytes(sent.length);
            writer.get(60, TimeUnit.SECONDS);

            assertThat(Arrays.equals(received, sent)).isTrue();
        }
        agent.endings.poll(30, TimeUnit.SECONDS);
    }

    @Test
    void passesOnTheAgentsLastBytesBeforeItCloses() throws Exception {
        try (Socket socket = connect()) {
            upgrade(socket, EXEC, SPDY);
            assertThat(read(socket, 7)).isEqualTo("prompt>");
            socket.getOutputStream().write('.');

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("bye");
        }
        agent.endings.poll(30, TimeUnit.SECONDS);
    }

    @Test
    void refusesWebSocketsOfNewerProtocolsSoThatClientsFallBack() throws Exception {
        String webSocket = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ";

        assertThat(answer("GET", EXEC, webSocket + "v5.channel.k8s.io\r\n")).startsWith("HTTP/1.1 403");
        assertThat(answer(
                        "GET",
                        "/api/v1/namespaces/shop/pods/web/portforward",
                        webSocket + "SPDY/3.1+portforward.k8s.io\r\n"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void answersWithAStatusWhatCannotBeStreamed() throws Exception {
        assertThat(answer("POST", EXEC, "")).startsWith("HTTP/1.1 400").contains("Upgrade request required");
        assertThat(answer("POST", "/api/v1/namespaces/shop/pods/web/exec?command=sh", SPDY))
                .startsWith("HTTP/1.1 400")
                .contains("a container name must be specified for pod web, choose one of: [a b]");
        assertThat(answer("POST", "/api/v1/namespaces/shop/pods/nobody/exec?command=sh", SPDY))
                .startsWith("HTTP/1.1 404")
                .contains("pods \\\"nobody\\\" not found");
        assertThat(answer("POST", "/api/v1/namespaces/shop/pods/lost/exec?container=a&command=sh", SPDY))
                .startsWith("HTTP/1.1 503")
                .contains("node \\\"gone\\\" cannot be reached at 127.0.0.1:9");
    }

    @Test
    void relaysTheAgentsRefusal() throws Exception {
        assertThat(answer("POST", "/api/v1/namespaces/shop/pods/web/exec?container=a&command=forbidden", SPDY))
                .startsWith("HTTP/1.1 403")
                .endsWith("nope");
    }

    @Test
    void asksTheGateFirst() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "POST", EXEC, SPDY + "Connection: close\r\n", "bad");
            assertThat(head(socket)).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void readsABodyToItsEndThatIsTooLargeSoThatItsSenderHearsWhy() throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(tls()).build();

        for (HttpClient.Version version : HttpClient.Version.values()) {
            for (boolean sized : new boolean[] {true, false}) {
                HttpResponse<String> largest = client.send(upload(version, sized, 3 << 20), BodyHandlers.ofString());
                HttpResponse<String> larger =
                        client.send(upload(version, sized, (3 << 20) + 1), BodyHandlers.ofString());
                HttpResponse<String> huge = client.send(upload(version, sized, 20 << 20), BodyHandlers.ofString());

                assertThat(huge.version()).isEqualTo(version);
                assertThat(largest.body()).isEqualTo("3145728");
                assertThat(larger.statusCode()).isEqualTo(413);
                assertThat(huge.statusCode()).isEqualTo(413);
                assertThat(huge.body()).contains("limit is 3145728 bytes");
            }
        }
    }

    /** The engine forgets closed streams by the dozen, so that some are always there. */
    @Test
    void forgetsTheStreamsOfWritesWhileTheirConnectionLasts() throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(tls()).build();
        int writes = 400;

        HttpResponse<String> last = null;
        for (int i = 0; i < writes; i++) {
            last = client.send(upload(HttpClient.Version.HTTP_2, true, 100), BodyHandlers.ofString());
        }

        assertThat(last.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(last.headers().firstValueAsLong("Streams-Known").orElseThrow())
                .isBetween(1L, writes / 2L);
    }

    private static HttpRequest upload(HttpClient.Version version, boolean sized, int size) {
        BodyPublisher body = BodyPublishers.ofByteArray(new byte[size]);
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + TunnelApplication.SIZE))
                .version(version)
                .timeout(Duration.ofMinutes(1))
                .header("Authorization", "Bearer good")
                .POST(sized ? body : BodyPublishers.fromPublisher(body))
                .build();
    }

    private static String upgrade(Socket socket, String path, String headers) throws IOException {
        send(socket, "POST", path, headers, "good");
        return head(socket);
    }

    private static String answer(String method, String path, String headers) throws Exception {
        try (Socket socket = connect()) {
            send(socket, method, path, headers, "good");
            String head = head(socket);
            int length = Arrays.stream(head.split("\r\n", -1))
                    .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                    .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                    .findFirst()
                    .orElse(0);
            return head + read(socket, length);
        }
    }

    private static void send(Socket socket, String method, String path, String headers, String token)
            throws IOException {
        socket.getOutputStream()
                .write((method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n"
                                + headers + (method.equals("POST") ? "Content-Length: 0\r\n" : "") + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private static String head(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("closed after: " + head);
            }
            head.append((char) b);
        }
        return head.toString();
    }

    private static String read(Socket socket, int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count), StandardCharsets.US_ASCII);
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    private static SSLContext tls() throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new TrustAnything()}, new SecureRandom());
        return tls;
    }

    private static Socket connect() throws Exception {
        Socket socket = tls().getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** The container's certificate is made at its first start; this test is about what comes after the handshake. */
    private static final class TrustAnything extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
