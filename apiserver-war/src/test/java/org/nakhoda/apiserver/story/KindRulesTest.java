package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.apiserver.story.Client.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class KindRulesTest {
    private static final String CONTAINER = "{name: c, image: \"i:1\"}";

    private final Client api = RunningApi.admin();
    private String core;
    private String deployments;
    private String jobs;

    @BeforeEach
    void makeNamespace() {
        String namespace = RunningApi.namespace();
        core = "/api/v1/namespaces/" + namespace;
        deployments = "/apis/apps/v1/namespaces/" + namespace + "/deployments";
        jobs = "/apis/batch/v1/namespaces/" + namespace + "/jobs";
    }

    private static String deployment(String podSpec) {
        return "{metadata: {name: web}, spec: {replicas: 0, selector: {matchLabels: {app: web}}, template: {metadata: "
                + "{labels: {app: web}}, spec: {" + podSpec + "}}}}";
    }

    @Test
    void a_client_that_does_not_repeat_what_is_zero_changes_nothing() {
        Answer made = api.post(
                deployments,
                deployment("hostNetwork: false, tolerations: [], nodeSelector: {}, containers: [" + CONTAINER + "]"));
        Answer again = api.put(deployments + "/web", deployment("containers: [" + CONTAINER + "]"));

        JsonNode spec = made.expect(201).at("/spec/template/spec");
        assertThat(spec.has("hostNetwork") || spec.has("tolerations") || spec.has("nodeSelector"))
                .isFalse();
        assertThat(again.expect(200).at("/metadata/generation").asLong()).isEqualTo(1);
        assertThat(again.revision()).isEqualTo(made.revision());
    }

    @Test
    void a_new_object_has_a_status_before_any_controller_has_seen_it() {
        JsonNode made = api.post(deployments, deployment("containers: [" + CONTAINER + "]"))
                .expect(201);

        assertThat(made.path("status").isObject()).isTrue();
        assertThat(made.path("status").isEmpty()).isTrue();
    }

    @Test
    void who_makes_a_workload_is_warned_and_who_updates_it_only_if_the_update_is_about_that() {
        String old = "nodeSelector: {beta.kubernetes.io/os: linux}, containers: [" + CONTAINER + "]";

        Answer made = api.post(deployments, deployment(old));
        Answer labelled = api.merge(deployments + "/web", "{metadata: {labels: {a: b}}}");
        Answer changed = api.merge(deployments + "/web", "{spec: {template: {spec: {dnsPolicy: Default}}}}");

        made.expect(201);
        assertThat(made.headers().get("Warning"))
                .isEqualTo(
                        "299 - \"spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "
                                + "\\\"kubernetes.io/os\\\" instead\"");
        labelled.expect(200);
        assertThat(labelled.headers()).doesNotContainKey("Warning");
        changed.expect(200);
        assertThat(changed.headers().get("Warning")).contains("beta.kubernetes.io/os");
    }

    @Test
    void every_client_of_a_deprecated_kind_is_told_so() {
        String warning = "299 - \"v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\"";

        Answer made = api.post(core + "/endpoints", "{metadata: {name: a}}");
        Answer read = api.get(core + "/endpoints/a");
        Answer listed = api.get(core + "/endpoints");

        made.expect(201);
        assertThat(made.headers()).containsEntry("Warning", warning);
        assertThat(read.headers()).containsEntry("Warning", warning);
        assertThat(listed.headers()).containsEntry("Warning", warning);
        assertThat(api.get(core + "/configmaps").headers()).doesNotContainKey("Warning");
    }

    @Test
    void a_pod_is_bound_by_its_name_in_a_binding() {
        api.post(core + "/pods", "{metadata: {name: a}, spec: {containers: [" + CONTAINER + "]}}")
                .expect(201);

        api.post(core + "/bindings", "{metadata: {name: a}, target: {kind: Node, name: host}}")
                .expect(201);

        assertThat(api.get(core + "/pods/a").expect(200).at("/spec/nodeName").asString())
                .isEqualTo("host");
        api.post(core + "/bindings", "{metadata: {name: a}, target: {kind: Node, name: other}}")
                .refused(409, "Conflict", "already assigned to node");
        api.post(core + "/bindings", "{metadata: {name: gone}, target: {name: host}}")
                .refused(404, "NotFound", "gone");
        api.post(core + "/bindings", "{target: {name: host}}").refused(400, "BadRequest", "name is required");
        api.get(core + "/bindings").refused(405, "MethodNotAllowed");
        assertThat(api.get("/api/v1")
                        .expect(200)
                        .path("resources")
                        .valueStream()
                        .map(resource -> resource.path("name").asString()))
                .contains("bindings");
    }

    @Test
    void a_pod_that_is_held_may_narrow_its_choice_of_nodes_and_one_that_is_not_may_not() {
        String spec = "nodeSelector: {a: b}, containers: [" + CONTAINER + "]";
        api.post(core + "/pods", "{metadata: {name: held}, spec: {schedulingGates: [{name: g}], " + spec + "}}")
                .expect(201);
        api.post(core + "/pods", "{metadata: {name: free}, spec: {" + spec + "}}")
                .expect(201);

        api.merge(core + "/pods/held", "{spec: {nodeSelector: {c: d}}}").expect(200);
        api.merge(core + "/pods/held", "{spec: {nodeSelector: {a: null}}}")
                .refused(422, "Invalid", "spec.nodeSelector", "only additions");
        api.merge(core + "/pods/free", "{spec: {nodeSelector: {c: d}}}")
                .refused(422, "Invalid", "pod updates may not change fields other than");
        api.post(
                        core + "/pods",
                        "{metadata: {name: x}, spec: {nodeName: host, schedulingGates: [{name: g}], " + spec + "}}")
                .refused(422, "Invalid", "spec.nodeName");
    }

    @Test
    void a_jobs_pods_may_be_placed_anew_while_it_is_suspended() {
        String job = "{metadata: {name: j}, spec: {suspend: true, template: {spec: {restartPolicy: Never, containers: ["
                + CONTAINER + "]}}}}";
        JsonNode made = api.post(jobs, job).expect(201);

        assertThat(made.at("/metadata/labels/job-name").asString()).isEqualTo("j");
        api.merge(jobs + "/j", "{spec: {template: {spec: {nodeSelector: {a: b}}}}}")
                .expect(200);
        api.merge(jobs + "/j", "{spec: {template: {spec: {dnsPolicy: Default}}}}")
                .refused(422, "Invalid", "spec.template", "field is immutable");
        api.merge(jobs + "/j", "{spec: {suspend: false}}").expect(200);
        ObjectNode running = (ObjectNode) api.get(jobs + "/j").json();
        running.putObject("status").put("active", 1).put("startTime", "2026-11-01T00:00:00Z");
        api.put(jobs + "/j/status", running).expect(200);
        api.merge(jobs + "/j", "{spec: {template: {spec: {nodeSelector: {c: d}}}}}")
                .refused(422, "Invalid", "spec.template", "field is immutable");
    }

    @Test
    void a_watch_of_a_deprecated_kind_begins_with_the_warning() {
        Answer watched = api.get(core + "/endpoints?watch=true&timeoutSeconds=1");

        assertThat(watched.status()).isEqualTo(200);
        assertThat(watched.headers().get("Warning")).contains("v1 Endpoints is deprecated");
    }
}
