package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nakhoda.apiserver.story.Client.Answer;

/** A client's mistake is answered with a Status that says what it is, and changes nothing. */
class BadInputTest {
    private static final Client API = RunningApi.admin();
    private static String namespace;

    @BeforeAll
    static void makeNamespace() {
        namespace = RunningApi.namespace();
        API.post("/api/v1/namespaces/" + namespace + "/configmaps", "{metadata: {name: there}, data: {k: v}}")
                .expect(201);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments("POST", "configmaps", "application/json", "{", 400, "BadRequest", "error decoding from json"),
                arguments("POST", "configmaps", "application/json", "", 400, "BadRequest", "empty"),
                arguments("POST", "configmaps", "application/json", "[]", 400, "BadRequest", "not an object"),
                arguments("POST", "configmaps", "application/json", "{} {}", 400, "BadRequest", "error decoding"),
                arguments(
                        "POST",
                        "configmaps?fieldValidation=Strict",
                        "application/json",
                        "{\"a\":1,\"a\":2}",
                        400,
                        "BadRequest",
                        "uplicate"),
                arguments("POST", "configmaps", "application/yaml", "a: [", 400, "BadRequest", "yaml"),
                arguments("POST", "configmaps", "application/yaml", "just text", 400, "BadRequest", "not an object"),
                arguments("POST", "configmaps", "text/plain", "{}", 415, "UnsupportedMediaType", "application/json"),
                arguments(
                        "POST",
                        "configmaps",
                        "application/vnd.kubernetes.protobuf",
                        "{}",
                        400,
                        "BadRequest",
                        "prefix of a Kubernetes object"),
                arguments(
                        "POST",
                        "configmaps",
                        "application/json",
                        "{\"kind\":\"Secret\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"}}",
                        400,
                        "BadRequest",
                        "cannot be handled as a ConfigMap"),
                arguments(
                        "POST",
                        "configmaps",
                        "application/json",
                        "{\"apiVersion\":\"v2\",\"metadata\":{\"name\":\"a\"}}",
                        400,
                        "BadRequest",
                        "does not match the expected API version (v1)"),
                arguments(
                        "POST",
                        "configmaps",
                        "application/json",
                        "{\"kind\":7,\"metadata\":{\"name\":\"a\"}}",
                        400,
                        "BadRequest",
                        "kind is not a string"),
                arguments(
                        "POST",
                        "configmaps",
                        "application/json",
                        "{\"metadata\":{\"name\":\"a\",\"namespace\":\"elsewhere\"}}",
                        400,
                        "BadRequest",
                        "does not match the namespace"),
                arguments(
                        "POST",
                        "configmaps",
                        "application/json",
                        "{\"metadata\":{\"name\":\"Not A Name\"}}",
                        422,
                        "Invalid",
                        "metadata.name"),
                arguments("POST", "configmaps", "application/json", "{}", 422, "Invalid", "metadata.name"),
                arguments(
                        "POST",
                        "configmaps",
                        "application/json",
                        "{\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"7\"}}",
                        400,
                        "BadRequest",
                        "resourceVersion should not be set"),
                arguments(
                        "POST",
                        "configmaps",
                        "application/json",
                        "{\"metadata\":\"a\"}",
                        400,
                        "BadRequest",
                        "metadata"),
                arguments(
                        "POST",
                        "configmaps",
                        "application/json",
                        "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":1}}",
                        400,
                        "BadRequest",
                        "data"),
                arguments(
                        "POST",
                        "pods",
                        "application/json",
                        "{\"metadata\":{\"name\":\"a\"},\"spec\":{}}",
                        422,
                        "Invalid",
                        "spec.containers"),
                arguments("POST", "configmaps/a", "application/json", "{}", 405, "MethodNotAllowed", "method"),
                arguments("PUT", "configmaps", "application/json", "{}", 405, "MethodNotAllowed", "method"),
                arguments("PATCH", "configmaps", "application/json", "{}", 405, "MethodNotAllowed", "method"),
                arguments(
                        "PUT",
                        "configmaps/there",
                        "application/json",
                        "{\"metadata\":{\"name\":\"other\"}}",
                        400,
                        "BadRequest",
                        "does not match the name on the URL"),
                arguments(
                        "PUT",
                        "configmaps/none",
                        "application/json",
                        "{\"metadata\":{\"name\":\"none\"}}",
                        404,
                        "NotFound",
                        "configmaps \"none\" not found"),
                arguments(
                        "PUT",
                        "configmaps/there",
                        "application/json",
                        "{\"metadata\":{\"name\":\"there\",\"resourceVersion\":\"x\"}}",
                        400,
                        "BadRequest",
                        "not a number"),
                arguments(
                        "PATCH",
                        "configmaps/there",
                        "application/json",
                        "{}",
                        415,
                        "UnsupportedMediaType",
                        "application/merge-patch+json"),
                arguments(
                        "PATCH",
                        "configmaps/there",
                        "application/apply-patch+yaml",
                        "{}",
                        422,
                        "Invalid",
                        "fieldManager: Required value"),
                arguments("PATCH", "configmaps/there", "application/json-patch+json", "{}", 400, "BadRequest", ""),
                arguments(
                        "PATCH",
                        "configmaps/there",
                        "application/json-patch+json",
                        "[{\"op\":\"remove\",\"path\":\"/data/none\"}]",
                        422,
                        "Invalid",
                        "/data/none"),
                arguments(
                        "PATCH",
                        "configmaps/there",
                        "application/merge-patch+json",
                        "{\"metadata\":null}",
                        400,
                        "BadRequest",
                        "name"),
                arguments(
                        "PATCH",
                        "configmaps/there",
                        "application/merge-patch+json",
                        "7",
                        400,
                        "BadRequest",
                        "no object"),
                arguments(
                        "DELETE",
                        "configmaps/there",
                        "application/json",
                        "{\"propagationPolicy\":\"Sideways\"}",
                        422,
                        "Invalid",
                        "propagationPolicy"),
                arguments(
                        "DELETE",
                        "configmaps/there",
                        "application/json",
                        "{\"gracePeriodSeconds\":\"soon\"}",
                        400,
                        "BadRequest",
                        "gracePeriodSeconds"),
                arguments(
                        "DELETE",
                        "configmaps/there",
                        "application/json",
                        "{\"kind\":\"Pod\"}",
                        400,
                        "BadRequest",
                        "DeleteOptions"),
                arguments("DELETE", "configmaps/none", "", "", 404, "NotFound", "configmaps \"none\" not found"),
                arguments("GET", "configmaps/none", "", "", 404, "NotFound", "configmaps \"none\" not found"),
                arguments("GET", "nothings", "", "", 404, "NotFound", "could not find the requested resource"),
                arguments("GET", "configmaps/there/status", "", "", 404, "NotFound", "could not find"),
                arguments("GET", "configmaps?labelSelector=a%20b%20c", "", "", 400, "BadRequest", "unable to parse"),
                arguments("GET", "configmaps?fieldSelector=data.k=v", "", "", 400, "BadRequest", "data.k"),
                arguments("GET", "configmaps?limit=many", "", "", 400, "BadRequest", "limit"),
                arguments("GET", "configmaps?limit=-1", "", "", 400, "BadRequest", "limit"),
                arguments("GET", "configmaps?continue=xyz", "", "", 400, "BadRequest", "continue"),
                arguments("GET", "configmaps?resourceVersion=x", "", "", 400, "BadRequest", "not a number"),
                arguments(
                        "GET", "configmaps?resourceVersionMatch=Exact", "", "", 422, "Invalid", "resourceVersionMatch"),
                arguments("GET", "configmaps?resourceVersion=999999999", "", "", 504, "Timeout", "Too large resource"),
                arguments("GET", "configmaps?watch=1&timeoutSeconds=x", "", "", 400, "BadRequest", "timeoutSeconds"),
                arguments("GET", "configmaps?watch=1&sendInitialEvents=true", "", "", 422, "Invalid", "NotOlderThan"),
                arguments("POST", "configmaps?dryRun=Some", "application/json", "{}", 422, "Invalid", "dryRun"),
                arguments(
                        "POST",
                        "configmaps?fieldValidation=Maybe",
                        "application/json",
                        "{}",
                        422,
                        "Invalid",
                        "fieldValidation"),
                arguments(
                        "POST",
                        "pods/p/binding",
                        "application/json",
                        "{\"target\":{}}",
                        422,
                        "Invalid",
                        "target.name"));
    }

    @ParameterizedTest(name = "{0} {1} {3}")
    @MethodSource("mistakes")
    void a_mistake_is_named(
            String method, String path, String type, String body, int code, String reason, String words) {
        Map<String, String> headers = type.isEmpty() ? Map.of() : Map.of("content-type", type);

        API.send(method, "/api/v1/namespaces/" + namespace + "/" + path, headers, body.getBytes(StandardCharsets.UTF_8))
                .refused(code, reason, words);

        assertThat(API.get("/api/v1/namespaces/" + namespace + "/configmaps/there")
                        .json()
                        .at("/data/k")
                        .asString())
                .isEqualTo("v");
    }

    @Test
    void paths_that_lead_nowhere_are_not_found() {
        for (String path : new String[] {
            "/nowhere",
            "/api/v9/pods",
            "/apis/none.example.com/v1/things",
            "/apis/apps/v9/deployments",
            "/api/v1/namespaces/" + namespace + "/nodes"
        }) {
            API.get(path).refused(404, "NotFound");
        }
    }

    @Test
    void an_object_in_a_namespace_that_is_not_there_is_refused() {
        API.post("/api/v1/namespaces/no-such/configmaps", "{metadata: {name: a}}")
                .refused(404, "NotFound", "namespaces \"no-such\" not found");
    }

    @Test
    void bytes_that_are_not_utf8_are_refused_in_json_and_in_yaml() {
        byte[] bytes = {'{', '"', 'a', '"', ':', '"', (byte) 0xff, '"', '}'};
        for (String type : new String[] {"application/json", "application/yaml"}) {
            API.send("POST", "/api/v1/namespaces/" + namespace + "/configmaps", Map.of("content-type", type), bytes)
                    .refused(400, "BadRequest");
        }
    }

    @Test
    void what_is_nested_too_deeply_is_refused() {
        String deep = "{\"metadata\":{\"name\":\"a\"},\"data\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";

        API.send(
                        "POST",
                        "/api/v1/namespaces/" + namespace + "/configmaps",
                        Map.of("content-type", "application/json"),
                        deep.getBytes(StandardCharsets.UTF_8))
                .refused(400, "BadRequest");
    }

    @Test
    void an_answer_in_a_format_that_is_not_offered_is_refused() {
        API.get("/api/v1/namespaces/" + namespace + "/configmaps", "application/xml")
                .refused(406, "NotAcceptable", "application/json");
        Answer watch = API.get("/api/v1/namespaces/" + namespace + "/configmaps?watch=1", "application/yaml");
        assertThat(watch.status()).isEqualTo(406);
        assertThat(watch.text()).contains("reason: NotAcceptable");
    }
}
