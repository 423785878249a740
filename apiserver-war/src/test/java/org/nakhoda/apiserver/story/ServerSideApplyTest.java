package org.nakhoda.apiserver.story;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.story.Client.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ServerSideApplyTest {
    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: d, labels: {app: d}}
            spec:
              replicas: 2
              selector: {matchLabels: {app: d}}
              template:
                metadata: {labels: {app: d}}
                spec:
                  containers:
                  - {name: one, image: i1, ports: [{containerPort: 80}]}
            """;

    private final Client api = RunningApi.admin();
    private String maps;
    private String deployments;
    private String services;

    @BeforeEach
    void makeNamespace() {
        String namespace = RunningApi.namespace();
        maps = "/api/v1/namespaces/" + namespace + "/configmaps";
        services = "/api/v1/namespaces/" + namespace + "/services";
        deployments = "/apis/apps/v1/namespaces/" + namespace + "/deployments";
    }

    @Test
    void what_is_not_there_is_created_and_belongs_to_who_applied_it() {
        JsonNode created = apply(maps + "/a", "one", map("a", "{k: v}")).expect(201);

        JsonNode entry = created.at("/metadata/managedFields/0");
        assertThat(created.at("/metadata/managedFields").size()).isEqualTo(1);
        assertThat(entry.path("manager").asString()).isEqualTo("one");
        assertThat(entry.path("operation").asString()).isEqualTo("Apply");
        assertThat(entry.path("apiVersion").asString()).isEqualTo("v1");
        assertThat(entry.path("fieldsType").asString()).isEqualTo("FieldsV1");
        assertThat(entry.path("time").asString()).matches("....-..-..T..:..:..Z");
        assertThat(entry.path("fieldsV1")).isEqualTo(Json.parse("{\"f:data\":{\"f:k\":{}}}"));
    }

    @Test
    void applying_the_same_again_writes_nothing() {
        Answer created = apply(deployments + "/d", "one", DEPLOYMENT);

        Answer again = apply(deployments + "/d", "one", DEPLOYMENT);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.bytes()).isEqualTo(created.bytes());
    }

    @Test
    void what_another_manager_wrote_is_a_conflict_until_it_is_forced() {
        apply(deployments + "/d", "one", DEPLOYMENT).expect(201);
        api.merge(deployments + "/d?fieldManager=scaler", "{spec: {replicas: 5}}")
                .expect(200);

        Answer refused = apply(deployments + "/d", "one", DEPLOYMENT);
        JsonNode forced =
                send(deployments + "/d?fieldManager=one&force=true", DEPLOYMENT).expect(200);

        refused.refused(
                409,
                "Conflict",
                "Apply failed with 1 conflict: conflict with \"scaler\" using apps/v1: .spec.replicas");
        JsonNode cause = refused.json().at("/details/causes/0");
        assertThat(cause.path("reason").asString()).isEqualTo("FieldManagerConflict");
        assertThat(cause.path("field").asString()).isEqualTo(".spec.replicas");
        assertThat(cause.path("message").asString()).isEqualTo("conflict with \"scaler\" using apps/v1");
        assertThat(forced.at("/spec/replicas").asInt()).isEqualTo(2);
        assertThat(managers(forced)).containsExactly("one Apply");
    }

    @Test
    void several_conflicts_are_listed_by_manager() {
        apply(maps + "/a", "one", map("a", "{k: v, l: w}")).expect(201);

        apply(maps + "/a", "two", map("a", "{k: x, l: z}"))
                .refused(
                        409,
                        "Conflict",
                        "Apply failed with 2 conflicts: conflicts with \"one\":\n- .data.k\n- .data.l");
    }

    @Test
    void two_managers_that_state_the_same_share_it_and_it_stays_until_both_gave_it_up() {
        apply(maps + "/a", "one", map("a", "{k: v}")).expect(201);
        apply(maps + "/a", "two", map("a", "{k: v, other: x}")).expect(200);

        JsonNode afterOne = apply(maps + "/a", "one", map("a", "{mine: m}")).expect(200);
        JsonNode afterTwo = apply(maps + "/a", "two", map("a", "{other: x}")).expect(200);

        assertThat(afterOne.at("/data/k").asString()).isEqualTo("v");
        assertThat(afterTwo.at("/data").propertyNames()).containsExactlyInAnyOrder("other", "mine");
    }

    @Test
    void a_field_that_is_stated_no_more_goes_back_to_its_default() {
        apply(deployments + "/d", "one", DEPLOYMENT).expect(201);

        JsonNode after = apply(deployments + "/d", "one", DEPLOYMENT.replace("  replicas: 2\n", ""))
                .expect(200);

        assertThat(after.at("/spec/replicas").asInt()).isEqualTo(1);
    }

    @Test
    void elements_of_a_keyed_list_have_owners_of_their_own() {
        apply(deployments + "/d", "one", DEPLOYMENT).expect(201);
        apply(deployments + "/d", "two", """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: d}
                spec: {template: {spec: {containers: [{name: two, image: i2}, {name: one, tty: true}]}}}
                """).expect(200);

        JsonNode changed =
                apply(deployments + "/d", "one", DEPLOYMENT.replace("i1", "i3")).expect(200);
        JsonNode left = apply(deployments + "/d", "two", """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: d}
                """).expect(200);

        assertThat(containers(changed)).containsExactly("two=i2", "one=i3");
        assertThat(changed.at("/spec/template/spec/containers/1/tty").asBoolean())
                .isTrue();
        assertThat(containers(left)).containsExactly("one=i3");
        assertThat(left.at("/spec/template/spec/containers/0").has("tty")).isFalse();
        assertThat(managers(left)).containsExactly("one Apply");
    }

    @Test
    void a_key_that_is_left_out_is_its_default() {
        String service = """
                apiVersion: v1
                kind: Service
                metadata: {name: s}
                spec: {selector: {a: b}, ports: [{name: web, port: 80}]}
                """;
        apply(services + "/s", "one", service).expect(201);

        JsonNode after = apply(services + "/s", "one", service.replace("port: 80", "port: 80, targetPort: 8080"))
                .expect(200);

        assertThat(after.at("/spec/ports").size()).isEqualTo(1);
        assertThat(after.at("/spec/ports/0/targetPort").asInt()).isEqualTo(8080);
        assertThat(after.at("/metadata/managedFields/0/fieldsV1/f:spec/f:ports").propertyNames())
                .containsExactly("k:{\"port\":80,\"protocol\":\"TCP\"}");
    }

    @Test
    void sets_are_shared_and_atomic_lists_are_not() {
        apply(maps + "/a", "one", meta("a", "finalizers: [example.com/one]")).expect(201);
        apply(maps + "/a", "two", meta("a", "finalizers: [example.com/two]")).expect(200);
        JsonNode set = apply(maps + "/a", "one", meta("a", "labels: {a: b}")).expect(200);
        apply(deployments + "/d", "one", DEPLOYMENT.replace("image: i1", "image: i1, args: [a]"))
                .expect(201);

        Answer atomic = apply(deployments + "/d", "two", """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: d}
                spec: {template: {spec: {containers: [{name: one, args: [b]}]}}}
                """);

        assertThat(set.at("/metadata/finalizers").toString()).isEqualTo("[\"example.com/two\"]");
        atomic.refused(409, "Conflict", ".spec.template.spec.containers[name=\"one\"].args");
        api.merge(maps + "/a", "{metadata: {finalizers: null}}").expect(200);
    }

    @Test
    void the_status_is_applied_apart() {
        JsonNode created = apply(deployments + "/d", "one", DEPLOYMENT + "status: {replicas: 7}\n")
                .expect(201);
        JsonNode status = apply(deployments + "/d/status", "watcher", """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: d, labels: {not: mine}}
                spec: {replicas: 9}
                status: {replicas: 3, conditions: [{type: Ready, status: 'True'}]}
                """).expect(200);
        Answer again = apply(deployments + "/d", "one", DEPLOYMENT + "status: {replicas: 7}\n");

        assertThat(created.path("status").has("replicas")).isFalse();
        assertThat(status.at("/status/replicas").asInt()).isEqualTo(3);
        assertThat(status.at("/spec/replicas").asInt()).isEqualTo(2);
        assertThat(status.at("/metadata/labels").has("not")).isFalse();
        JsonNode entry = entry(status, "watcher");
        assertThat(entry.path("subresource").asString()).isEqualTo("status");
        assertThat(entry.path("fieldsV1").propertyNames()).containsExactly("f:status");
        assertThat(again.revision())
                .isEqualTo(status.at("/metadata/resourceVersion").asString());
        apply(deployments + "/none/status", "watcher", DEPLOYMENT.replace("name: d,", "name: none,"))
                .refused(404, "NotFound");
    }

    @Test
    void the_scale_is_applied_and_noted_as_what_it_is() {
        apply(deployments + "/d", "one", DEPLOYMENT.replace("  replicas: 2\n", ""))
                .expect(201);

        String scale = """
                apiVersion: autoscaling/v1
                kind: Scale
                metadata: {name: d}
                spec: {replicas: 4}
                """;
        JsonNode answer = apply(deployments + "/d/scale", "hpa", scale).expect(200);
        api.merge(deployments + "/d/scale?fieldManager=person", "{spec: {replicas: 6}}")
                .expect(200);

        assertThat(answer.at("/spec/replicas").asInt()).isEqualTo(4);
        JsonNode object = api.get(deployments + "/d").expect(200);
        assertThat(object.at("/spec/replicas").asInt()).isEqualTo(6);
        JsonNode entry = entry(object, "person");
        assertThat(entry.path("subresource").asString()).isEqualTo("scale");
        assertThat(entry.path("operation").asString()).isEqualTo("Update");
        assertThat(entry.path("fieldsV1").toString()).isEqualTo("{\"f:spec\":{\"f:replicas\":{}}}");
        apply(deployments + "/d/scale", "hpa", scale)
                .refused(
                        409,
                        "Conflict",
                        "conflict with \"person\" with subresource \"scale\" using autoscaling/v1: .spec.replicas");
    }

    @Test
    void updates_and_patches_note_what_they_change_and_creations_all_they_make() {
        Map<String, String> kubectl =
                Map.of("content-type", "application/json", "user-agent", "kubectl/v1.33.0 (linux/amd64)");
        JsonNode created = api.send(
                        "POST", maps, kubectl, Json.bytes(yaml("{metadata: {name: a, labels: {l: m}}, data: {k: v}}")))
                .expect(201);
        JsonNode updated =
                api.merge(maps + "/a?fieldManager=two", "{data: {k: w, o: x}}").expect(200);
        JsonNode removed =
                api.merge(maps + "/a?fieldManager=three", "{data: {o: null}}").expect(200);

        assertThat(entry(created, "kubectl").path("fieldsV1"))
                .isEqualTo(Json.parse(
                        "{\"f:metadata\":{\"f:labels\":{\".\":{},\"f:l\":{}}},\"f:data\":{\".\":{},\"f:k\":{}}}"));
        assertThat(entry(updated, "two").path("fieldsV1").toString()).isEqualTo("{\"f:data\":{\"f:o\":{},\"f:k\":{}}}");
        assertThat(entry(updated, "kubectl").at("/fieldsV1/f:data").toString()).isEqualTo("{}");
        assertThat(entry(removed, "two").at("/fieldsV1/f:data").propertyNames()).containsExactly("f:k");
        assertThat(managers(removed)).doesNotContain("three Update");
    }

    @Test
    void an_update_that_changes_nothing_leaves_the_managers_and_their_times() {
        Answer created = api.post(maps + "?fieldManager=one", "{metadata: {name: a}, data: {k: v}}");

        Answer same = api.merge(maps + "/a?fieldManager=two", "{data: {k: v}}");
        Answer without = api.put(maps + "/a?fieldManager=two", "{metadata: {name: a}, data: {k: v}}");

        assertThat(same.bytes()).isEqualTo(created.bytes());
        assertThat(without.bytes()).isEqualTo(created.bytes());
    }

    @Test
    void a_list_of_one_empty_entry_forgets_the_managers_and_an_empty_list_does_not() {
        api.post(maps + "?fieldManager=one", "{metadata: {name: a}, data: {k: v}}")
                .expect(201);

        JsonNode kept =
                api.merge(maps + "/a", "{metadata: {managedFields: []}}").expect(200);
        JsonNode reset =
                api.merge(maps + "/a", "{metadata: {managedFields: [{}]}}").expect(200);
        JsonNode applied = apply(maps + "/a", "two", map("a", "{k: v, l: w}")).expect(200);

        assertThat(managers(kept)).containsExactly("one Update");
        assertThat(reset.at("/metadata").has("managedFields")).isFalse();
        assertThat(managers(applied)).containsExactly("two Apply", "before-first-apply Update");
    }

    @Test
    void ownership_moves_from_client_side_to_server_side_apply_by_a_patch_of_the_managers() {
        api.post(maps + "?fieldManager=kubectl-client-side-apply", "{metadata: {name: a}, data: {k: v, l: w}}")
                .expect(201);
        ObjectNode live = (ObjectNode) api.get(maps + "/a").expect(200);
        ObjectNode entry = (ObjectNode) live.at("/metadata/managedFields/0");
        String patch = "[{op: replace, path: /metadata/managedFields, value: ["
                + entry.deepCopy().put("manager", "kubectl").put("operation", "Apply") + "]},"
                + "{op: replace, path: /metadata/resourceVersion, value: '"
                + live.at("/metadata/resourceVersion").asString() + "'}]";

        JsonNode moved = api.patch(maps + "/a", patch).expect(200);
        JsonNode applied = apply(maps + "/a", "kubectl", map("a", "{k: x}")).expect(200);

        assertThat(managers(moved)).containsExactly("kubectl Apply");
        assertThat(applied.path("data").toString()).isEqualTo("{\"k\":\"x\"}");
        api.patch(maps + "/a", patch).refused(409, "Conflict");
    }

    @Test
    void kubectl_may_change_what_it_applied_itself_before_and_its_annotation_tells_the_truth() {
        String annotation = "kubectl.kubernetes.io/last-applied-configuration";
        String last =
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}}";
        ObjectNode object = (ObjectNode) yaml("{metadata: {name: a, annotations: {}}, data: {k: v}}");
        ((ObjectNode) object.at("/metadata/annotations")).put(annotation, last);
        api.post(maps + "?fieldManager=kubectl-client-side-apply", object.toString())
                .expect(201);

        apply(maps + "/a", "other", map("a", "{k: x}")).refused(409, "Conflict", ".data.k");
        JsonNode applied = apply(maps + "/a", "kubectl", map("a", "{k: x}")).expect(200);

        assertThat(applied.at("/data/k").asString()).isEqualTo("x");
        assertThat(applied.path("metadata").path("annotations").path(annotation).asString())
                .contains("\"data\":{\"k\":\"x\"}");
    }

    @Test
    void objects_of_declared_kinds_are_shared_as_their_schema_says() {
        String group = maps.split("/")[4] + ".apply.example.com";
        api.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
                metadata: {name: ships.%1$s}
                spec:
                  group: %1$s
                  scope: Namespaced
                  names: {plural: ships, kind: Ship}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    subresources: {status: {}, scale: {specReplicasPath: .spec.sailors, statusReplicasPath: .status.aboard}}
                    schema: {openAPIV3Schema: {type: object, properties: {
                      spec: {type: object, properties: {
                        sailors: {type: integer},
                        berths: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [deck, side],
                          items: {type: object, required: [deck], properties: {
                            deck: {type: integer}, side: {type: string, default: port}, who: {type: string}}}},
                        flag: {type: object, x-kubernetes-map-type: atomic, additionalProperties: {type: string}},
                        cargo: {type: object, x-kubernetes-preserve-unknown-fields: true}}},
                      status: {type: object, properties: {aboard: {type: integer}}}}}}
                """.formatted(group))
                .expect(201);
        String ship = "/apis/" + group + "/v1/namespaces/" + maps.split("/")[4] + "/ships/s";
        String head = "apiVersion: " + group + "/v1\nkind: Ship\nmetadata: {name: s}\nspec: ";

        apply(ship, "one", head + "{berths: [{deck: 1, who: a}], flag: {a: b}, cargo: {tea: {tons: 1}, salt: [1]}}\n")
                .expect(201);
        JsonNode both = apply(ship, "two", head + "{berths: [{deck: 2, side: starboard}], cargo: {rice: {tons: 2}}}\n")
                .expect(200);
        Answer atomic = apply(ship, "two", head + "{flag: {c: d}}\n");
        JsonNode scaled = send(ship + "/scale?fieldManager=crew", """
                        {apiVersion: autoscaling/v1, kind: Scale, metadata: {name: s}, spec: {replicas: 4}}
                        """).expect(200);
        JsonNode left = apply(ship, "one", head + "{berths: [{deck: 1, side: port, who: c}], cargo: {salt: [1]}}\n")
                .expect(200);

        assertThat(both.at("/spec/berths").size()).isEqualTo(2);
        atomic.refused(409, "Conflict", "conflict with \"one\": .spec.flag");
        assertThat(scaled.at("/spec/replicas").asInt()).isEqualTo(4);
        assertThat(left.at("/spec/sailors").asInt()).isEqualTo(4);
        assertThat(left.at("/spec/berths/0/who").asString()).isEqualTo("c");
        assertThat(left.at("/spec/berths/1/side").asString()).isEqualTo("starboard");
        assertThat(left.at("/spec").has("flag")).isFalse();
        assertThat(left.at("/spec/cargo").propertyNames()).containsExactlyInAnyOrder("salt", "rice");
        assertThat(managers(left)).containsExactlyInAnyOrder("one Apply", "two Apply", "crew Apply");
    }

    @Test
    void a_dry_run_applies_nothing() {
        JsonNode created = send(maps + "/a?fieldManager=one&dryRun=All", map("a", "{k: v}"))
                .expect(201);
        api.get(maps + "/a").refused(404, "NotFound");
        Answer real = apply(maps + "/a", "one", map("a", "{k: v}"));
        JsonNode changed = send(maps + "/a?fieldManager=one&dryRun=All", map("a", "{k: w}"))
                .expect(200);

        assertThat(created.at("/data/k").asString()).isEqualTo("v");
        assertThat(changed.at("/data/k").asString()).isEqualTo("w");
        assertThat(api.get(maps + "/a").bytes()).isEqualTo(real.bytes());
    }

    @Test
    void what_cannot_be_applied_is_refused_with_its_reason() {
        send(maps + "/a", map("a", "{}"))
                .refused(422, "Invalid", "fieldManager: Required value: is required for apply patch");
        send(maps + "/a?fieldManager=" + "x".repeat(129), map("a", "{}"))
                .refused(422, "Invalid", "may not be more than 128 bytes");
        send(maps + "/a?fieldManager=a%07b", map("a", "{}")).refused(422, "Invalid", "printable characters");
        api.merge(maps + "/a?force=true", "{data: {}}")
                .refused(422, "Invalid", "force: Forbidden: may not be specified for non-apply patch");
        apply(maps + "/a", "one", "{metadata: {name: a}}").refused(400, "BadRequest", "apiVersion and kind");
        apply(maps + "/a", "one", map("a", "{}").replace("v1", "v2"))
                .refused(400, "BadRequest", "incorrect version specified in apply patch");
        apply(maps + "/a", "one", map("b", "{}")).refused(400, "BadRequest", "does not match the name on the URL");
        apply(maps + "/a", "one", meta("a", "managedFields: [{manager: me}]"))
                .refused(400, "BadRequest", "metadata.managedFields must be nil");
        apply(maps + "/a", "one", map("a", "{}") + "bogus: 1\n")
                .refused(400, "BadRequest", ".bogus: field not declared in schema");
        apply(maps + "/a", "one", "{").refused(400, "BadRequest");
        apply(maps + "/a", "one", "[]").refused(400, "BadRequest");
        apply(deployments + "/d", "one", DEPLOYMENT.replace("- {name: one", "- {name: one}\n      - {name: one"))
                .refused(400, "BadRequest", "duplicate entries for key [name=\"one\"]");
        api.send(
                        "PATCH",
                        maps + "/a?fieldManager=one",
                        Map.of("content-type", "application/apply-patch+cbor"),
                        new byte[] {(byte) 0xa0})
                .refused(415, "UnsupportedMediaType", "application/apply-patch+yaml");
    }

    @Test
    void a_configuration_that_names_an_old_revision_is_a_conflict() {
        Answer created = apply(maps + "/a", "one", map("a", "{k: v}"));
        apply(maps + "/a", "one", map("a", "{k: w}")).expect(200);

        apply(maps + "/a", "one", meta("a", "resourceVersion: '" + created.revision() + "'"))
                .refused(409, "Conflict", "the object has been modified");
    }

    @Test
    void of_many_that_update_the_oldest_are_remembered_as_one() {
        api.post(maps + "?fieldManager=creator", "{metadata: {name: a}, data: {k: v}}")
                .expect(201);

        JsonNode last = null;
        for (int i = 0; i < 12; i++) {
            last = api.merge(maps + "/a?fieldManager=m" + i, "{data: {k" + i + ": v}}")
                    .expect(200);
        }

        assertThat(managers(last)).hasSize(10).contains("ancient-changes Update", "m11 Update");
    }

    private Answer apply(String uri, String manager, String yaml) {
        return send(uri + "?fieldManager=" + manager, yaml);
    }

    private Answer send(String uri, String yaml) {
        return api.send("PATCH", uri, Map.of("content-type", "application/apply-patch+yaml"), yaml.getBytes(UTF_8));
    }

    private static JsonNode yaml(String text) {
        return org.nakhoda.api.json.Yaml.parse(text);
    }

    private static String map(String name, String data) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\ndata: " + data + "\n";
    }

    private static String meta(String name, String more) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + ", " + more + "}\n";
    }

    private static List<String> managers(JsonNode object) {
        List<String> managers = new ArrayList<>();
        for (JsonNode entry : object.at("/metadata/managedFields")) {
            managers.add(entry.path("manager").asString() + " "
                    + entry.path("operation").asString());
        }
        return managers;
    }

    private static JsonNode entry(JsonNode object, String manager) {
        for (JsonNode entry : object.at("/metadata/managedFields")) {
            if (entry.path("manager").asString().equals(manager)) {
                return entry;
            }
        }
        throw new AssertionError("no manager " + manager + " in " + object.at("/metadata/managedFields"));
    }

    private static List<String> containers(JsonNode deployment) {
        List<String> containers = new ArrayList<>();
        for (JsonNode container : deployment.at("/spec/template/spec/containers")) {
            containers.add(container.path("name").asString() + "="
                    + container.path("image").asString());
        }
        return containers;
    }
}
