package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.apiserver.story.Client.Answer;
import tools.jackson.databind.JsonNode;

/** What is decided about pods through their subresources: where they run, and that they go. */
class PodDecisionsTest {
    private final Client api = RunningApi.admin();
    private String namespace;
    private String pods;
    private String budgets;

    @BeforeEach
    void makePod() {
        namespace = RunningApi.namespace();
        pods = "/api/v1/namespaces/" + namespace + "/pods";
        budgets = "/apis/policy/v1/namespaces/" + namespace + "/poddisruptionbudgets";
        api.post(pods, "{metadata: {name: p, labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}")
                .expect(201);
    }

    private void run() {
        api.post(pods + "/p/binding", "{target: {kind: Node, name: n1}}").expect(201);
        api.merge(pods + "/p/status", "{status: {phase: Running, conditions: [{type: Ready, status: \"True\"}]}}")
                .expect(200);
    }

    private void allow(int disruptions) {
        api.post(budgets, "{metadata: {name: b}, spec: {minAvailable: 1, selector: {matchLabels: {a: b}}}}")
                .expect(201);
        api.merge(
                        budgets + "/b/status",
                        "{status: {observedGeneration: 1, disruptionsAllowed: " + disruptions
                                + ", currentHealthy: 3, desiredHealthy: 2, expectedPods: 3}}")
                .expect(200);
    }

    private int allowed() {
        return api.get(budgets + "/b")
                .expect(200)
                .at("/status/disruptionsAllowed")
                .asInt(-1);
    }

    @Test
    void a_pod_is_bound_through_the_collection_of_bindings_too() {
        String bindings = "/api/v1/namespaces/" + namespace + "/bindings";

        JsonNode bound = api.post(bindings, "{metadata: {name: p}, target: {kind: Node, name: n1}}")
                .expect(201);
        api.post(bindings, "{metadata: {name: p}, target: {kind: Node, name: n2}}")
                .refused(409, "Conflict", "pods \"p\"", "already assigned");
        api.post(bindings, "{metadata: {name: q}, target: {kind: Node, name: n1}}")
                .refused(404, "NotFound", "pods \"q\" not found");
        api.get(bindings).refused(405, "MethodNotAllowed");

        assertThat(bound.path("status").asString()).isEqualTo("Success");
        assertThat(api.get(pods + "/p").json().at("/spec/nodeName").asString()).isEqualTo("n1");
    }

    @Test
    void a_binding_or_an_eviction_of_another_pod_is_refused() {
        api.post(pods + "/p/binding", "{metadata: {name: q}, target: {kind: Node, name: n1}}")
                .refused(400, "BadRequest", "name in URL does not match name in Binding object");
        api.post(pods + "/p/eviction", "{metadata: {name: q}}")
                .refused(400, "BadRequest", "name in URL does not match name in Eviction object");
    }

    @Test
    void a_refused_eviction_says_which_budget_forbids_it_in_a_form_for_programs() {
        run();
        allow(0);

        Answer refused = api.post(pods + "/p/eviction", "{metadata: {name: p}}");
        api.merge(budgets + "/b", "{spec: {minAvailable: 2}}").expect(200);
        Answer early = api.post(pods + "/p/eviction", "{metadata: {name: p}}");

        refused.refused(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.");
        JsonNode cause = refused.json().at("/details/causes/0");
        assertThat(cause.path("reason").asString()).isEqualTo("DisruptionBudget");
        assertThat(cause.path("message").asString())
                .isEqualTo("The disruption budget b needs 2 healthy pods and has 3 currently");
        assertThat(refused.headers()).doesNotContainKey("Retry-After");
        early.refused(429, "TooManyRequests", "Cannot evict pod");
        assertThat(early.json().at("/details/causes/0/message").asString()).contains("still being processed");
        assertThat(early.headers().get("Retry-After")).isEqualTo("10");
    }

    @Test
    void a_dry_run_of_an_eviction_spends_nothing_however_it_is_asked_for() {
        run();
        allow(1);
        String before = api.get(pods + "/p").revision();

        api.post(pods + "/p/eviction", "{metadata: {name: p}, deleteOptions: {dryRun: [All]}}")
                .expect(201);
        api.post(pods + "/p/eviction?dryRun=All", "{metadata: {name: p}}").expect(201);

        assertThat(allowed()).isOne();
        assertThat(api.get(pods + "/p").revision()).isEqualTo(before);
    }

    @Test
    void an_evicted_pod_says_why_it_goes() {
        run();
        allow(1);

        api.post(pods + "/p/eviction", "{metadata: {name: p}, deleteOptions: {gracePeriodSeconds: 7}}")
                .expect(201);

        JsonNode pod = api.get(pods + "/p").expect(200);
        assertThat(allowed()).isZero();
        assertThat(pod.at("/metadata/deletionGracePeriodSeconds").asInt()).isEqualTo(7);
        JsonNode conditions = pod.at("/status/conditions");
        assertThat(conditions.get(conditions.size() - 1).path("type").asString())
                .isEqualTo("DisruptionTarget");
        assertThat(conditions.get(conditions.size() - 1).path("reason").asString())
                .isEqualTo("EvictionByEvictionAPI");
    }

    @Test
    void an_eviction_is_of_the_very_pod_that_its_client_means() {
        run();
        String revision = api.get(pods + "/p").revision();
        String eviction = "{metadata: {name: p}, deleteOptions: {preconditions: {%s}}}";

        api.post(pods + "/p/eviction", eviction.formatted("uid: other")).refused(409, "Conflict", "UID");
        api.post(pods + "/p/eviction", eviction.formatted("resourceVersion: '1'"))
                .refused(409, "Conflict", "ResourceVersion");
        api.post(pods + "/p/eviction", eviction.formatted("resourceVersion: '" + revision + "'"))
                .expect(201);

        assertThat(api.get(pods + "/p").json().at("/metadata").has("deletionTimestamp"))
                .isTrue();
    }
}
