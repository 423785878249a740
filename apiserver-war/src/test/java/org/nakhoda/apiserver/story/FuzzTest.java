package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.story.Client.Answer;
import tools.jackson.databind.JsonNode;

/** Throws damaged requests at the server: each is answered with success or with a Status that blames the client. */
class FuzzTest {
    private static final long SEED = 20_261_122;
    private static final int REQUESTS = 6_000;

    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "BREW");
    private static final List<String> TYPES = List.of(
            "application/json",
            "application/yaml",
            "application/merge-patch+json",
            "application/json-patch+json",
            "application/strategic-merge-patch+json",
            "application/apply-patch+yaml",
            "application/vnd.kubernetes.protobuf",
            "text/plain;;=",
            "");
    private static final List<String> BODIES = List.of(
            "{\"metadata\":{\"name\":\"a\",\"labels\":{\"x\":\"y\"},\"finalizers\":[\"a.b/c\"]},\"data\":{\"k\":\"v\"}}",
            "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"ports\":[{\"containerPort\":80}],"
                    + "\"resources\":{\"limits\":{\"cpu\":\"1\"}},\"env\":[{\"name\":\"E\",\"value\":\"v\"}]}]}}",
            "{\"metadata\":{\"name\":\"d\"},\"spec\":{\"replicas\":2,\"selector\":{\"matchLabels\":{\"a\":\"b\"}},"
                    + "\"strategy\":{\"rollingUpdate\":{\"maxSurge\":\"25%\"}},\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},"
                    + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}}",
            "{\"metadata\":{\"name\":\"s\"},\"spec\":{\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"targetPort\":\"web\"}]}}",
            "[{\"op\":\"add\",\"path\":\"/data\",\"value\":{\"k\":\"w\"}},{\"op\":\"move\",\"from\":\"/data/k\",\"path\":\"/data/l\"}]",
            "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"$patch\":\"delete\"}]}}}}",
            "{\"propagationPolicy\":\"Orphan\",\"gracePeriodSeconds\":0,\"preconditions\":{\"uid\":\"u\"}}",
            "metadata: {name: y}\ndata:\n  k: |\n    text\n");
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "1e400",
            "99999999999999999999",
            "\"\"",
            "\"\\u0000\"",
            "[]",
            "{}",
            "[[]]",
            "\"$patch\"");

    private final Random random = new Random(SEED);
    private final Client api = RunningApi.admin();

    @Test
    void no_request_is_answered_with_a_fault_of_the_server() {
        String namespace = RunningApi.namespace();
        Map<Integer, Integer> codes = new HashMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            String method = pick(METHODS);
            String uri = uri(namespace);
            Map<String, String> headers =
                    Map.of("content-type", pick(TYPES), "accept", random.nextInt(4) == 0 ? noise(12) : "*/*");
            byte[] body = body();
            Answer answer = answer(method, uri, headers, body);
            if (answer == null) {
                continue;
            }
            codes.merge(answer.status(), 1, Integer::sum);
            String request = method + " " + uri + " " + headers + " " + new String(body, StandardCharsets.UTF_8);
            assertThat(answer.status()).as("%s -> %s", request, answer.text()).isNotEqualTo(500);
            if (answer.status() >= 400) {
                JsonNode status = answer.json();
                assertThat(status.path("kind").asString()).as(request).isEqualTo("Status");
                assertThat(status.path("code").asInt()).as(request).isEqualTo(answer.status());
                assertThat(status.path("message").asString()).as(request).isNotEmpty();
            }
        }
        assertThat(codes).as("the fuzz reaches beyond the first check").containsKeys(200, 201, 400, 404, 422);
    }

    /** Documents that were made to hurt, whatever they are said to be. */
    private static List<byte[]> hostile() {
        StringBuilder aliases = new StringBuilder("metadata: {name: x}\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            aliases.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(9) + "*a" + (i - 1) + "]\n");
        }
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        List<String> texts = List.of(
                aliases.toString(),
                "metadata: &m {name: x, labels: *m}",
                "? {? {? a : b} : c} : d",
                "data: " + deep,
                "{\"data\":" + deep + "}",
                "{\"a\":".repeat(50_000),
                "- ".repeat(50_000) + "x",
                "a: ".repeat(20_000) + "x",
                "{\"metadata\":{\"name\":\"x\",\"generation\":" + "9".repeat(100_000) + "}}",
                "{\"spec\":{\"replicas\":1e999999999,\"minReadySeconds\":-1e-999999999}}",
                "spec: {replicas: 0x" + "f".repeat(500) + ", minReadySeconds: .inf}",
                "{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"resources\":{\"limits\":"
                        + "{\"cpu\":\"1e999999999\",\"memory\":\"" + "9".repeat(5_000) + "Ei\"}}}]}}",
                "[{\"op\":\"copy\",\"from\":\"\",\"path\":\"/data/x\"},".repeat(40) + "{}]",
                "[{\"op\":\"add\",\"path\":\"/data/99999999999999999999\",\"value\":1}]",
                "[{\"op\":\"test\",\"path\":\"" + "/a".repeat(50_000) + "\",\"value\":1}]",
                "{\"metadata\":{\"name\":\"\\ud800\",\"labels\":{\"\\u0000\":\"\\udfff\"}}}",
                "{\"$patch\":\"replace\",\"$retainKeys\":[1],\"$setElementOrder/containers\":{},\"data\":null}",
                "%YAML 9.9\n---\n!!java/object:x {}\n--- second\n...",
                "<<: [*nowhere]");
        List<byte[]> documents = new ArrayList<>();
        texts.forEach(text -> documents.add(text.getBytes(StandardCharsets.UTF_8)));
        documents.add(new byte[] {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'});
        documents.add(new byte[] {(byte) 0xFF, (byte) 0xFE, '{', 0, '}', 0});
        documents.add(new byte[] {'k', '8', 's', 0, 0x12, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F});
        documents.add(new byte[100_000]);
        return documents;
    }

    @Test
    void documents_made_to_hurt_are_refused_as_the_clients_fault() {
        String namespace = RunningApi.namespace();
        String maps = "/api/v1/namespaces/" + namespace + "/configmaps";
        api.post(maps, "{metadata: {name: x}}").expect(201);
        String deployments = "/apis/apps/v1/namespaces/" + namespace + "/deployments";
        for (byte[] document : hostile()) {
            for (String type : TYPES) {
                for (String request : List.of(
                        "POST " + maps,
                        "PUT " + maps + "/x",
                        "PATCH " + maps + "/x",
                        "POST " + deployments,
                        "POST " + maps.replace("configmaps", "pods"),
                        "DELETE " + maps + "/y")) {
                    String[] parts = request.split(" ");
                    Answer answer = api.send(parts[0], parts[1], Map.of("content-type", type), document);
                    assertThat(answer.status())
                            .as(
                                    "%s %s %.60s -> %s",
                                    request, type, new String(document, StandardCharsets.UTF_8), answer.text())
                            .isIn(200, 201, 400, 404, 409, 413, 415, 422);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/namespaces/a%2Fb/configmaps",
                "/api/v1/namespaces/%2e%2e/configmaps",
                "/api/v1/namespaces/./configmaps",
                "/api/v1/namespaces/a/configmaps/..%2f..%2fsecrets",
                "/api/v1/namespaces/a/configmaps/%00",
                "/api/v1/namespaces/a/configmaps/%",
                "/api/v1/namespaces/a/configmaps/%zz",
                "/api/v1/namespaces/a/configmaps/%c0%af",
                "/api/v1/namespaces/a/configmaps/%ff",
                "/api/v1//namespaces//a",
                "/api/v1/namespaces/a/configmaps/x%3Fwatch=1",
                "/api/v1/namespaces/a/pods/x/proxy/..%2f..%2fetc",
                "/api/v1/configmaps?%zz=1",
                "/api/v1/configmaps?labelSelector=%ff",
                "/api/v1/configmaps?continue=%00%00"
            })
    void a_path_that_hides_something_names_nothing(String uri) {
        Answer answer = answer("GET", uri, Map.of(), new byte[0]);

        if (answer != null) {
            assertThat(answer.status()).isIn(400, 404, 405);
            assertThat(answer.json().path("kind").asString()).isEqualTo("Status");
        }
    }

    /** Null if HTTP's own decoding refuses the URI. */
    private Answer answer(String method, String uri, Map<String, String> headers, byte[] body) {
        try {
            return api.send(method, uri, headers, body);
        } catch (ApiException e) {
            assertThat(e.reason().code()).isBetween(400, 499);
            return null;
        }
    }

    private String uri(String namespace) {
        String base = "/api/v1/namespaces/" + namespace;
        String apps = "/apis/apps/v1/namespaces/" + namespace;
        List<String> paths = List.of(
                base + "/configmaps",
                base + "/configmaps/a",
                base + "/pods",
                base + "/pods/p",
                base + "/pods/p/status",
                base + "/pods/p/binding",
                base + "/pods/p/eviction",
                base + "/pods/p/log",
                base + "/services",
                base + "/services/s",
                base + "/serviceaccounts/default/token",
                apps + "/deployments",
                apps + "/deployments/d",
                apps + "/deployments/d/scale",
                apps + "/deployments/d/status",
                "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                "/apis/authentication.k8s.io/v1/tokenreviews",
                "/api/v1/nodes/n/proxy/x",
                "/" + noise(20),
                base + "/" + noise(8));
        String uri = pick(paths);
        if (random.nextInt(3) == 0) {
            List<String> queries = List.of(
                    "labelSelector=" + noise(10),
                    "fieldSelector=" + noise(10),
                    "limit=" + noise(3),
                    "continue=" + noise(20),
                    "resourceVersion=" + noise(4),
                    "watch=1&timeoutSeconds=1",
                    "dryRun=All",
                    "fieldValidation=Strict",
                    "gracePeriodSeconds=" + noise(3),
                    noise(10));
            uri += "?" + pick(queries);
        }
        return uri;
    }

    private byte[] body() {
        String body = pick(BODIES);
        int damages = random.nextInt(4);
        for (int i = 0; i < damages; i++) {
            body = random.nextBoolean() ? replaceValue(body) : damage(body);
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextInt(10) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    /** Another value in the place of one of the document's. */
    private String replaceValue(String body) {
        if (body.isEmpty()) {
            return body;
        }
        int colon = body.indexOf(':', random.nextInt(body.length()));
        if (colon < 0) {
            return body;
        }
        int end = colon + 1;
        while (end < body.length() && ",}]".indexOf(body.charAt(end)) < 0) {
            end++;
        }
        return body.substring(0, colon + 1) + pick(VALUES) + body.substring(end);
    }

    private String damage(String body) {
        if (body.isEmpty()) {
            return body;
        }
        int at = random.nextInt(body.length());
        return switch (random.nextInt(3)) {
            case 0 -> body.substring(0, at) + body.substring(Math.min(body.length(), at + 1 + random.nextInt(5)));
            case 1 -> body.substring(0, at) + noise(3) + body.substring(at);
            default -> body.substring(0, Math.max(1, at));
        };
    }

    private String noise(int length) {
        String alphabet = "abz019-_.,;:=!%&?()[]{}\"'\\/ é+*<>";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(length + 1); i >= 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
