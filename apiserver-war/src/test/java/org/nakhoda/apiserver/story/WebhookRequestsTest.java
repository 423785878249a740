package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.apiserver.authn.UserInfo;
import tools.jackson.databind.JsonNode;

/** What webhooks are asked about, in which form, and what becomes of their answers. */
class WebhookRequestsTest {
    private static final String CONFIGURATIONS = "/apis/admissionregistration.k8s.io/v1/";
    private static final String VALIDATING = "validatingwebhookconfigurations";
    private static final String MUTATING = "mutatingwebhookconfigurations";

    @TempDir
    Path directory;

    private final Client admin = RunningApi.admin();
    private final List<String> made = new ArrayList<>();
    private String namespace;
    private HookServer server;

    @BeforeEach
    void serve() throws Exception {
        namespace = RunningApi.namespace();
        server = new HookServer(directory);
    }

    @AfterEach
    void stop() {
        made.forEach(admin::delete);
        server.close();
    }

    /** One configuration with a hook at each path. */
    private void configure(String kind, String resource, String more, String... paths) {
        StringBuilder hooks = new StringBuilder();
        for (String path : paths) {
            hooks.append("""
                    - name: hook%1$s.example.com
                      clientConfig: %2$s
                      admissionReviewVersions: [v1]
                      sideEffects: None
                      namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %3$s}}
                      rules: [{operations: ["*"], apiGroups: ["*"], apiVersions: ["*"], resources: ["%4$s"]}]
                    %5$s
                    """.formatted(
                            path.replace("/", "-"), server.clientConfig(path), namespace, resource, more.indent(2)));
        }
        made.add(CONFIGURATIONS + kind + "/" + namespace);
        admin.post(CONFIGURATIONS + kind, "metadata: {name: " + namespace + "}\nwebhooks:\n" + hooks)
                .expect(201);
    }

    private String url(String resource) {
        return "/api/v1/namespaces/" + namespace + "/" + resource;
    }

    private void pod(String name) {
        admin.post(url("pods"), "{metadata: {name: " + name + "}, spec: {containers: [{name: c, image: i}]}}")
                .expect(201);
    }

    @Test
    void a_refusal_comes_through_as_the_hook_words_it() {
        configure(VALIDATING, "configmaps", "", "/a");
        server.at("/a", """
                {allowed: false, auditAnnotations: {k: v}, status: {code: 418, reason: Teapot, message: short and stout,
                 details: {causes: [{reason: Shape, message: round, field: spec.handle}], retryAfterSeconds: 7}}}
                """);

        Client.Answer refused = admin.post(url("configmaps"), "{metadata: {name: a}}");

        refused.refused(418, "Teapot", "admission webhook \"hook-a.example.com\" denied the request: short and stout");
        assertThat(refused.json().at("/details/causes/0/reason").asString()).isEqualTo("Shape");
        assertThat(refused.headers()).containsEntry("Retry-After", "7");

        server.at("/a", "{allowed: false, status: {code: 200, reason: OnlyAReason}}");
        admin.post(url("configmaps"), "{metadata: {name: a}}")
                .refused(400, "OnlyAReason", "denied the request: OnlyAReason");
        server.at("/a", "{allowed: false, status: {code: 404, reason: NotFound}}");
        admin.delete(url("configmaps")).expect(200);
        server.at("/a", "{allowed: true}");
        admin.post(url("configmaps"), "{metadata: {name: a}}").expect(201);
        server.at("/a", "{allowed: false, status: {code: 404, reason: NotFound}}");
        admin.delete(url("configmaps")).refused(404, "NotFound", "denied the request");
    }

