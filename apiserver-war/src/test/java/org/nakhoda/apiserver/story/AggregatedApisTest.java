package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nakhoda.apiserver.authn.UserInfo;
import tools.jackson.databind.JsonNode;

/**
 * APIs that a server of the cluster's own users serves. It is reached through a service that stands for a name, for
 * Endpoints may not lead to the machine that the tests run on.
 */
@Timeout(120)
class AggregatedApisTest {
    private static final String APISERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
    private static final String V2 = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private static final UserInfo CAROL = new UserInfo(
            "carol",
            "u-1",
            Set.of("sailors", "system:authenticated", UserInfo.GROUP_MASTERS),
            Map.of("example.com/rank%", List.of("first", "mate")));

    private final Client admin = RunningApi.admin();
    private final String namespace = RunningApi.namespace();

    @Test
    void the_server_learns_who_calls_and_what_was_asked_and_believes_nothing_else() throws Exception {
        try (ExtensionServer server = server()) {
            register("who.example.com", server);
            Client carol = RunningApi.client(CAROL);

            JsonNode echo = carol.send(
                            "POST",
                            "/apis/who.example.com/v1/namespaces/n/echoes/a%3Ab/?x=1%2B1&y&x=2",
                            Map.of(
                                    "x-remote-user", "admin",
                                    "x-remote-group", "system:masters",
                                    "authorization", "Bearer secret",
                                    "content-type", "text/song"),
                            "heave".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .expect(201);

            assertThat(echo.path("method").asString()).isEqualTo("POST");
            assertThat(echo.path("uri").asString())
                    .isEqualTo("/apis/who.example.com/v1/namespaces/n/echoes/a%3Ab/?x=1%2B1&y&x=2");
            assertThat(echo.path("body").asString()).isEqualTo("heave");
            assertThat(echo.path("client").asString()).isEqualTo("CN=front-proxy-client");
            JsonNode headers = echo.path("headers");
            assertThat(headers.path("X-remote-user").toString()).isEqualTo("[\"carol\"]");
            assertThat(headers.path("X-remote-uid").toString()).isEqualTo("[\"u-1\"]");
            assertThat(headers.path("X-remote-group").toString())
                    .isEqualTo("[\"sailors\",\"system:authenticated\",\"system:masters\"]");
            assertThat(headers.path("X-remote-extra-example.com%2frank%25").toString())
                    .isEqualTo("[\"first\",\"mate\"]");
            assertThat(headers.has("Authorization")).isFalse();
            assertThat(headers.path("Content-type").toString()).isEqualTo("[\"text/song\"]");
        }
    }

    @Test
    void whoever_may_not_is_refused_before_the_server_is_asked() throws Exception {
        try (ExtensionServer server = server()) {
            register("may.example.com", server);
            UserInfo nobody = new UserInfo("nobody", "", Set.of(UserInfo.GROUP_AUTHENTICATED), Map.of());

            RunningApi.client(nobody)
                    .get("/apis/may.example.com/v1/namespaces/n/echoes")
                    .refused(403, "Forbidden", "echoes.may.example.com", "nobody");

            assertThat(server.asked()).isEmpty();
        }
    }

    @Test
    void a_name_that_no_header_can_carry_is_not_passed_on_as_another() throws Exception {
        try (ExtensionServer server = server()) {
            register("name.example.com", server);
            UserInfo odd = new UserInfo("admin ", "", Set.of(UserInfo.GROUP_MASTERS), Map.of());

            RunningApi.client(odd)
                    .get("/apis/name.example.com/v1/namespaces/n/echoes")
                    .refused(400, "BadRequest", "X-Remote-User");

            assertThat(server.asked()).isEmpty();
        }
    }

    @Test
    void a_watch_is_passed_on_as_its_events_come() throws Exception {
        try (ExtensionServer server = server()) {
            register("watched.example.com", server);
            try (WatchReader watch =
                    new WatchReader(admin.watch("/apis/watched.example.com/v1/namespaces/n/echoes?watch=true"))) {
                assertThat(watch.next().path("type").asString()).isEqualTo("ADDED");
                server.sendSecondEvent();
                assertThat(watch.next().path("type").asString()).isEqualTo("DELETED");
                assertThat(watch.next()).isNull();
            }
        }
    }

    @Test
    void a_registered_api_is_discovered_like_any_other_and_in_its_place() throws Exception {
        try (ExtensionServer server = server()) {
            register("found.example.com", server);

            JsonNode groups = admin.get("/apis").expect(200).path("groups");
            List<String> names = groups.valueStream()
                    .map(group -> group.path("name").asString())
                    .toList();
            // its group's priority is 17790: behind apps, before events.k8s.io
            assertThat(names.indexOf("found.example.com"))
                    .isGreaterThan(names.indexOf("apps"))
                    .isLessThan(names.indexOf("events.k8s.io"));
            assertThat(admin.get("/apis/found.example.com")
                            .expect(200)
                            .at("/preferredVersion/groupVersion")
                            .asString())
                    .isEqualTo("found.example.com/v1");
            assertThat(admin.get("/apis/found.example.com/v1")
                            .expect(200)
                            .at("/resources/0/name")
                            .asString())
                    .isEqualTo("echoes");
            JsonNode version = aggregated("found.example.com");
            assertThat(version.path("freshness").asString()).isEqualTo("Current");
            assertThat(version.at("/resources/0/resource").asString()).isEqualTo("echoes");
            assertThat(version.at("/resources/0/scope").asString()).isEqualTo("Namespaced");
            assertThat(version.at("/resources/0/responseKind/group").asString()).isEqualTo("found.example.com");
            assertThat(version.at("/resources/0/subresources/0/subresource").asString())
                    .isEqualTo("status");
        }
    }

    @Test
    void what_a_server_tells_in_one_document_is_taken_from_there_and_its_openapi_is_found() throws Exception {
        try (ExtensionServer server = server()) {
            server.aggregated = true;
            register("docs.example.com", server);

            assertThat(aggregated("docs.example.com")
                            .at("/resources/0/categories/0")
                            .asString())
                    .isEqualTo("told-in-one");
            String address = admin.get("/openapi/v3")
                    .expect(200)
                    .path("paths")
                    .path("apis/docs.example.com/v1")
                    .path("serverRelativeURL")
                    .asString();
            assertThat(address).isEqualTo("/openapi/v3/apis/docs.example.com/v1?hash=ABC");
            assertThat(admin.get(address).expect(200).path("openapi").asString())
                    .isEqualTo("3.0.0");
        }
    }

    @Test
    void an_api_whose_server_is_gone_is_unavailable_and_the_others_stay() throws Exception {
        try (ExtensionServer server = server()) {
            register("gone.example.com", server);
        }
        // a change of the registration makes the server be asked again at once
        admin.merge(APISERVICES + "/v1.gone.example.com", "{spec: {service: {port: 1}}}")
                .expect(200);
        JsonNode condition = condition("v1.gone.example.com", "False");

        assertThat(condition.path("reason").asString()).isEqualTo("FailedDiscoveryCheck");
        admin.get("/apis/gone.example.com/v1/namespaces/n/echoes")
                .refused(503, "ServiceUnavailable", "service unavailable");
        admin.get("/apis/gone.example.com/v1").refused(503, "ServiceUnavailable");
        JsonNode version = aggregated("gone.example.com");
        assertThat(version.path("freshness").asString()).isEqualTo("Stale");
        assertThat(version.at("/resources/0/resource").asString()).isEqualTo("echoes");
        admin.get("/apis/apps/v1").expect(200);
        admin.delete(APISERVICES + "/v1.gone.example.com").expect(200);
        admin.get("/apis/gone.example.com").expect(404);
    }

    @Test
    void a_condition_says_what_is_missing_on_the_way_to_a_server() throws Exception {
        admin.post(APISERVICES, apiService("way.example.com", "way", 443, "insecureSkipTLSVerify: true"))
                .expect(201);
        assertThat(condition("v1.way.example.com", "False").path("reason").asString())
                .isEqualTo("ServiceNotFound");

        String services = "/api/v1/namespaces/" + namespace + "/services";
        admin.post(services, "{metadata: {name: way}, spec: {ports: [{name: other, port: 80}]}}")
                .expect(201);
        reason("v1.way.example.com", "ServicePortError");
        admin.merge(services + "/way", "{spec: {ports: [{name: https, port: 443}]}}")
                .expect(200);
        reason("v1.way.example.com", "EndpointsNotFound");
        String endpoints = "/api/v1/namespaces/" + namespace + "/endpoints";
        admin.post(
                        endpoints,
                        "{metadata: {name: way}, subsets: [{notReadyAddresses: [{ip: 192.0.2.1}],"
                                + " ports: [{name: https, port: 443}]}]}")
                .expect(201);
        reason("v1.way.example.com", "MissingEndpoints");
        admin.delete(APISERVICES + "/v1.way.example.com").expect(200);
    }

    @Test
    void a_server_with_another_name_or_another_authority_is_not_believed() throws Exception {
        try (ExtensionServer other = new ExtensionServer("other." + namespace + ".svc");
                ExtensionServer stranger = server()) {
            String services = "/api/v1/namespaces/" + namespace + "/services";
            admin.post(services, "{metadata: {name: ext}, spec: {type: ExternalName, externalName: localhost}}")
                    .expect(201);
            admin.post(
                            APISERVICES,
                            apiService("tls1.example.com", "ext", other.port(), "caBundle: " + other.caBundle()))
                    .expect(201);
            admin.post(
                            APISERVICES,
                            apiService("tls2.example.com", "ext", stranger.port(), "caBundle: " + other.caBundle()))
                    .expect(201);
            admin.post(APISERVICES, apiService("tls3.example.com", "ext", other.port(), "insecureSkipTLSVerify: true"))
                    .expect(201);

            assertThat(condition("v1.tls1.example.com", "False").path("message").asString())
                    .contains("not for ext." + namespace + ".svc");
            assertThat(condition("v1.tls2.example.com", "False").path("reason").asString())
                    .isEqualTo("FailedDiscoveryCheck");
            assertThat(condition("v1.tls3.example.com", "True").path("reason").asString())
                    .isEqualTo("Passed");
            for (String group : List.of("tls1", "tls2", "tls3")) {
                admin.delete(APISERVICES + "/v1." + group + ".example.com").expect(200);
            }
        }
    }

    @Test
    void what_an_administrator_registers_comes_before_a_definition_of_the_same_group() throws Exception {
        try (ExtensionServer server = server()) {
            register("both.example.com", server);
            admin.post(
                            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                            "{metadata: {name: echoes.both.example.com}, spec: {group: both.example.com,"
                                    + " scope: Namespaced, names: {plural: echoes, singular: echo, kind: Echo,"
                                    + " listKind: EchoList}, versions: [{name: v1, served: true, storage: true,"
                                    + " schema: {openAPIV3Schema: {type: object}}}]}}")
                    .expect(201);

            assertThat(admin.get("/apis/both.example.com/v1/namespaces/n/echoes")
                            .expect(200)
                            .path("method")
                            .asString())
                    .isEqualTo("GET");
            admin.delete(APISERVICES + "/v1.both.example.com").expect(200);
            assertThat(admin.get("/apis/both.example.com/v1/namespaces/n/echoes")
                            .expect(200)
                            .path("kind")
                            .asString())
                    .isEqualTo("EchoList");
            String definition = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/echoes.both.example.com";
            admin.delete(definition).expect(200);
            // the controller that removes a definition's objects does not run here
            admin.merge(definition, "{metadata: {finalizers: []}}").expect(200);
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
        admin.post(APISERVICES, apiService(group, "ext", server.port(), "caBundle: " + server.caBundle()))
                .expect(201);
        assertThat(condition("v1." + group, "True").path("reason").asString()).isEqualTo("Passed");
    }

    private String apiService(String group, String service, int port, String trust) {
        return "{metadata: {name: v1." + group + "}, spec: {group: " + group + ", version: v1,"
                + " groupPriorityMinimum: 17790, versionPriority: 10, " + trust + ", service: {namespace: " + namespace
                + ", name: " + service + ", port: " + port + "}}}";
    }

    private JsonNode aggregated(String group) {
        return admin.get("/apis", V2)
                .expect(200)
                .path("items")
                .valueStream()
                .filter(item -> item.at("/metadata/name").asString().equals(group))
                .findFirst()
                .orElseThrow()
                .at("/versions/0");
    }

    /** Waits until the registration's condition has this status. */
    private JsonNode condition(String name, String status) throws InterruptedException {
        return condition(name, "status", status);
    }

    private void reason(String name, String reason) throws InterruptedException {
        condition(name, "reason", reason);
    }

    private JsonNode condition(String name, String field, String value) throws InterruptedException {
        String watched = APISERVICES + "?watch=true&fieldSelector=metadata.name=" + name;
        try (WatchReader watch = new WatchReader(admin.watch(watched))) {
            while (true) {
                for (JsonNode condition : watch.next().at("/object/status/conditions")) {
                    if (condition.path(field).asString().equals(value)) {
                        return condition;
                    }
                }
            }
        }
    }
}
