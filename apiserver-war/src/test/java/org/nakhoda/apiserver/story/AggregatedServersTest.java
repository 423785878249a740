package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.extension.ServiceEndpoints.Endpoint;
import org.nakhoda.apiserver.proxy.Passage;
import org.nakhoda.apiserver.proxy.Passages;
import org.nakhoda.apiserver.request.ApiRequest;
import tools.jackson.databind.JsonNode;

/** What else servers are for that extend the API: their part of OpenAPI v2, and connections that are upgraded. */
@Timeout(120)
class AggregatedServersTest {
    private static final String APISERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";

    private final Client admin = RunningApi.admin();
    private final String namespace = RunningApi.namespace();

    @Test
    void openapi_version_2_has_the_servers_paths_and_its_definitions_under_names_that_are_free() throws Exception {
        try (ExtensionServer server = server()) {
            server.serve(
                    "/openapi/v2",
                    "{swagger: '2.0', paths: {/apis/swag.example.com/v1/echoes: {get: {operationId: listEchoes,"
                            + " responses: {'200': {description: OK, schema: {$ref: '#/definitions/com.example.Echo'}}},"
                            + " parameters: [{$ref: '#/parameters/pretty'}]}},"
                            + " /apis/apps/v1/deployments: {get: {operationId: stolen}},"
                            + " /version/: {get: {operationId: stolen}}},"
                            + " parameters: {pretty: {name: pretty, in: query, type: string}},"
                            + " definitions: {com.example.Echo: {type: object, properties: {metadata: {$ref:"
                            + " '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'}}},"
                            + " io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta: {type: object, description: theirs},"
                            + " com.example.Unused: {type: object}}}");
            register("swag.example.com", server);

            JsonNode document = admin.get("/openapi/v2").expect(200);

            JsonNode operation = document.path("paths")
                    .path("/apis/swag.example.com/v1/echoes")
                    .path("get");
            assertThat(operation.path("operationId").asString()).isEqualTo("listEchoes");
            assertThat(operation.at("/parameters/0/name").asString()).isEqualTo("pretty");
            JsonNode definitions = document.path("definitions");
            assertThat(definitions
                            .path("com.example.Echo")
                            .at("/properties/metadata/$ref")
                            .asString())
                    .isEqualTo("#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta_v2");
            assertThat(definitions
                            .path("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta_v2")
                            .path("description")
                            .asString())
                    .isEqualTo("theirs");
            assertThat(definitions
                            .path("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")
                            .path("properties")
                            .size())
                    .isPositive();
            assertThat(definitions.has("com.example.Unused")).isFalse();
            assertThat(document.toString()).doesNotContain("stolen");
            assertThat(admin.get("/openapi/v2", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf")
                            .text())
                    .contains("/apis/swag.example.com/v1/echoes", "com.example.Echo");
            admin.delete(APISERVICES + "/v1.swag.example.com").expect(200);
            assertThat(admin.get("/openapi/v2").expect(200).path("paths").has("/apis/swag.example.com/v1/echoes"))
                    .isFalse();
        }
    }

    @Test
    void a_connection_that_is_to_be_upgraded_shows_the_front_proxys_certificate_and_who_calls() throws Exception {
        try (ExtensionServer server = server()) {
            register("upgraded.example.com", server);
            String path = "/apis/upgraded.example.com/v1/namespaces/n/echoes/x/tunnel/a//b%2Fc";
            UserInfo carol = new UserInfo("carol", "", Set.of(UserInfo.GROUP_MASTERS), Map.of());
            Passages passages = RunningApi.server().passages();
            assertThat(passages.segments(path)).isEqualTo(8);
            assertThat(passages.segments("/apis/apps/v1/namespaces/n/deployments/x/tunnel"))
                    .isZero();

            Passage passage = passages.passage(new ApiRequest(
                            "GET",
                            List.of("apis", "upgraded.example.com", "v1", "namespaces", "n", "echoes", "x", "tunnel"),
                            Map.of(),
                            Map.of(),
                            new byte[0],
                            new Credentials(null, null),
                            carol,
                            path))
                    .orElseThrow();

            assertThat(passage.uri()).isEqualTo(path);
            assertThat(passage.added())
                    .anyMatch(header -> header.name().equals("X-Remote-User")
                            && header.value().equals("carol"));
            Endpoint endpoint = passage.servers().get(0);
            try (Socket socket = passage.dialer().dial(endpoint.address(), endpoint.port())) {
                socket.getOutputStream()
                        .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .contains("CN=front-proxy-client", "a//b%2Fc");
            }
            admin.delete(APISERVICES + "/v1.upgraded.example.com").expect(200);
        }
    }

    private ExtensionServer server() throws Exception {
        return new ExtensionServer("ext." + namespace + ".svc");
    }

    private void register(String group, ExtensionServer server) throws Exception {
        admin.post(
                        "/api/v1/namespaces/" + namespace + "/services",
                        "{metadata: {name: ext}, spec: {type: ExternalName, externalName: localhost}}")
                .expect(201);
        admin.post(
                        APISERVICES,
                        "{metadata: {name: v1." + group + "}, spec: {group: " + group
                                + ", version: v1, groupPriorityMinimum: 17790, versionPriority: 10, caBundle: "
                                + server.caBundle() + ", service: {namespace: " + namespace + ", name: ext, port: "
                                + server.port() + "}}}")
                .expect(201);
        String name = APISERVICES + "/v1." + group;
        try (WatchReader watch =
                new WatchReader(admin.watch(APISERVICES + "?watch=true&fieldSelector=metadata.name=v1." + group))) {
            JsonNode event = watch.next();
            while (!event.at("/object/status/conditions").toString().contains("\"Passed\"")) {
                event = watch.next();
            }
        }
        assertThat(admin.get(name).expect(200).at("/status/conditions/0/status").asString())
                .isEqualTo("True");
    }
}
