package org.nakhoda.apiserver.story;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.apiserver.story.Client.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class VerbsTest {
    private final Client api = RunningApi.admin();
    private String maps;
    private String pods;
    private String deployments;

    @BeforeEach
    void makeNamespace() {
        String namespace = RunningApi.namespace();
        maps = "/api/v1/namespaces/" + namespace + "/configmaps";
        pods = "/api/v1/namespaces/" + namespace + "/pods";
        deployments = "/apis/apps/v1/namespaces/" + namespace + "/deployments";
    }

    @Test
    void a_created_object_has_an_identity_and_is_read_as_it_was_answered() {
        Answer created = api.post(maps, "{metadata: {name: a, uid: mine, selfLink: /x}, data: {k: v}}");

        JsonNode object = created.expect(201);
        assertThat(object.path("kind").asString()).isEqualTo("ConfigMap");
        assertThat(object.at("/metadata/uid").asString()).hasSize(36);
        assertThat(object.at("/metadata/creationTimestamp").asString()).matches("....-..-..T..:..:..Z");
        assertThat(object.at("/metadata").has("selfLink")).isFalse();
        assertThat(api.get(maps + "/a").bytes()).isEqualTo(created.bytes());
    }

    @Test
    void an_object_that_comes_as_protobuf_is_the_same_as_one_that_comes_as_json() {
        Map<String, String> headers = Map.of("content-type", "application/vnd.kubernetes.protobuf");

        JsonNode made =
                api.send("POST", maps, headers, wire("v1", "ConfigMap", "a")).expect(201);
        Answer again = api.put(maps + "/a", "{metadata: {name: a}, data: {k: v}}");

        assertThat(made.at("/data/k").asString()).isEqualTo("v");
        assertThat(again.revision())
                .isEqualTo(made.at("/metadata/resourceVersion").asString());
        api.send("POST", maps, headers, wire("v1", "Secret", "b"))
                .refused(400, "BadRequest", "cannot be handled as a ConfigMap");
    }

    /** As Go clients frame an object: its kind, its name, and one entry of data. */
    private static byte[] wire(String apiVersion, String kind, String name) {
        byte[] type = message(text(1, apiVersion), text(2, kind));
        byte[] entry = message(text(1, "k"), text(2, "v"));
        byte[] object = message(field(1, message(text(1, name))), field(2, entry));
        return message("k8s\0".getBytes(UTF_8), field(1, type), field(2, object), text(3, ""), text(4, ""));
    }

    private static byte[] text(int number, String text) {
        return field(number, text.getBytes(UTF_8));
    }

    /** A length-delimited field that is shorter than 128 bytes. */
    private static byte[] field(int number, byte[] value) {
        return message(new byte[] {(byte) (number << 3 | 2), (byte) value.length}, value);
    }

    private static byte[] message(byte[]... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] field : fields) {
            out.writeBytes(field);
        }
        return out.toByteArray();
    }

    @Test
    void a_name_that_is_taken_is_refused_and_a_generated_one_is_new_each_time() {
        api.post(maps, "{metadata: {name: a}}").expect(201);

        api.post(maps, "{metadata: {name: a}}").refused(409, "AlreadyExists", "configmaps \"a\" already exists");
        String one = api.post(maps, "{metadata: {generateName: g-}}")
                .expect(201)
                .at("/metadata/name")
                .asString();
        String two = api.post(maps, "{metadata: {generateName: g-}}")
                .expect(201)
                .at("/metadata/name")
                .asString();

        assertThat(one).matches("g-[bcdfghjklmnpqrstvwxz2456789]{5}").isNotEqualTo(two);
    }

    @Test
    void an_update_of_an_old_state_is_a_conflict_and_one_without_a_revision_is_not() {
        ObjectNode seen = (ObjectNode)
                api.post(maps, "{metadata: {name: a}, data: {k: '1'}}").expect(201);
        api.put(maps + "/a", "{metadata: {name: a}, data: {k: '2'}}").expect(200);

        api.put(maps + "/a", seen).refused(409, "Conflict", "the object has been modified");

        assertThat(api.get(maps + "/a").json().at("/data/k").asString()).isEqualTo("2");
    }

    @Test
    void an_update_that_changes_nothing_keeps_the_revision() {
        Answer created = api.post(maps, "{metadata: {name: a}, data: {k: '1'}}");

        Answer again = api.put(maps + "/a", "{metadata: {name: a}, data: {k: '1'}}");
        Answer patched = api.merge(maps + "/a", "{data: {k: '1'}}");

        assertThat(again.revision()).isEqualTo(created.revision());
        assertThat(patched.revision()).isEqualTo(created.revision());
    }

    @Test
    void an_update_for_another_object_of_the_same_name_is_a_conflict() {
        api.post(maps, "{metadata: {name: a}}").expect(201);

        api.put(maps + "/a", "{metadata: {name: a, uid: 12345678-aaaa-bbbb-cccc-123456789012}}")
                .refused(409, "Conflict", "Precondition failed: UID in precondition");
    }

    @Test
    void the_three_patches_change_what_they_say() {
        api.post(
                        deployments,
                        "{metadata: {name: d}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}},"
                                + " spec: {containers: [{name: one, image: i1}, {name: two, image: i2}]}}}}")
                .expect(201);

        api.strategic(deployments + "/d", "{spec: {template: {spec: {containers: [{name: two, image: i3}]}}}}")
                .expect(200);
        api.merge(deployments + "/d", "{spec: {replicas: 3}}").expect(200);
        JsonNode patched = api.patch(
                        deployments + "/d",
                        "[{op: test, path: /spec/replicas, value: 3}, {op: add, path: /metadata/labels, value: {x: one}}]")
                .expect(200);

        assertThat(patched.at("/spec/template/spec/containers/0/image").asString())
                .isEqualTo("i1");
        assertThat(patched.at("/spec/template/spec/containers/1/image").asString())
                .isEqualTo("i3");
        assertThat(patched.at("/spec/replicas").asInt()).isEqualTo(3);
        assertThat(patched.at("/metadata/labels/x").asString()).isEqualTo("one");
        assertThat(patched.at("/metadata/generation").asInt()).isEqualTo(3);
    }

    @Test
    void a_patch_that_names_an_old_revision_is_a_conflict() {
        Answer created = api.post(maps, "{metadata: {name: a}}");
        api.merge(maps + "/a", "{data: {k: v}}").expect(200);

        api.merge(maps + "/a", "{metadata: {resourceVersion: '" + created.revision() + "'}, data: {k: w}}")
                .refused(409, "Conflict");
    }

    @Test
    void status_and_specification_are_written_apart() {
        api.post(
                        deployments,
                        "{metadata: {name: d}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}},"
                                + " spec: {containers: [{name: c, image: i}]}}}, status: {replicas: 9}}")
                .expect(201);

        JsonNode afterMain = api.merge(deployments + "/d", "{status: {replicas: 7}, spec: {replicas: 2}}")
                .expect(200);
        JsonNode afterStatus = api.merge(deployments + "/d/status", "{status: {replicas: 7}, spec: {replicas: 5}}")
                .expect(200);

        assertThat(afterMain.at("/status/replicas").asInt(0)).isZero();
        assertThat(afterStatus.at("/status/replicas").asInt()).isEqualTo(7);
        assertThat(afterStatus.at("/spec/replicas").asInt()).isEqualTo(2);
        assertThat(afterStatus.at("/metadata/generation").asInt()).isEqualTo(2);
    }

    @Test
    void the_scale_shows_and_sets_the_replicas() {
        api.post(
                        deployments,
                        "{metadata: {name: d}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}},"
                                + " spec: {containers: [{name: c, image: i}]}}}}")
                .expect(201);

        JsonNode scale = api.get(deployments + "/d/scale").expect(200);
        api.merge(deployments + "/d/scale", "{spec: {replicas: 4}}").expect(200);
        api.merge(deployments + "/d/scale", "{spec: {replicas: -1}}").refused(422, "Invalid", "spec.replicas");

        assertThat(scale.path("kind").asString()).isEqualTo("Scale");
        assertThat(scale.at("/status/selector").asString()).isEqualTo("a=b");
        assertThat(api.get(deployments + "/d").json().at("/spec/replicas").asInt())
                .isEqualTo(4);
    }

    @Test
    void a_dry_run_answers_like_the_real_thing_and_changes_nothing() {
        api.post(maps, "{metadata: {name: there}, data: {k: '1'}}").expect(201);

        api.post(maps + "?dryRun=All", "{metadata: {name: a}}").expect(201);
        api.post(maps + "?dryRun=All", "{metadata: {name: there}}").refused(409, "AlreadyExists");
        api.merge(maps + "/there?dryRun=All", "{data: {k: '2'}}").expect(200);
        api.delete(maps + "/there?dryRun=All").expect(200);

        api.get(maps + "/a").refused(404, "NotFound");
        assertThat(api.get(maps + "/there").expect(200).at("/data/k").asString())
                .isEqualTo("1");
    }

    @Test
    void unknown_fields_are_warned_of_refused_or_ignored_as_the_client_asks() {
        Answer warned = api.post(maps, "{metadata: {name: a}, bogus: 1}");
        Answer ignored = api.post(maps + "?fieldValidation=Ignore", "{metadata: {name: b}, bogus: 1}");

        api.post(maps + "?fieldValidation=Strict", "{metadata: {name: c}, bogus: 1}")
                .refused(400, "BadRequest", "unknown field \"bogus\"");
        assertThat(warned.headers().get("Warning")).isEqualTo("299 - \"unknown field \\\"bogus\\\"\"");
        assertThat(warned.expect(201).has("bogus")).isFalse();
        assertThat(ignored.headers()).doesNotContainKey("Warning");
    }

    @Test
    void a_finalizer_holds_a_deleted_object_until_it_is_taken_off() {
        api.post(maps, "{metadata: {name: a, finalizers: [example.com/hold]}}").expect(201);

        JsonNode deleting = api.delete(maps + "/a").expect(200);
        assertThat(deleting.at("/metadata/deletionTimestamp").asString()).isNotEmpty();
        api.get(maps + "/a").expect(200);
        api.merge(maps + "/a", "{metadata: {finalizers: null}}").expect(200);

        api.get(maps + "/a").refused(404, "NotFound");
    }

    @Test
    void no_finalizer_is_added_to_an_object_under_deletion() {
        api.post(maps, "{metadata: {name: a, finalizers: [example.com/hold]}}").expect(201);
        api.delete(maps + "/a").expect(200);

        api.merge(maps + "/a", "{metadata: {finalizers: [example.com/hold, example.com/more]}}")
                .refused(422, "Invalid", "metadata.finalizers");
        api.merge(maps + "/a", "{metadata: {finalizers: []}}").expect(200);
    }

    @Test
    void the_propagation_policy_becomes_the_garbage_collectors_finalizer() {
        api.post(maps, "{metadata: {name: a}}").expect(201);
        api.post(maps, "{metadata: {name: b}}").expect(201);

        JsonNode foreground =
                api.delete(maps + "/a", "{propagationPolicy: Foreground}").expect(200);
        JsonNode orphan = api.delete(maps + "/b?propagationPolicy=Orphan").expect(200);

        assertThat(foreground.at("/metadata/finalizers/0").asString()).isEqualTo("foregroundDeletion");
        assertThat(orphan.at("/metadata/finalizers/0").asString()).isEqualTo("orphan");
    }

    @Test
    void a_deletion_with_a_precondition_that_does_not_hold_is_a_conflict() {
        Answer created = api.post(maps, "{metadata: {name: a}}");

        api.delete(maps + "/a", "{preconditions: {uid: other}}")
                .refused(409, "Conflict", "the UID in the precondition (other)");
        api.delete(maps + "/a", "{preconditions: {resourceVersion: '1'}}").refused(409, "Conflict");
        JsonNode gone = api.delete(maps + "/a", "{preconditions: {resourceVersion: '" + created.revision() + "'}}")
                .expect(200);

        assertThat(gone.path("status").asString()).isEqualTo("Success");
        assertThat(gone.at("/details/name").asString()).isEqualTo("a");
    }

    @Test
    void a_bound_pod_gets_its_grace_period_and_a_shorter_one_when_asked_again() {
        api.post(pods, "{metadata: {name: p}, spec: {containers: [{name: c, image: i}]}}")
                .expect(201);
        api.post(pods + "/p/binding", "{target: {kind: Node, name: n1}}").expect(201);

        JsonNode deleting = api.delete(pods + "/p").expect(200);
        JsonNode sooner = api.delete(pods + "/p?gracePeriodSeconds=5").expect(200);
        JsonNode later = api.delete(pods + "/p?gracePeriodSeconds=60").expect(200);
        assertThat(deleting.at("/metadata/deletionGracePeriodSeconds").asInt()).isEqualTo(30);
        assertThat(sooner.at("/metadata/deletionGracePeriodSeconds").asInt()).isEqualTo(5);
        assertThat(later.at("/metadata/deletionGracePeriodSeconds").asInt()).isEqualTo(5);
        api.delete(pods + "/p?gracePeriodSeconds=0").expect(200);

        api.get(pods + "/p").refused(404, "NotFound");
    }

    @Test
    void an_unscheduled_pod_goes_at_once() {
        api.post(pods, "{metadata: {name: p}, spec: {containers: [{name: c, image: i}]}}")
                .expect(201);

        api.delete(pods + "/p").expect(200);

        api.get(pods + "/p").refused(404, "NotFound");
    }

    @Test
    void a_pod_is_bound_once() {
        api.post(pods, "{metadata: {name: p}, spec: {containers: [{name: c, image: i}]}}")
                .expect(201);

        api.post(pods + "/p/binding", "{target: {kind: Node, name: n1}}").expect(201);
        api.post(pods + "/p/binding", "{target: {kind: Node, name: n2}}")
                .refused(409, "Conflict", "already assigned to node \"n1\"");

        JsonNode pod = api.get(pods + "/p").json();
        assertThat(pod.at("/spec/nodeName").asString()).isEqualTo("n1");
        assertThat(pod.at("/status/conditions/0/type").asString()).isEqualTo("PodScheduled");
    }

    @Test
    void a_pod_is_debugged_by_containers_that_are_added_and_stay() {
        api.post(pods, "{metadata: {name: p}, spec: {containers: [{name: c, image: i}]}}")
                .expect(201);
        String debug = pods + "/p/ephemeralcontainers";

        api.strategic(
                        debug,
                        "{spec: {nodeName: stolen, ephemeralContainers: [{name: d, image: j, targetContainerName: c}]}}")
                .expect(200);
        JsonNode both = api.strategic(debug, "{spec: {ephemeralContainers: [{name: e, image: j}]}}")
                .expect(200);

        assertThat(both.at("/spec/ephemeralContainers").size()).isEqualTo(2);
        assertThat(both.at("/spec").has("nodeName")).isFalse();
        assertThat(api.get(debug).expect(200)).isEqualTo(both);
        api.merge(debug, "{spec: {ephemeralContainers: null}}").refused(422, "Invalid", "\"d\" may not be removed");
        api.strategic(debug, "{spec: {ephemeralContainers: [{name: d, image: k}]}}")
                .refused(422, "Invalid", "\"d\" may not be changed");
        api.strategic(debug, "{spec: {ephemeralContainers: [{name: f, image: j, targetContainerName: none}]}}")
                .refused(422, "Invalid", "targetContainerName");
        api.strategic(debug, "{spec: {ephemeralContainers: [{name: c, image: j}]}}")
                .refused(422, "Invalid", "Duplicate");
    }

    @Test
    void an_eviction_is_refused_while_the_budget_allows_none() {
        String namespace = pods.split("/")[4];
        String budgets = "/apis/policy/v1/namespaces/" + namespace + "/poddisruptionbudgets";
        api.post(pods, "{metadata: {name: p, labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}")
                .expect(201);
        api.post(pods + "/p/binding", "{target: {kind: Node, name: n1}}").expect(201);
        api.merge(pods + "/p/status", "{status: {phase: Running, conditions: [{type: Ready, status: \"True\"}]}}")
                .expect(200);
        api.post(budgets, "{metadata: {name: b}, spec: {minAvailable: 1, selector: {matchLabels: {a: b}}}}")
                .expect(201);

        api.post(pods + "/p/eviction", "{metadata: {name: p}}").refused(429, "TooManyRequests", "disruption budget");
        api.merge(
                        budgets + "/b/status",
                        "{status: {observedGeneration: 1, disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1,"
                                + " expectedPods: 2}}")
                .expect(200);
        api.post(pods + "/p/eviction", "{metadata: {name: p}}").expect(201);

        assertThat(api.get(pods + "/p").json().at("/metadata").has("deletionTimestamp"))
                .isTrue();
        assertThat(api.get(budgets + "/b")
                        .json()
                        .at("/status/disruptionsAllowed")
                        .asInt(-1))
                .isZero();
    }

    @Test
    void a_pod_that_is_not_ready_may_be_evicted_if_its_budget_says_so() {
        String namespace = pods.split("/")[4];
        api.post(pods, "{metadata: {name: u, labels: {a: u}}, spec: {containers: [{name: c, image: i}]}}")
                .expect(201);
        api.post(pods + "/u/binding", "{target: {kind: Node, name: n1}}").expect(201);
        api.merge(pods + "/u/status", "{status: {phase: Running}}").expect(200);
        api.post(
                        "/apis/policy/v1/namespaces/" + namespace + "/poddisruptionbudgets",
                        "{metadata: {name: u}, spec: {minAvailable: 1, unhealthyPodEvictionPolicy: AlwaysAllow,"
                                + " selector: {matchLabels: {a: u}}}}")
                .expect(201);

        api.post(pods + "/u/eviction", "{metadata: {name: u}}").expect(201);
    }

    @Test
    void a_namespace_terminates_and_goes_when_it_is_finalized() {
        api.post("/api/v1/namespaces", "{metadata: {name: going}}").expect(201);

        JsonNode terminating = api.delete("/api/v1/namespaces/going").expect(200);
        api.post("/api/v1/namespaces/going/configmaps", "{metadata: {name: late}}")
                .refused(403, "Forbidden");
        ObjectNode namespace = (ObjectNode) api.get("/api/v1/namespaces/going").json();
        namespace.withObject("/spec").putArray("finalizers");
        api.put("/api/v1/namespaces/going/finalize", namespace).expect(200);

        assertThat(terminating.at("/status/phase").asString()).isEqualTo("Terminating");
        api.get("/api/v1/namespaces/going").refused(404, "NotFound");
    }

    @Test
    void core_events_and_the_events_group_show_the_same_objects() {
        String namespace = maps.split("/")[4];
        api.post(
                        "/api/v1/namespaces/" + namespace + "/events",
                        "{metadata: {name: e}, involvedObject: {kind: Pod, namespace: " + namespace
                                + ", name: p}, reason: Started, message: hello, type: Normal}")
                .expect(201);

        JsonNode seen = api.get("/apis/events.k8s.io/v1/namespaces/" + namespace + "/events/e")
                .expect(200);

        assertThat(seen.path("apiVersion").asString()).isEqualTo("events.k8s.io/v1");
        assertThat(seen.path("note").asString()).isEqualTo("hello");
        assertThat(seen.at("/regarding/name").asString()).isEqualTo("p");
    }

    @Test
    void a_field_that_stands_twice_is_a_matter_of_field_validation() {
        String maps = "/api/v1/namespaces/" + RunningApi.namespace() + "/configmaps";
        byte[] body = "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"1\",\"k\":\"2\"},\"dta\":{}}"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Map<String, String> json = Map.of("content-type", "application/json");

        api.send("POST", maps + "?fieldValidation=Strict", json, body)
                .refused(400, "BadRequest", "duplicate field \"data.k\"");
        Answer warned = api.send("POST", maps, json, body);
        assertThat(warned.expect(201).at("/data/k").asString()).isEqualTo("2");
        assertThat(warned.headers().get("Warning"))
                .isEqualTo("299 - \"duplicate field \\\"data.k\\\"\", 299 - \"unknown field \\\"dta\\\"\"");
        Answer ignored = api.send("PUT", maps + "/a?fieldValidation=Ignore", json, body);
        ignored.expect(200);
        assertThat(ignored.headers()).doesNotContainKey("Warning");
    }
}
