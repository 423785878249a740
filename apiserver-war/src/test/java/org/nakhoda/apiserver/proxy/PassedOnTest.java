package org.nakhoda.apiserver.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests on their way through a real Payara Micro to a real server: nodes, for those may be on this machine. */
@Timeout(120)
class PassedOnTest {
    private static final String ECHO = "/api/v1/nodes/n1/proxy";
    private static final String WEB = "/api/v1/nodes/web/proxy";
    /** Eight times what the API itself takes. */
    private static final int HUGE = 24 << 20;

    @TempDir
    static Path directory;

    private static final ExecutorService THREADS = Executors.newCachedThreadPool();
    private static final CountDownLatch SEEN = new CountDownLatch(1);
    private static EchoAgent agent;
    private static HttpsServer server;
    private static PayaraProcess payara;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        TestPki pki = new TestPki(directory);
        agent = new EchoAgent(pki.agentTls());
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(pki.agentTls()));
        server.setExecutor(THREADS);
        server.createContext("/", PassedOnTest::serve);
        server.start();
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        payara = new PayaraProcess(
                directory,
                port,
                Map.of(
                        TunnelApplication.PKI,
                        directory.toString(),
                        TunnelApplication.AGENT_PORT,
                        Integer.toString(agent.port()),
                        TunnelApplication.SERVER_PORT,
                        Integer.toString(server.getAddress().getPort())));
        payara.awaitReady();
    }

    @AfterAll
    static void stop() throws Exception {
        if (payara != null) {
            payara.close();
        }
        server.stop(0);
        agent.close();
        THREADS.shutdownNow();
    }

    private static void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/size" -> {
                    long size = 0;
                    byte[] piece = new byte[65_536];
                    InputStream in = exchange.getRequestBody();
                    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                        size += count;
                    }
                    answer(exchange, Long.toString(size));
                }
                case "/slow" -> {
                    exchange.getResponseHeaders().add("Set-Cookie", "a=1");
                    exchange.getResponseHeaders().add("Set-Cookie", "b=2");
                    exchange.sendResponseHeaders(200, 0);
                    OutputStream out = exchange.getResponseBody();
                    out.write("first".getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    SEEN.await(60, TimeUnit.SECONDS);
                    out.write("second".getBytes(StandardCharsets.US_ASCII));
                }
                default ->
                    answer(
                            exchange,
                            exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                                    + exchange.getRequestHeaders().getFirst("X-Forwarded-For") + " "
                                    + exchange.getRequestHeaders().getFirst("X-Forwarded-Uri"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    @Test
    void a_web_socket_is_carried_to_the_server() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(("GET " + ECHO + "/ws/?room=1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer good\r\n"
                                    + "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nX-Mine: yes\r\n"
                                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(head(socket)).startsWith("HTTP/1.1 101").contains("Upgrade: SPDY/3.1");
            assertThat(agent.requests.poll(10, TimeUnit.SECONDS))
                    .startsWith("GET /ws/?room=1 HTTP/1.1\r\n")
                    .containsIgnoringCase("Upgrade: websocket\r\n")
                    .containsIgnoringCase("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")
                    .containsIgnoringCase("X-Mine: yes\r\n")
                    .containsIgnoringCase("X-Forwarded-For: 127.0.0.1\r\n")
                    .containsIgnoringCase("X-Forwarded-Uri: " + ECHO + "/ws/\r\n")
                    .doesNotContainIgnoringCase("Authorization");
            socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII))
                    .isEqualTo("hello");
        }
        assertThat(agent.endings.poll(30, TimeUnit.SECONDS)).isEqualTo("client");
    }

    @Test
    void whoever_is_unknown_gets_no_upgrade_and_a_server_that_does_not_switch_says_so() throws Exception {
        String webSocket = "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(("GET " + ECHO + "/ws HTTP/1.1\r\nHost: localhost\r\n" + webSocket)
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(head(socket)).startsWith("HTTP/1.1 401");
        }
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(("GET " + WEB + "/ws HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer good\r\n"
                                    + webSocket)
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(head(socket)).startsWith("HTTP/1.1 500");
        }
    }

    @Test
    void a_body_is_passed_on_as_it_comes_however_long_it_is() throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(tls()).build();
        for (HttpClient.Version version : HttpClient.Version.values()) {
            HttpRequest.BodyPublisher pieces = BodyPublishers.ofInputStream(() -> new Zeros(HUGE));
            for (HttpRequest.BodyPublisher body : List.of(pieces, BodyPublishers.fromPublisher(pieces, HUGE))) {
                HttpResponse<String> answer = client.send(
                        request(WEB + "/size").version(version).POST(body).build(), BodyHandlers.ofString());

                assertThat(answer.version()).isEqualTo(version);
                assertThat(answer.body()).isEqualTo(Integer.toString(HUGE));
            }
        }
    }

    @Test
    void a_body_for_the_api_itself_is_refused_over_http_2_however_long_its_sender_goes_on() throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(tls()).build();

        HttpResponse<String> answer = client.send(
                request(TunnelApplication.SIZE)
                        .version(HttpClient.Version.HTTP_2)
                        .POST(BodyPublishers.ofInputStream(() -> new Zeros(80 << 20)))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void an_answer_is_passed_back_as_it_comes_with_each_of_its_headers() throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(tls()).build();

        HttpResponse<InputStream> answer =
                client.send(request(WEB + "/slow").POST(BodyPublishers.noBody()).build(), BodyHandlers.ofInputStream());

        assertThat(answer.headers().allValues("Set-Cookie")).containsExactly("a=1", "b=2");
        assertThat(new String(answer.body().readNBytes(5), StandardCharsets.US_ASCII))
                .isEqualTo("first");
        SEEN.countDown();
        assertThat(new String(answer.body().readAllBytes(), StandardCharsets.US_ASCII))
                .isEqualTo("second");
    }

    @Test
    void every_method_and_the_path_arrive_as_they_were_sent() throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(tls()).build();
        for (String method : List.of("GET", "PUT", "PATCH", "DELETE", "OPTIONS")) {
            String body = client.send(
                            request(WEB + "/a//b/%20c/./x/?q=1&q=%2F")
                                    .method(method, BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            assertThat(body).isEqualTo(method + " /a//b/%20c/./x/?q=1&q=%2F 127.0.0.1 " + WEB + "/a//b/%20c/./x/");
        }
        HttpResponse<String> head = client.send(
                request(WEB + "/x").method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValueAsLong("Content-Length").orElse(-1)).isPositive();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer good");
    }

    private static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = socket.getInputStream().read();
            if (b < 0) {
                throw new IOException("closed after: " + head);
            }
            head.append((char) b);
        }
        return head.toString();
    }

    private static SSLContext tls() throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new UncheckedTrust()}, null);
        return tls;
    }

    private static Socket connect() throws Exception {
        Socket socket = tls().getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(60_000);
        return socket;
    }

    /** So many zeros, made as they are read. */
    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long count) {
            left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(length, left);
            left -= count;
            return count;
        }
    }
}
