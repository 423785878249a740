package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.request.ApiResponse.FrameSource;
import org.nakhoda.apiserver.story.Client.Answer;
import tools.jackson.databind.JsonNode;

/** Answers that programs take apart: causes, codes, warnings, and what is left out. */
class AnswersTest {
    private final Client api = RunningApi.admin();
    private String namespace;
    private String maps;

    @BeforeEach
    void makeNamespace() {
        namespace = RunningApi.namespace();
        maps = "/api/v1/namespaces/" + namespace + "/configmaps";
    }

    @Test
    void a_creation_in_a_namespace_that_goes_is_refused_with_a_cause_of_its_own() {
        api.delete("/api/v1/namespaces/" + namespace).expect(200);

        Answer refused = api.post(maps, "{metadata: {name: late}}");

        refused.refused(403, "Forbidden", "because it is being terminated");
        JsonNode cause = refused.json().at("/details/causes/0");
        assertThat(cause.path("reason").asString()).isEqualTo("NamespaceTerminating");
        assertThat(cause.path("field").asString()).isEqualTo("metadata.namespace");
        assertThat(cause.path("message").asString()).isEqualTo("namespace " + namespace + " is being terminated");
    }

    @Test
    void what_a_dry_run_did_not_store_has_no_revision() {
        JsonNode dry =
                api.post(maps + "?dryRun=All", "{metadata: {generateName: g-}}").expect(201);

        assertThat(dry.at("/metadata/name").asString()).startsWith("g-");
        assertThat(dry.at("/metadata/uid").asString()).hasSize(36);
        assertThat(dry.path("metadata").has("resourceVersion")).isFalse();
    }

    @Test
    void only_a_deletion_marks_an_object_as_deleted() {
        api.post(maps, "{metadata: {name: a, deletionTimestamp: '2030-01-01T00:00:00Z'}}")
                .expect(201);

        api.merge(maps + "/a", "{metadata: {deletionTimestamp: '2030-01-01T00:00:00Z'}}")
                .refused(422, "Invalid", "metadata.deletionTimestamp", "field is immutable");
        api.put(maps + "/a", "{metadata: {name: a, deletionTimestamp: null, creationTimestamp: null}}")
                .expect(200);
        assertThat(api.get(maps + "/a").json().path("metadata").has("deletionTimestamp"))
                .isFalse();
    }

    @Test
    void a_client_that_asks_for_dependents_in_the_old_way_learns_that_the_object_does_not_go_at_once() {
        api.post(maps, "{metadata: {name: held, finalizers: [example.com/hold]}}")
                .expect(201);
        api.post(maps, "{metadata: {name: free}}").expect(201);

        api.delete(maps + "/held", "{orphanDependents: false}").expect(202);
        api.delete(maps + "/held?orphanDependents=false").expect(202);
        api.delete(maps + "/held").expect(200);
        api.delete(maps + "/free", "{orphanDependents: false}").expect(200);
        api.merge(maps + "/held", "{metadata: {finalizers: null}}").expect(200);
    }