    @Test
    void match_conditions_decide_whether_a_hook_is_called() {
        configure(
                VALIDATING,
                "configmaps",
                "matchConditions: [{name: named, expression: \"object == null || object.metadata.name != 'free'\"},"
                        + " {name: people, expression: \"request.userInfo.username != 'robot'\"}]",
                "/a");
        server.at("/a", "{allowed: false}");

        admin.post(url("configmaps"), "{metadata: {name: a}}").expect(400);
        admin.post(url("configmaps"), "{metadata: {name: free}}").expect(201);
        RunningApi.client(new UserInfo("robot", "", Set.of(UserInfo.GROUP_MASTERS), Map.of()))
                .post(url("configmaps"), "{metadata: {name: a}}")
                .expect(201);
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void a_match_condition_without_a_value_refuses_or_leaves_the_hook_out() {
        configure(
                VALIDATING, "configmaps", "matchConditions: [{name: a, expression: \"object.nothing == 'x'\"}]", "/a");
        admin.post(url("configmaps"), "{metadata: {name: a}}")
                .refused(
                        403, "Forbidden", "expression 'object.nothing == 'x'' resulted in error: no such key: nothing");

        admin.patch(
                        CONFIGURATIONS + VALIDATING + "/" + namespace,
                        "[{op: replace, path: /webhooks/0/failurePolicy, value: Ignore}]")
                .expect(200);
        admin.post(url("configmaps"), "{metadata: {name: a}}").expect(201);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void match_conditions_at_fault_are_refused_where_they_stand() {
        admin.post(CONFIGURATIONS + VALIDATING, """
                metadata: {name: %s}
                webhooks:
                - name: a.example.com
                  clientConfig: %s
                  admissionReviewVersions: [v1]
                  sideEffects: None
                  matchConditions: [{name: a, expression: "params.x == 1"}]
                """.formatted(namespace, server.clientConfig("/a")))
                .refused(
                        422,
                        "Invalid",
                        "webhooks[0].matchConditions[0].expression: Invalid value: \"params.x == 1\": compilation"
                                + " failed: ERROR: <input>:1:1: undeclared reference to 'params'");
    }

    @Test
    void a_hook_that_asks_for_it_is_called_again_when_a_later_one_changed_the_object() {
        configure(MUTATING, "configmaps", "reinvocationPolicy: IfNeeded", "/a", "/b");
        server.at("/b", HookServer.patch("[{\"op\":\"add\",\"path\":\"/data\",\"value\":{\"by\":\"b\"}}]"));

        admin.post(url("configmaps"), "{metadata: {name: a}}").expect(201);

        assertThat(server.askedAt("/a")).hasSize(2);
        assertThat(server.askedAt("/a").get(1).at("/object/data/by").asString()).isEqualTo("b");
        assertThat(server.askedAt("/b")).hasSize(1);
    }

    @Test
    void built_in_steps_run_again_after_a_hook_changed_the_object_and_hooks_see_what_they_did() {
        configure(MUTATING, "pods", "reinvocationPolicy: IfNeeded", "/a");
        server.at(
                "/a",
                request -> server.askedAt("/a").size() == 1
                        ? HookServer.patch("[{\"op\":\"remove\",\"path\":\"/spec/tolerations\"}]")
                        : "{allowed: true}");

        JsonNode pod = admin.post(url("pods"), "{metadata: {name: a}, spec: {containers: [{name: c, image: i}]}}")
                .expect(201);

        assertThat(pod.at("/spec/tolerations").size()).isEqualTo(2);
        assertThat(server.askedAt("/a")).hasSize(2);
        assertThat(server.askedAt("/a").get(1).at("/object/spec/tolerations").size())
                .isEqualTo(2);
    }

    @Test
    void a_scale_is_shown_as_a_scale_and_can_be_changed() {
        configure(MUTATING, "deployments/scale", "", "/a");
        server.at("/a", HookServer.patch("[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":5}]"));
        String deployments = "/apis/apps/v1/namespaces/" + namespace + "/deployments";
        admin.post(deployments, """
                metadata: {name: a}
                spec:
                  selector: {matchLabels: {a: b}}
                  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}
                """).expect(201);

        JsonNode scale =
                admin.merge(deployments + "/a/scale", "{spec: {replicas: 9}}").expect(200);

        assertThat(scale.at("/spec/replicas").asInt()).isEqualTo(5);
        JsonNode asked = server.askedAt("/a").get(0);
        assertThat(asked.at("/kind").toString())
                .isEqualTo("{\"group\":\"autoscaling\",\"version\":\"v1\",\"kind\":\"Scale\"}");
        assertThat(asked.at("/resource/resource").asString()).isEqualTo("deployments");
        assertThat(asked.path("subResource").asString()).isEqualTo("scale");
        assertThat(asked.path("operation").asString()).isEqualTo("UPDATE");
        assertThat(asked.at("/object/spec/replicas").asInt()).isEqualTo(9);
        assertThat(asked.at("/oldObject/spec/replicas").asInt()).isEqualTo(1);
        assertThat(asked.at("/options/kind").asString()).isEqualTo("UpdateOptions");
    }

    @Test
    void bindings_and_evictions_are_shown_and_no_deletion_follows_an_eviction() {
        pod("a");
        configure(VALIDATING, "*/*", "", "/a");

        admin.post(url("pods/a/binding"), "{metadata: {name: a}, target: {kind: Node, name: node-1}}")
                .expect(201);
        admin.post(url("pods/a/eviction"), "{metadata: {name: a}}").expect(201);

        assertThat(server.askedAt("/a")).hasSize(2);
        JsonNode binding = server.askedAt("/a").get(0);
        assertThat(binding.at("/kind/kind").asString()).isEqualTo("Binding");
        assertThat(binding.path("operation").asString()).isEqualTo("CREATE");
        assertThat(binding.at("/object/target/name").asString()).isEqualTo("node-1");
        assertThat(binding.path("oldObject").isNull()).isTrue();
        JsonNode eviction = server.askedAt("/a").get(1);
        assertThat(eviction.at("/kind").toString())
                .isEqualTo("{\"group\":\"policy\",\"version\":\"v1\",\"kind\":\"Eviction\"}");
        assertThat(eviction.path("name").asString()).isEqualTo("a");
    }

    @Test
    void an_eviction_that_is_refused_evicts_nothing() {
        pod("a");
        configure(VALIDATING, "pods/eviction", "", "/a");
        server.at("/a", "{allowed: false, status: {message: stays}}");

        admin.post(url("pods/a/eviction"), "{metadata: {name: a}}").refused(400, "", "stays");

        admin.get(url("pods/a")).expect(200);
        assertThat(admin.get(url("pods/a")).json().path("metadata").has("deletionTimestamp"))
                .isFalse();
    }

    @Test
    void statuses_ephemeral_containers_and_tokens_are_shown() {
        pod("a");
        configure(VALIDATING, "*/*", "", "/a");

        admin.merge(url("pods/a/status"), "{status: {phase: Running}}").expect(200);
        admin.strategic(url("pods/a/ephemeralcontainers"), "{spec: {ephemeralContainers: [{name: e, image: i}]}}")
                .expect(200);
        admin.post(url("serviceaccounts/default/token"), "{spec: {expirationSeconds: 700}}")
                .expect(201);

        assertThat(server.askedAt("/a").get(0).path("subResource").asString()).isEqualTo("status");
        assertThat(server.askedAt("/a")
                        .get(1)
                        .at("/object/spec/ephemeralContainers/0/name")
                        .asString())
                .isEqualTo("e");
        assertThat(server.askedAt("/a").get(2).at("/kind/kind").asString()).isEqualTo("TokenRequest");
        assertThat(server.askedAt("/a")
                        .get(2)
                        .at("/object/spec/expirationSeconds")
                        .asInt())
                .isEqualTo(700);
    }

    @Test
    void connections_are_shown_with_their_parameters_and_can_be_refused() {
        configure(VALIDATING, "*/*", "", "/a");

        String exec = url("pods/a/exec?command=ls&command=-l&container=c&stdin=true&tty=true");
        assertThat(Connections.refusal(exec)).isEmpty();
        assertThat(Connections.refusal(url("pods/a/portforward?ports=80&ports=443")))
                .isEmpty();
        admin.get(url("services/s/proxy/some/page")).expect(404);

        JsonNode options = server.askedAt("/a").get(0);
        assertThat(options.path("operation").asString()).isEqualTo("CONNECT");
        assertThat(options.path("object").toString())
                .isEqualTo("{\"kind\":\"PodExecOptions\",\"apiVersion\":\"v1\",\"stdin\":true,\"tty\":true,"
                        + "\"container\":\"c\",\"command\":[\"ls\",\"-l\"]}");
        assertThat(options.path("name").asString()).isEqualTo("a");
        assertThat(server.askedAt("/a").get(1).at("/object/ports").toString()).isEqualTo("[80,443]");
        assertThat(server.askedAt("/a").get(2).at("/object").toString())
                .isEqualTo("{\"kind\":\"ServiceProxyOptions\",\"apiVersion\":\"v1\",\"path\":\"/some/page\"}");

        server.at("/a", "{allowed: false, status: {message: no way in}}");
        assertThat(Connections.refusal(exec)).contains("denied the request: no way in");
        admin.get(url("services/s/proxy/some/page")).refused(400, "", "no way in");
    }

    @Test
    void a_hook_sees_the_version_that_its_rule_names() {
        configure(MUTATING, "horizontalpodautoscalers", "", "/a");
        admin.patch(
                        CONFIGURATIONS + MUTATING + "/" + namespace,
                        "[{op: replace, path: /webhooks/0/rules/0/apiVersions, value: [v1]}]")
                .expect(200);
        server.at(
                "/a",
                HookServer.patch(
                        "[{\"op\":\"replace\",\"path\":\"/spec/targetCPUUtilizationPercentage\",\"value\":30}]"));

        JsonNode made = admin.post("/apis/autoscaling/v2/namespaces/" + namespace + "/horizontalpodautoscalers", """
                metadata: {name: a}
                spec:
                  maxReplicas: 2
                  scaleTargetRef: {kind: Deployment, name: a, apiVersion: apps/v1}
                  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]
                """)
                .expect(201);

        assertThat(server.askedAt("/a").get(0).at("/kind/version").asString()).isEqualTo("v1");
        assertThat(server.askedAt("/a").get(0).at("/requestKind/version").asString())
                .isEqualTo("v2");
        assertThat(made.at("/spec/metrics/0/resource/target/averageUtilization").asInt())
                .isEqualTo(30);
    }

    @Test
    void a_hook_with_side_effects_is_not_called_on_a_dry_run() {
        configure(VALIDATING, "configmaps", "", "/a");
        admin.post(url("configmaps") + "?dryRun=All&fieldManager=me", "{metadata: {name: a}}")
                .expect(201);

        JsonNode asked = server.askedAt("/a").get(0);
        assertThat(asked.path("dryRun").asBoolean()).isTrue();
        assertThat(asked.path("options").toString())
                .isEqualTo("{\"kind\":\"CreateOptions\",\"apiVersion\":\"meta.k8s.io/v1\",\"dryRun\":[\"All\"],"
                        + "\"fieldManager\":\"me\"}");
        admin.delete(url("configmaps/x"), "{gracePeriodSeconds: 3}").expect(404);
        admin.post(url("configmaps"), "{metadata: {name: x}}").expect(201);
        admin.delete(url("configmaps/x"), "{gracePeriodSeconds: 3, propagationPolicy: Background}")
                .expect(200);
        assertThat(server.askedAt("/a").get(2).path("options").toString())
                .isEqualTo("{\"kind\":\"DeleteOptions\",\"apiVersion\":\"meta.k8s.io/v1\",\"gracePeriodSeconds\":3,"
                        + "\"propagationPolicy\":\"Background\"}");
    }

    @Test
    void hooks_are_not_asked_about_hooks_and_policies() {
        configure(VALIDATING, "*", "", "/a");
        admin.patch(
                        CONFIGURATIONS + VALIDATING + "/" + namespace,
                        "[{op: replace, path: /webhooks/0/namespaceSelector, value: {}}]")
                .expect(200);
        server.at("/a", "{allowed: false}");

        admin.merge(CONFIGURATIONS + VALIDATING + "/" + namespace, "{metadata: {labels: {a: b}}}")
                .expect(200);
    }

    @Test
    void a_hook_behind_a_service_is_called_by_the_services_name() throws Exception {
        String name = "hooks." + namespace + ".svc";
        try (HookServer named = new HookServer(Files.createDirectory(directory.resolve("named")), name)) {
            admin.post(
                            url("services"),
                            "{metadata: {name: hooks}, spec: {type: ExternalName, externalName: localhost}}")
                    .expect(201);
            made.add(CONFIGURATIONS + VALIDATING + "/" + namespace);
            admin.post(CONFIGURATIONS + VALIDATING, """
                    metadata: {name: %1$s}
                    webhooks:
                    - name: a.example.com
                      clientConfig: {service: {namespace: %1$s, name: hooks, port: %3$d, path: /a}, caBundle: %2$s}
                      admissionReviewVersions: [v1]
                      sideEffects: None
                      namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
                      rules: [{operations: [CREATE], apiGroups: [""], apiVersions: [v1], resources: [configmaps]}]
                    """.formatted(namespace, named.bundle(), named.port()))
                    .expect(201);

            admin.post(url("configmaps"), "{metadata: {name: a}}").expect(201);

            assertThat(named.asked()).hasSize(1);
            assertThat(named.asked().get(0).host()).isEqualTo(name + ":" + named.port());
        }
    }
}
