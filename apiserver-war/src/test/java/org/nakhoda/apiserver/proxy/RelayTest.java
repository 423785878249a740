package org.nakhoda.apiserver.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.apiserver.extension.ServiceEndpoints.Endpoint;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.ApiResponse.Body;

/** Against a real server, which says what it was asked. */
@Timeout(60)
class RelayTest {
    private static final List<String> BEFORE = List.of("api", "v1", "namespaces", "n", "pods", "p", "proxy");

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Relay relay = new Relay(executor);
    private HttpServer pod;

    @BeforeEach
    void startPod() throws IOException {
        pod = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pod.setExecutor(executor);
        pod.createContext("/", RelayTest::echo);
        pod.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", "/there");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        pod.createContext("/page", exchange -> {
            byte[] page = ("<a href='/x'>" + exchange.getRequestHeaders().getFirst("Accept-Encoding") + "</a>")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.getResponseHeaders().add("Set-Cookie", "a=1; Path=/");
            exchange.getResponseHeaders().add("Set-Cookie", "b=2");
            exchange.getResponseHeaders().set("Connection", "X-Of-The-Connection");
            exchange.getResponseHeaders().set("X-Of-The-Connection", "yes");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        pod.start();
    }

    @AfterEach
    void stopPod() {
        pod.stop(0);
        executor.shutdownNow();
    }