    @Test
    void faulty_options_of_a_deletion_are_refused_and_nothing_is_deleted() {
        api.post(maps, "{metadata: {name: a}}").expect(201);

        api.delete(maps + "/a", "{propagationPolicy: Sideways}")
                .refused(
                        422,
                        "Invalid",
                        "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"Sideways\":"
                                + " supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"");
        api.delete(maps + "/a", "{propagationPolicy: Orphan, orphanDependents: true}")
                .refused(422, "Invalid", "cannot be both set");

        api.get(maps + "/a").expect(200);
    }

    @Test
    void who_uses_a_deprecated_kind_is_warned_whatever_he_does() {
        String endpoints = "/api/v1/namespaces/" + namespace + "/endpoints";
        String warning = "299 - \"v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\"";

        Answer made = api.post(endpoints, "{metadata: {name: e}}");
        Answer read = api.get(endpoints + "/e");
        Answer listed = api.get(endpoints);
        Answer watched = api.get(endpoints + "?watch=true");

        for (Answer answer : new Answer[] {made, read, listed, watched}) {
            assertThat(answer.headers().get("Warning")).isEqualTo(warning);
        }
        assertThat(api.get("/api/v1/componentstatuses").headers().get("Warning"))
                .isEqualTo("299 - \"v1 ComponentStatus is deprecated in v1.19+\"");
        assertThat(api.get(maps).headers()).doesNotContainKey("Warning");
    }

    @Test
    void the_root_lists_the_paths_to_those_who_may_see_it() {
        JsonNode paths = api.get("/").expect(200).path("paths");
        Client nobody = RunningApi.client(new UserInfo("nobody", "", Set.of("system:authenticated"), Map.of()));

        assertThat(paths.valueStream().map(JsonNode::asString).toList())
                .contains(
                        "/api",
                        "/api/v1",
                        "/apis",
                        "/apis/apps",
                        "/apis/apps/v1",
                        "/readyz",
                        "/livez/ping",
                        "/version");
        nobody.get("/").refused(403, "Forbidden", "forbidden: User \"nobody\" cannot get path \"/\"");
    }

    @Test
    void a_question_about_access_that_means_nothing_is_invalid() {
        String reviews = "/apis/authorization.k8s.io/v1/";

        api.post(reviews + "subjectaccessreviews", "{spec: {user: u}}")
                .refused(
                        422,
                        "Invalid",
                        "SubjectAccessReview.authorization.k8s.io \"\" is invalid: spec.resourceAttributes:",
                        "exactly one of nonResourceAttributes or resourceAttributes must be specified");
        api.post(reviews + "subjectaccessreviews", "{spec: {nonResourceAttributes: {path: /, verb: get}}}")
                .refused(422, "Invalid", "spec.user", "at least one of user or group must be specified");
        api.post(
                        reviews + "selfsubjectaccessreviews",
                        "{spec: {nonResourceAttributes: {path: /, verb: get}, resourceAttributes: {verb: get}}}")
                .refused(422, "Invalid", "cannot be specified in combination with resourceAttributes");
    }

    @Test
    void a_token_bound_to_a_node_lives_as_long_as_the_node() {
        api.post("/api/v1/nodes", "{metadata: {name: answers-node}}").expect(201);
        String accounts = "/api/v1/namespaces/" + namespace + "/serviceaccounts/default/token";
        String bound = "{spec: {boundObjectRef: {apiVersion: v1, kind: Node, name: answers-node}}}";

        String token = api.post(accounts, bound).expect(201).at("/status/token").asString();
        JsonNode alive = review(token);
        api.delete("/api/v1/nodes/answers-node").expect(200);
        JsonNode dead = review(token);

        assertThat(alive.at("/status/authenticated").asBoolean()).isTrue();
        assertThat(alive.at("/status/user/extra/authentication.kubernetes.io~1node-name/0")
                        .asString())
                .isEqualTo("answers-node");
        assertThat(dead.at("/status/authenticated").asBoolean(false)).isFalse();
        api.post(accounts, bound).refused(404, "NotFound", "nodes \"answers-node\" not found");
    }

    private JsonNode review(String token) {
        return api.post("/apis/authentication.k8s.io/v1/tokenreviews", "{spec: {token: '" + token + "'}}")
                .expect(201);
    }

    @Test
    void a_list_of_a_declared_kind_is_called_as_its_definition_says() {
        api.post(
                        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                        "{metadata: {name: geese.answers.example.com}, spec: {group: answers.example.com, scope: Namespaced,"
                                + " names: {plural: geese, kind: Goose, listKind: Flock}, versions: [{name: v1, served: true,"
                                + " storage: true, schema: {openAPIV3Schema: {type: object,"
                                + " x-kubernetes-preserve-unknown-fields: true}}}]}}")
                .expect(201);
        String geese = "/apis/answers.example.com/v1/namespaces/" + namespace + "/geese";
        JsonNode goose = api.post(geese, "{apiVersion: answers.example.com/v1, kind: Goose, metadata: {name: g}}")
                .expect(201);

        assertThat(api.get(geese).json().path("kind").asString()).isEqualTo("Flock");
        assertThat(goose.path("kind").asString()).isEqualTo("Goose");
        api.put(geese + "/g", "{apiVersion: answers.example.com/v1, kind: Goose, metadata: {name: g}, spec: {x: 1}}")
                .refused(422, "Invalid", "metadata.resourceVersion", "must be specified for an update");
    }

    @Test
    void watches_of_what_is_refused_are_refused_like_any_request() {
        Client nobody = RunningApi.client(new UserInfo("nobody", "", Set.of("system:authenticated"), Map.of()));

        nobody.get(maps + "?watch=true")
                .refused(
                        403,
                        "Forbidden",
                        "configmaps is forbidden: User \"nobody\" cannot watch resource \"configmaps\" in API group \"\" in"
                                + " the namespace \"" + namespace + "\"");
        try (FrameSource open = api.watch(maps + "?watch=true")) {
            assertThat(open.ended()).isFalse();
        }
    }
}
