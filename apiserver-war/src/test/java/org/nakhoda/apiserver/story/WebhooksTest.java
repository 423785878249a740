package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.apiserver.proxy.TestPki;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Servers outside that change writes and refuse them. */
class WebhooksTest {
    private static final String CONFIGURATIONS = "/apis/admissionregistration.k8s.io/v1/";

    @TempDir
    Path directory;

    private final Client admin = RunningApi.admin();
    private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
    private final List<String> queries = new CopyOnWriteArrayList<>();
    private String namespace;
    private HttpsServer server;
    private String bundle;
    private volatile String response = "{allowed: true}";

    @BeforeEach
    void serve() throws Exception {
        namespace = RunningApi.namespace();
        TestPki pki = new TestPki(directory);
        bundle = Base64.getEncoder().encodeToString(Files.readAllBytes(directory.resolve("ca.crt")));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(pki.serverTls("ip:127.0.0.1")));
        server.createContext("/", exchange -> {
            JsonNode review = Json.parse(exchange.getRequestBody().readAllBytes());
            asked.add(review.path("request"));
            queries.add(exchange.getRequestURI().getQuery());
            ObjectNode answer = Json.object().put("kind", "AdmissionReview");
            answer.set("apiVersion", review.get("apiVersion"));
            ObjectNode said = (ObjectNode) Yaml.parse(response);
            said.set("uid", review.at("/request/uid"));
            answer.set("response", said);
            byte[] bytes = Json.bytes(answer);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        admin.delete(CONFIGURATIONS + "mutatingwebhookconfigurations/" + namespace);
        admin.delete(CONFIGURATIONS + "validatingwebhookconfigurations/" + namespace);
        server.stop(0);
    }

    private void configure(String kind, String more) {
        admin.post(CONFIGURATIONS + kind, """
                metadata: {name: %1$s}
                webhooks:
                - name: guard.example.com
                  clientConfig: {url: "https://127.0.0.1:%2$d/guard", caBundle: %3$s}
                  admissionReviewVersions: [v1]
                  sideEffects: None
                  namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
                  rules: [{operations: ["*"], apiGroups: [""], apiVersions: ["v1"], resources: [configmaps]}]
                  %4$s
                """.formatted(
                                namespace, server.getAddress().getPort(), bundle, more))
                .expect(201);
    }

    private String maps() {
        return "/api/v1/namespaces/" + namespace + "/configmaps";
    }

    @Test
    void aHookRefusesWithItsOwnWordsAndCodeAndSeesTheWrite() {
        configure("validatingwebhookconfigurations", "timeoutSeconds: 7");
        response = "{allowed: false, status: {code: 403, reason: Forbidden, message: not today}}";

        admin.post(maps(), "{metadata: {name: a}}")
                .refused(403, "Forbidden", "admission webhook \"guard.example.com\" denied the request: not today");

        assertThat(queries).containsExactly("timeout=7s");
        assertThat(asked.get(0).path("operation").asString()).isEqualTo("CREATE");
        assertThat(asked.get(0).at("/object/metadata/name").asString()).isEqualTo("a");
        assertThat(asked.get(0).path("oldObject").isNull()).isTrue();
        assertThat(asked.get(0).at("/userInfo/username").asString()).isEqualTo("admin");
        admin.post("/api/v1/namespaces/" + namespace + "/secrets", "{metadata: {name: a}}")
                .expect(201);
        admin.get(maps() + "/a").refused(404, "NotFound");
    }

    @Test
    void aDeletionShowsWhatIsDeletedAndCanBeRefused() {
        admin.post(maps(), "{metadata: {name: a}}").expect(201);
        configure("validatingwebhookconfigurations", "");
        response = "{allowed: false}";

        admin.delete(maps() + "/a", "{dryRun: [All]}").refused(400, "", "without explanation");
        admin.delete(maps()).refused(400, "", "without explanation");

        assertThat(asked.get(0).path("object").isNull()).isTrue();
        assertThat(asked.get(0).path("dryRun").asBoolean()).isTrue();
        assertThat(asked.get(0).at("/oldObject/metadata/name").asString()).isEqualTo("a");
        admin.get(maps() + "/a").expect(200);
    }

    @Test
    void aHooksPatchIsPartOfTheObject() {
        configure("mutatingwebhookconfigurations", "objectSelector: {matchLabels: {change: me}}");
        String patch = "[{\"op\":\"add\",\"path\":\"/data\",\"value\":{\"by\":\"hook\"}},"
                + "{\"op\":\"replace\",\"path\":\"/metadata/uid\",\"value\":\"mine\"}]";
        response = "{allowed: true, warnings: [careful], patchType: JSONPatch, patch: "
                + Base64.getEncoder().encodeToString(patch.getBytes(StandardCharsets.UTF_8)) + "}";

        Client.Answer changed = admin.post(maps(), "{metadata: {name: a, labels: {change: me}}}");
        JsonNode left = admin.post(maps(), "{metadata: {name: b}}").expect(201);

        assertThat(changed.expect(201).at("/data/by").asString()).isEqualTo("hook");
        assertThat(changed.json().at("/metadata/uid").asString()).isNotEqualTo("mine");
        assertThat(changed.headers().toString()).contains("careful");
        assertThat(left.has("data")).isFalse();
    }

    @Test
    void aHookThatCannotBeAskedRefusesUnlessItsFailureIsIgnored() {
        configure("validatingwebhookconfigurations", "failurePolicy: Fail");
        server.stop(0);
        admin.post(maps(), "{metadata: {name: a}}")
                .refused(
                        500, "InternalError", "failed calling webhook \"guard.example.com\": failed to call webhook: ");
        admin.delete(CONFIGURATIONS + "validatingwebhookconfigurations/" + namespace)
                .expect(200);

        configure("validatingwebhookconfigurations", "failurePolicy: Ignore");
        admin.post(maps(), "{metadata: {name: a}}").expect(201);
    }
}
