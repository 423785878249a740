package org.nakhoda.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.it.cluster.Eventually.eventually;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.api.json.Json;
import org.nakhoda.it.cluster.ControlPlaneCluster;
import tools.jackson.databind.JsonNode;

/** The API as the wire shows it: TLS, HTTP/2, who may do what, and what becomes of a client's mistakes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiOverHttpsIT {
    private static final String JSON = "application/json";
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

    private ControlPlaneCluster cluster;

    @BeforeAll
    void start() {
        cluster = ControlPlaneCluster.start("api");
        // pods are admitted only once their service account is there
        eventually(() -> assertThat(send("GET", "/api/v1/namespaces/default/serviceaccounts/default", "", "")
                        .statusCode())
                .isEqualTo(200));
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void the_api_speaks_http_2_over_tls() {
        HttpResponse<String> version = send("GET", "/version", "", "");

        assertThat(version.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(Json.parse(version.body()).path("major").asString()).isEqualTo("1");
    }

    @Test
    void without_a_credential_only_health_and_version_are_open() {
        assertThat(anonymous("/readyz").statusCode()).isEqualTo(200);
        assertThat(anonymous("/version").statusCode()).isEqualTo(200);

        HttpResponse<String> refused = anonymous("/api/v1/namespaces/default/secrets");

        assertThat(refused.statusCode()).isIn(401, 403);
        assertThat(status(refused).path("kind").asString()).isEqualTo("Status");
    }

    @Test
    void a_forged_token_is_unauthorized() {
        HttpResponse<String> refused = cluster.sendAnonymously(
                "GET", "/api/v1/pods", Map.of("Authorization", "Bearer eyJhbGciOiJub25lIn0.e30."));

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(status(refused).path("reason").asString()).isEqualTo("Unauthorized");
    }

    @ParameterizedTest(name = "{0} {1} {3} -> {4} {5}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            POST  | /api/v1/namespaces/default/configmaps | application/json | `{"kind":`                                                      | 400 | BadRequest           | ``
            POST  | /api/v1/namespaces/default/configmaps | application/json | `[]`                                                            | 400 | BadRequest           | ``
            POST  | /api/v1/namespaces/default/configmaps | application/json | `{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"}}`   | 400 | BadRequest           | ``
            POST  | /api/v1/namespaces/default/configmaps | application/json | `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"other"}}` | 400 | BadRequest | ``
            POST  | /api/v1/namespaces/default/configmaps | application/json | `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"A_b"}}` | 422 | Invalid           | metadata.name
            POST  | /api/v1/namespaces/default/configmaps | application/json | `{"apiVersion":"v1","kind":"ConfigMap","metadata":{}}`          | 422 | Invalid              | metadata.name
            POST  | /api/v1/namespaces/default/configmaps | application/json | `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":"text"}` | 400 | BadRequest | data
            POST  | /api/v1/namespaces/default/configmaps?fieldValidation=Strict | application/json | `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"dta":{}}` | 400 | BadRequest | dta
            POST  | /api/v1/namespaces/default/configmaps | text/plain       | `hello`                                                         | 415 | UnsupportedMediaType | ``
            POST  | /api/v1/namespaces/default/configmaps | application/yaml | `a: [`                                                          | 400 | BadRequest           | ``
            POST  | /api/v1/namespaces/nowhere/configmaps | application/json | `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}` | 404 | NotFound            | nowhere
            POST  | /api/v1/namespaces/default/nothings   | application/json | `{}`                                                            | 404 | NotFound             | ``
            GET   | /api/v1/namespaces/default/configmaps/missing | ``       | ``                                                              | 404 | NotFound             | missing
            PUT   | /api/v1/namespaces/default/configmaps | application/json | `{}`                                                            | 405 | MethodNotAllowed     | ``
            PATCH | /api/v1/namespaces/default/configmaps/kube-root-ca.crt | application/json-patch+json | `{"not":"a list"}`                   | 400 | BadRequest           | ``
            PATCH | /api/v1/namespaces/default/configmaps/kube-root-ca.crt | application/xml | `<a/>`                                           | 415 | UnsupportedMediaType | ``
            GET   | /api/v1/pods?labelSelector=a%20b%20c  | ``               | ``                                                              | 400 | BadRequest           | ``
            GET   | /api/v1/pods?limit=many               | ``               | ``                                                              | 400 | BadRequest           | ``
            POST  | /api/v1/namespaces/default/pods       | application/json | `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[]}}` | 422 | Invalid | spec.containers
            POST  | /apis/apps/v1/namespaces/default/deployments | application/json | `{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"c"}},"spec":{"containers":[{"name":"x","image":"y"}]}}}}` | 422 | Invalid | spec.template.metadata.labels
            """)
    void a_clients_mistake_is_told_with_its_reason_and_field(
            String method, String path, String contentType, String body, int code, String reason, String field) {
        HttpResponse<String> response = send(method, path, contentType, body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(code);
        JsonNode status = status(response);
        assertThat(status.path("kind").asString()).isEqualTo("Status");
        assertThat(status.path("code").asInt()).isEqualTo(code);
        assertThat(status.path("reason").asString()).isEqualTo(reason);
        assertThat(response.body()).contains(field);
    }

    @ParameterizedTest
    @CsvSource({"/%zz", "/api/v1/namespaces/default/configmaps/%", "/api/v1/namespaces/default/configmaps/a%00"})
    void a_path_with_a_malformed_escape_is_told_that_nothing_is_there(String path) {
        String answer = cluster.get(path);

        assertThat(answer).startsWith("HTTP/1.1 404").contains("\"kind\":\"Status\"");
    }

    @Test
    void a_delete_may_say_over_http_1_what_it_expects() {
        send("POST", CONFIG_MAPS, JSON, "{\"metadata\":{\"name\":\"expected\"}}");

        HttpResponse<String> refused = cluster.sendOverHttp1(
                "DELETE", CONFIG_MAPS + "/expected", "{\"preconditions\":{\"resourceVersion\":\"1\"}}");

        assertThat(refused.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
        assertThat(send("DELETE", CONFIG_MAPS + "/expected", JSON, "{}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_body_that_is_too_large_is_refused_and_the_server_goes_on() {
        byte[] body = new byte[4 << 20];

        HttpResponse<String> refused = cluster.send("POST", CONFIG_MAPS, JSON, body);

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(send("GET", "/readyz", "", "").statusCode()).isEqualTo(200);
    }

    @Test
    void a_lost_update_is_a_conflict_and_changes_nothing() {
        send("POST", CONFIG_MAPS, JSON, configMap("raced", "", "first"));
        String version = status(send("GET", CONFIG_MAPS + "/raced", "", ""))
                .at("/metadata/resourceVersion")
                .asString();
        assertThat(send("PUT", CONFIG_MAPS + "/raced", JSON, configMap("raced", version, "second"))
                        .statusCode())
                .isEqualTo(200);

        HttpResponse<String> late = send("PUT", CONFIG_MAPS + "/raced", JSON, configMap("raced", version, "third"));

        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(status(late).path("reason").asString()).isEqualTo("Conflict");
        assertThat(status(send("GET", CONFIG_MAPS + "/raced", "", ""))
                        .at("/data/value")
                        .asString())
                .isEqualTo("second");
    }

    @Test
    void a_dry_run_answers_like_the_real_thing_and_keeps_nothing() {
        HttpResponse<String> answer =
                send("POST", CONFIG_MAPS + "?dryRun=All", JSON, configMap("imagined", "", "value"));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(send("GET", CONFIG_MAPS + "/imagined", "", "").statusCode()).isEqualTo(404);
    }

    @Test
    void a_long_list_comes_in_pages_of_one_moment() {
        for (int i = 0; i < 7; i++) {
            send("POST", CONFIG_MAPS, JSON, configMap("page-" + i, "", "value"));
        }
        JsonNode first = status(send("GET", CONFIG_MAPS + "?limit=3", "", ""));
        send("POST", CONFIG_MAPS, JSON, configMap("page-zz-late", "", "value"));

        JsonNode page = first;
        StringBuilder names = new StringBuilder();
        while (true) {
            page.path("items")
                    .forEach(item ->
                            names.append(item.at("/metadata/name").asString()).append(' '));
            String next = page.at("/metadata/continue").asString("");
            if (next.isEmpty()) {
                break;
            }
            page = status(send("GET", CONFIG_MAPS + "?limit=3&continue=" + next, "", ""));
            assertThat(page.at("/metadata/resourceVersion")).isEqualTo(first.at("/metadata/resourceVersion"));
        }

        assertThat(names.toString()).contains("page-0", "page-6").doesNotContain("page-zz-late");
    }

    @Test
    void a_request_has_a_name_that_its_answer_repeats() {
        Map<String, String> named = Map.of("Audit-Id", "the-clients-own");

        assertThat(cluster.get("/version", named, BodyHandlers.discarding())
                        .headers()
                        .firstValue("audit-id"))
                .contains("the-clients-own");
        assertThat(cluster.get("/version", Map.of(), BodyHandlers.discarding())
                        .headers()
                        .firstValue("audit-id"))
                .hasValueSatisfying(id -> assertThat(UUID.fromString(id)).hasToString(id));
    }

    @Test
    void a_large_answer_is_compressed_for_a_client_that_asks() throws IOException {
        send("POST", CONFIG_MAPS, JSON, configMap("large", "", "v".repeat(200 * 1024)));
        send("POST", CONFIG_MAPS, JSON, configMap("small", "", "v"));
        Map<String, String> asking = Map.of("Accept-Encoding", "gzip");

        HttpResponse<byte[]> large = cluster.get(CONFIG_MAPS + "/large", asking, BodyHandlers.ofByteArray());

        assertThat(large.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(large.body()).hasSizeLessThan(20 * 1024);
        byte[] whole = new GZIPInputStream(new ByteArrayInputStream(large.body())).readAllBytes();
        assertThat(Json.parse(whole).at("/data/value").asString()).hasSize(200 * 1024);
        for (HttpResponse<byte[]> plain : List.of(
                cluster.get(CONFIG_MAPS + "/large", Map.of(), BodyHandlers.ofByteArray()),
                cluster.get(CONFIG_MAPS + "/small", asking, BodyHandlers.ofByteArray()))) {
            assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
            assertThat(Json.parse(plain.body()).path("kind").asString()).isEqualTo("ConfigMap");
        }
    }

    @Test
    void a_watcher_that_does_not_read_is_closed_and_slows_no_other() throws Exception {
        String watched = "&fieldSelector=metadata.name%3Dswollen&resourceVersion="
                + status(send("POST", CONFIG_MAPS, JSON, configMap("swollen", "", "")))
                        .at("/metadata/resourceVersion")
                        .asString();
        int changes = 400;
        String ballast = "v".repeat(200 * 1024);
        try (Socket slow = cluster.neglect(CONFIG_MAPS + "?watch=true" + watched);
                Stream<String> quick = cluster.get(
                                CONFIG_MAPS + "?watch=true&timeoutSeconds=120" + watched,
                                Map.of(),
                                BodyHandlers.ofLines())
                        .body()) {
            CompletableFuture<List<String>> seen = CompletableFuture.supplyAsync(() -> quick.limit(changes)
                    .map(line -> Json.parse(line).at("/object/data/value").asString())
                    .map(value -> value.substring(value.lastIndexOf('v') + 1))
                    .toList());

            for (int i = 0; i < changes; i++) {
                assertThat(send("PUT", CONFIG_MAPS + "/swollen", JSON, configMap("swollen", "", ballast + i))
                                .statusCode())
                        .isEqualTo(200);
            }

            assertThat(seen.get(60, TimeUnit.SECONDS))
                    .isEqualTo(IntStream.range(0, changes)
                            .mapToObj(Integer::toString)
                            .toList());
            long received = slow.getInputStream().transferTo(OutputStream.nullOutputStream());
            assertThat(received).isLessThan((long) changes * ballast.length());
        }
    }

    private static String configMap(String name, String version, String value) {
        return """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s"%s},"data":{"value":"%s"}}
                """.formatted(name, version.isEmpty() ? "" : ",\"resourceVersion\":\"" + version + "\"", value);
    }

    private HttpResponse<String> anonymous(String path) {
        return cluster.sendAnonymously("GET", path, Map.of());
    }

    private HttpResponse<String> send(String method, String path, String contentType, String body) {
        return cluster.send(method, path, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode status(HttpResponse<String> response) {
        return Json.parse(response.body());
    }
}