    private static void echo(HttpExchange exchange) throws IOException {
        String said = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8) + " auth="
                + exchange.getRequestHeaders().getFirst("Authorization") + " remote="
                + exchange.getRequestHeaders().getFirst("X-Remote-User") + "/"
                + exchange.getRequestHeaders().getFirst("X-Remote-Extra-Scopes") + "/"
                + exchange.getRequestHeaders().getFirst("Impersonate-User") + " mine="
                + exchange.getRequestHeaders().getFirst("X-Mine") + " at="
                + exchange.getRequestHeaders().getFirst("X-Forwarded-Uri");
        exchange.getResponseHeaders().set("Content-Type", "text/echo");
        exchange.getResponseHeaders().set("X-Theirs", "yes");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(said.getBytes(StandardCharsets.UTF_8));
        exchange.close();
    }

    @Test
    void path_parameters_and_headers_arrive_but_no_credentials() throws Exception {
        ApiResponse answer = pass(request("GET", "", "a b", "c"), "a b", "c");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().contentType()).isEqualTo("text/echo");
        assertThat(answer.headers()).containsEntry("X-Theirs", "yes");
        assertThat(text(answer))
                .isEqualTo(
                        "GET /a%20b/c?q=1%262  auth=null remote=null/null/null mine=yes at=/api/v1/namespaces/n/pods/p/proxy/a%20b/c");
    }

    @Test
    void the_path_and_the_query_arrive_as_they_were_written() throws Exception {
        ApiRequest decoded = request("GET", "", "a+b", "c");
        ApiRequest written = new ApiRequest(
                decoded.method(),
                decoded.path(),
                decoded.query(),
                decoded.headers(),
                decoded.body(),
                decoded.credentials(),
                null,
                "/api/v1/namespaces/n/pods/p/proxy/a+b/%63/?q=1%262&empty&again=x&again=y|z");

        assertThat(text(pass(written, "a+b", "c")))
                .startsWith("GET /a+b/%63/?q=1%262&empty&again=x&again=y%7Cz ")
                .contains(" at=/api/v1/namespaces/n/pods/p/proxy/a+b/%63/");
    }

    @Test
    void nobody_can_say_that_the_front_proxy_said_who_calls() throws Exception {
        ApiRequest honest = request("GET", "", "in");
        Map<String, String> claims = Map.of(
                "x-remote-user", "admin", "x-remote-extra-scopes", "all", "impersonate-user", "admin", "x-mine", "yes");
        ApiRequest request =
                new ApiRequest("GET", honest.path(), Map.of(), claims, new byte[0], honest.credentials(), null);

        assertThat(text(pass(request, "in"))).contains("remote=null/null/null mine=yes");
    }

    @Test
    void a_body_arrives() throws Exception {
        assertThat(text(pass(request("POST", "hello", "in"), "in"))).startsWith("POST /in?q=1%262 hello ");
    }

    @Test
    void what_the_pod_moves_is_moved_below_the_proxys_path() {
        ApiResponse answer = pass(request("GET", "", "moved"), "moved");

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.headers()).containsEntry("Location", "/api/v1/namespaces/n/pods/p/proxy/there");
    }

    @Test
    void a_pod_that_does_not_listen_is_an_unavailable_service() {
        pod.stop(0);

        assertThatThrownBy(() -> pass(request("GET", "", "in"), "in"))
                .isInstanceOfSatisfying(ApiException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(Reason.SERVICE_UNAVAILABLE))
                .hasMessageContaining("error trying to reach service");
    }

    @Test
    void a_page_refers_to_addresses_below_the_proxys_path_and_comes_uncompressed() throws Exception {
        ApiRequest honest = request("GET", "", "page");
        for (String method : List.of("GET", "POST")) {
            ApiResponse answer = pass(
                    new ApiRequest(
                            method,
                            honest.path(),
                            Map.of(),
                            Map.of("accept", "text/html,*/*", "accept-encoding", "gzip"),
                            new byte[0],
                            honest.credentials(),
                            null),
                    "page");

            assertThat(text(answer)).isEqualTo("<a href='/api/v1/namespaces/n/pods/p/proxy/x'>null</a>");
            assertThat(answer.headers())
                    .doesNotContainKeys("Content-Length", "X-Of-The-Connection", "Connection")
                    .containsEntry("Set-Cookie", "a=1; Path=/\nb=2");
        }
    }

    @Test
    void without_a_path_a_reader_is_sent_to_the_root() {
        ApiResponse answer = pass(request("GET", ""));

        assertThat(answer.status()).isEqualTo(301);
        assertThat(answer.headers()).containsEntry("Location", "/api/v1/namespaces/n/pods/p/proxy/?q=1%262");
    }

    @Test
    void what_the_client_says_of_its_connection_stays_there() throws Exception {
        ApiRequest honest = request("GET", "", "in");
        Map<String, String> headers =
                Map.of("connection", "close, X-Mine", "x-mine", "yes", "te", "trailers", "proxy-authorization", "x");
        ApiRequest request =
                new ApiRequest("GET", honest.path(), Map.of(), headers, new byte[0], honest.credentials(), null);

        assertThat(text(pass(request, "in"))).contains("mine=null");
    }

    @Test
    void where_one_server_cannot_be_reached_the_next_is_asked() throws Exception {
        int closed;
        try (java.net.ServerSocket probe = new java.net.ServerSocket(0)) {
            closed = probe.getLocalPort();
        }
        ApiRequest request = request("POST", "hello", "in");
        Passage passage = relay.passage(
                request,
                "http",
                List.of(
                        new Endpoint("127.0.0.1", closed),
                        new Endpoint("127.0.0.1", pod.getAddress().getPort())),
                List.of("in"));

        assertThat(text(Relay.pass(request, passage))).startsWith("POST /in?q=1%262 hello ");
    }

    @Test
    void a_server_that_must_not_redirect_is_a_bad_gateway() {
        ApiRequest request = request("GET", "", "moved");
        Passage free = relay.passage(
                request,
                "http",
                List.of(new Endpoint("127.0.0.1", pod.getAddress().getPort())),
                List.of("moved"));

        ApiResponse answer = Relay.pass(
                request,
                new Passage(
                        free.client(),
                        free.dialer(),
                        free.scheme(),
                        free.servers(),
                        free.uri(),
                        List.of(),
                        false,
                        "",
                        false));

        assertThat(answer.status()).isEqualTo(502);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "169.254.169.254", "0.0.0.0", "224.0.0.1", "::1", "fe80::1"})
    void addresses_that_mean_the_api_servers_own_machine_are_refused(String address) {
        assertThatThrownBy(() -> Relay.requireProxyable(address)).hasMessageContaining("is not allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":80", "ftp:web:80", "a:b:c:d", "https::80"})
    void a_target_that_is_no_target_is_refused(String target) {
        assertThatThrownBy(() -> ProxyName.parse(target)).hasMessageContaining("invalid proxy target");
    }

    @Test
    void a_target_is_named_with_scheme_and_port_or_without() {
        assertThat(ProxyName.parse("web")).isEqualTo(new ProxyName("http", "web", ""));
        assertThat(ProxyName.parse("web:http")).isEqualTo(new ProxyName("http", "web", "http"));
        assertThat(ProxyName.parse("https:web:")).isEqualTo(new ProxyName("https", "web", ""));
    }

    private ApiResponse pass(ApiRequest request, String... path) {
        return Relay.pass(
                request,
                relay.passage(
                        request,
                        "http",
                        List.of(new Endpoint("127.0.0.1", pod.getAddress().getPort())),
                        List.of(path)));
    }

    private static ApiRequest request(String method, String body, String... path) {
        List<String> whole = new java.util.ArrayList<>(BEFORE);
        whole.addAll(List.of(path));
        return new ApiRequest(
                method,
                whole,
                Map.of("q", List.of("1&2")),
                Map.of("authorization", "Bearer secret", "x-mine", "yes"),
                body.getBytes(StandardCharsets.UTF_8),
                new Credentials(null, null),
                null);
    }

    private static String text(ApiResponse answer) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        if (answer.body() instanceof Body.Streamed streamed) {
            streamed.writer().write(all);
        } else if (answer.body() instanceof Body.Frames frames) {
            try (var source = frames.source()) {
                while (true) {
                    byte[] piece = source.poll();
                    if (piece != null) {
                        all.write(piece);
                    } else if (source.ended()) {
                        break;
                    } else {
                        CountDownLatch more = new CountDownLatch(1);
                        source.onReady(more::countDown);
                        more.await();
                    }
                }
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }
}
