package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.story.Client.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What PUT and PATCH do beside the common way: kinds with rules of their own, and what is refused. */
class UpdatesTest {
    private final Client api = RunningApi.admin();
    private String namespace;
    private String maps;

    @BeforeEach
    void makeNamespace() {
        namespace = RunningApi.namespace();
        maps = "/api/v1/namespaces/" + namespace + "/configmaps";
    }

    @Test
    void some_kinds_are_updated_only_by_those_who_say_what_they_saw() {
        String leases = "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases";
        ObjectNode lease = (ObjectNode) api.post(leases, "{metadata: {name: l}, spec: {holderIdentity: a}}")
                .expect(201);

        Answer blind = api.put(leases + "/l", "{metadata: {name: l}, spec: {holderIdentity: b}}");
        lease.withObject("/spec").put("holderIdentity", "c");
        JsonNode seen = api.put(leases + "/l", lease).expect(200);
        JsonNode patched =
                api.merge(leases + "/l", "{spec: {holderIdentity: d}}").expect(200);

        blind.refused(
                422,
                "Invalid",
                "leases.coordination.k8s.io \"l\" is invalid: metadata.resourceVersion: Invalid"
                        + " value: 0: must be specified for an update");
        assertThat(blind.json().at("/details/causes/0/field").asString()).isEqualTo("metadata.resourceVersion");
        assertThat(seen.at("/spec/holderIdentity").asString()).isEqualTo("c");
        assertThat(patched.at("/spec/holderIdentity").asString()).isEqualTo("d");
    }

    @Test
    void an_update_of_what_is_not_there_makes_objects_of_a_few_kinds_and_is_refused_for_all_others() {
        String templates = "/api/v1/namespaces/" + namespace + "/podtemplates";

        JsonNode made = api.put(
                        templates + "/t",
                        "{metadata: {name: t, resourceVersion: '7'}, template: {spec: {containers: [{name: c, image: i}]}}}")
                .expect(201);
        api.put(templates + "/t", made).expect(200);
        api.put(templates + "/other", "{metadata: {name: t}}").refused(400, "BadRequest", "does not match the name");
        api.put(maps + "/m", "{metadata: {name: m}}").refused(404, "NotFound", "configmaps \"m\" not found");

        assertThat(made.at("/metadata/uid").asString()).hasSize(36);
        assertThat(made.at("/metadata/managedFields/0/operation").asString()).isEqualTo("Update");
    }

    @Test
    void whoever_makes_an_object_by_updating_it_needs_the_right_to_create_it() {
        String roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/" + namespace;
        api.post(
                        roles + "/roles",
                        "{metadata: {name: u}, rules: [{apiGroups: [''], resources: [podtemplates], verbs: [update]}]}")
                .expect(201);
        api.post(
                        roles + "/rolebindings",
                        "{metadata: {name: u}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: u},"
                                + " subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: updater}]}")
                .expect(201);
        Client updater = RunningApi.client(new UserInfo("updater", "", Set.of("system:authenticated"), Map.of()));

        updater.put(
                        "/api/v1/namespaces/" + namespace + "/podtemplates/t",
                        "{metadata: {name: t}, template: {spec: {containers: [{name: c, image: i}]}}}")
                .refused(403, "Forbidden", "cannot create resource \"podtemplates\"");
    }

    @Test
    void an_object_of_another_namespace_is_refused_in_the_words_of_the_verb() {
        api.post(maps, "{metadata: {name: a}}").expect(201);

        api.post(maps, "{metadata: {name: b, namespace: elsewhere}}")
                .refused(
                        400, "BadRequest", "the namespace of the provided object does not match the namespace sent on");
        api.put(maps + "/a", "{metadata: {name: a, namespace: elsewhere}}")
                .refused(
                        400,
                        "BadRequest",
                        "the namespace of the object (elsewhere) does not match the namespace on the request ("
                                + namespace + ")");
    }

    @Test
    void a_patch_that_makes_something_else_of_an_object_is_a_faulty_patch() {
        api.post(maps, "{metadata: {name: a}}").expect(201);

        Answer type = api.merge(maps + "/a", "{data: 5}");
        Answer unknown = api.merge(maps + "/a?fieldValidation=Strict", "{bogus: {x: 1}}");

        type.refused(422, "Invalid", " \"\" is invalid: patch: Invalid value: ");
        unknown.refused(422, "Invalid", "strict decoding error: unknown field \"bogus\"");
        assertThat(unknown.json().at("/details/causes/0/field").asString()).isEqualTo("patch");
        api.merge(maps + "/none", "{data: {k: v}}").refused(404, "NotFound");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, '', CreateOptions",
        "PUT, /a, UpdateOptions",
        "PATCH, /a, PatchOptions",
        "DELETE, /a, DeleteOptions"
    })
    void a_faulty_option_is_named_with_the_options_of_its_verb(String method, String path, String options) {
        Map<String, String> headers =
                Map.of("content-type", method.equals("PATCH") ? "application/merge-patch+json" : "application/json");

        Answer refused = api.send(
                method,
                maps + path + "?dryRun=Some",
                headers,
                "{\"metadata\":{\"name\":\"a\"}}".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        refused.refused(
                422,
                "Invalid",
                options
                        + ".meta.k8s.io \"\" is invalid: dryRun: Unsupported value: \"Some\": supported values: \"All\"");
    }

    @Test
    void namespaces_are_deleted_one_by_one() {
        api.delete("/api/v1/namespaces?labelSelector=none%3Dsuch").refused(405, "MethodNotAllowed");
    }

    @Test
    void what_is_put_to_a_subresource_must_be_the_object_of_the_address() {
        String sets = "/apis/apps/v1/namespaces/" + namespace + "/replicasets";
        JsonNode set = api.post(
                        sets,
                        "{metadata: {name: r}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}},"
                                + " spec: {containers: [{name: c, image: i}]}}}}")
                .expect(201);
        String uid = set.at("/metadata/uid").asString();

        api.put(sets + "/r/scale", "{metadata: {name: s}, spec: {replicas: 2}}")
                .refused(400, "BadRequest", "the name of the object (s) does not match the name on the URL (r)");
        api.put(sets + "/r/scale", "{metadata: {name: r, namespace: x}, spec: {replicas: 2}}")
                .refused(400, "BadRequest", "does not match the namespace on the request");
        api.put(sets + "/r/scale", "{metadata: {name: r, uid: other}, spec: {replicas: 2}}")
                .refused(409, "Conflict", "UID in precondition: other");
        api.put(sets + "/r/scale", "{metadata: {name: r, uid: " + uid + "}, spec: {replicas: 2}}")
                .expect(200);
        api.put("/api/v1/namespaces/" + namespace + "/finalize", "{metadata: {name: other}}")
                .refused(400, "BadRequest", "does not match the name on the URL");
        api.put("/api/v1/namespaces/" + namespace + "/finalize", "{metadata: {name: " + namespace + ", uid: other}}")
                .refused(409, "Conflict", "UID in precondition: other");

        assertThat(api.get(sets + "/r").json().at("/spec/replicas").asInt()).isEqualTo(2);
        assertThat(api.get("/api/v1/namespaces/" + namespace)
                        .json()
                        .at("/spec/finalizers/0")
                        .asString())
                .isEqualTo("kubernetes");
    }
}
