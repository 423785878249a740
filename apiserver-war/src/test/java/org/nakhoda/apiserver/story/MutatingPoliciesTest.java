package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Policies in Kubernetes' expression language that change what is written. */
class MutatingPoliciesTest {
    private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
    private static final String POLICIES = GROUP + "mutatingadmissionpolicies";
    private static final String BINDINGS = GROUP + "mutatingadmissionpolicybindings";

    private final Client admin = RunningApi.admin();
    private final List<String> made = new ArrayList<>();
    private String namespace;

    @BeforeEach
    void begin() {
        namespace = RunningApi.namespace();
    }

    @AfterEach
    void end() {
        made.forEach(admin::delete);
    }

    private void bound(String name, String resource, String spec) {
        made.add(0, POLICIES + "/" + name);
        made.add(0, BINDINGS + "/" + name);
        admin.post(POLICIES, text(name, resource, spec)).expect(201);
        admin.post(BINDINGS, """
                metadata: {name: %1$s}
                spec:
                  policyName: %1$s
                  matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %2$s}}}
                """.formatted(name, namespace)).expect(201);
    }

    private static String text(String name, String resource, String spec) {
        return """
                metadata: {name: %1$s}
                spec:
                  reinvocationPolicy: Never
                  matchConstraints:
                    resourceRules: [{operations: [CREATE, UPDATE], apiGroups: ["*"], apiVersions: ["*"], resources: ["%2$s"]}]
                %3$s
                """.formatted(name, resource, spec.indent(2));
    }

    private void bound(String resource, String spec) {
        bound(namespace, resource, spec);
    }

    private static String applying(String expression) {
        return "mutations: [{patchType: ApplyConfiguration, applyConfiguration: {expression: '"
                + expression.replace("'", "''") + "'}}]";
    }

    private static String patching(String expression) {
        return "mutations: [{patchType: JSONPatch, jsonPatch: {expression: '" + expression.replace("'", "''") + "'}}]";
    }

    private String deployments() {
        return "/apis/apps/v1/namespaces/" + namespace + "/deployments";
    }

    private static String deployment(String name) {
        return """
                metadata: {name: %s}
                spec:
                  selector: {matchLabels: {a: b}}
                  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}
                """.formatted(name);
    }

    private String maps() {
        return "/api/v1/namespaces/" + namespace + "/configmaps";
    }

    @Test
    void a_configuration_is_merged_into_the_object_as_server_side_apply_does() {
        bound("deployments", applying("""
                Object{
                  metadata: Object.metadata{labels: {"team": object.metadata.namespace}},
                  spec: Object.spec{
                    replicas: 3,
                    ?paused: optional.none(),
                    template: Object.spec.template{
                      spec: Object.spec.template.spec{
                        containers: [Object.spec.template.spec.containers{name: "c", imagePullPolicy: "Never"},
                                     Object.spec.template.spec.containers{name: "side", image: "s"}]
                      }
                    }
                  }
                }
                """));

        JsonNode made = admin.post(deployments(), deployment("a")).expect(201);

        assertThat(made.at("/metadata/labels/team").asString()).isEqualTo(namespace);
        assertThat(made.at("/spec/replicas").asInt()).isEqualTo(3);
        assertThat(made.at("/spec/template/spec/containers/0/image").asString()).isEqualTo("i");
        assertThat(made.at("/spec/template/spec/containers/0/imagePullPolicy").asString())
                .isEqualTo("Never");
        assertThat(made.at("/spec/template/spec/containers/1/name").asString()).isEqualTo("side");
        assertThat(made.at("/spec/template/spec/containers/1/terminationMessagePath")
                        .asString())
                .as("defaults of what was added")
                .isEqualTo("/dev/termination-log");
    }

    @Test
    void a_json_patch_changes_anything() {
        bound("configmaps", """
                variables: [{name: key, expression: "'a.b/c'"}]
                matchConditions: [{name: once, expression: "!has(object.metadata.labels)"}]
                """ + patching("""
                [JSONPatch{op: "add", path: "/metadata/labels", value: Object.metadata.labels{}},
                 JSONPatch{op: "add", path: "/metadata/labels/x", value: "y"},
                 JSONPatch{op: "add", path: "/metadata/annotations", value: {"n": string(1 + 1)}},
                 JSONPatch{op: "add", path: "/metadata/annotations/" + jsonpatch.escapeKey(variables.key), value: "z"}]
                + (has(object.data) ? [JSONPatch{op: "remove", path: "/data/old"}] : [])
                """));

        JsonNode made = admin.post(maps(), "{metadata: {name: a}, data: {old: x, new: z}}")
                .expect(201);

        assertThat(made.at("/metadata/labels/x").asString()).isEqualTo("y");
        assertThat(made.at("/metadata/annotations/n").asString()).isEqualTo("2");
        assertThat(made.at("/metadata/annotations").path("a.b/c").asString()).isEqualTo("z");
        assertThat(made.path("data").toString()).isEqualTo("{\"new\":\"z\"}");
    }

    @Test
    void what_is_changed_is_judged_like_any_write() {
        bound(
                "configmaps",
                patching("[JSONPatch{op: \"add\", path: \"/metadata/labels\", value: {\"a\": \"not valid\"}}]"));

        admin.post(maps(), "{metadata: {name: a}}").refused(422, "Invalid", "metadata.labels");
    }

    @Test
    void a_mutation_that_cannot_be_done_refuses_the_write_unless_failure_is_ignored() {
        String said = "policy '" + namespace + "' with binding '" + namespace + "' denied request: ";
        bound(
                "deployments",
                applying("Object{spec: Object.spec{selector: Object.spec.selector{matchLabels: {\"x\": \"y\"}}}}"));
        admin.post(deployments(), deployment("a"))
                .refused(
                        403,
                        "Invalid",
                        said + "error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or"
                                + " structs: .spec.selector");

        replace(applying("Object{spec: Object.spec{replicasx: 1}}"));
        admin.post(deployments(), deployment("a"))
                .refused(
                        403,
                        "Invalid",
                        said + "error applying patch: failed to convert patch object to typed object: .spec.replicasx:"
                                + " field not declared in schema");

        replace(applying("Object{spec: Object.specx{replicas: 1}}"));
        admin.post(deployments(), deployment("a"))
                .refused(
                        403,
                        "Invalid",
                        said + "type mismatch: unexpected type name \"Object.specx\", expected \"Object.spec\", which"
                                + " matches field name path from root Object type");

        replace(patching("[JSONPatch{op: \"replace\", path: \"/nothing/here\", value: 1}]"));
        admin.post(deployments(), deployment("a")).refused(403, "Invalid", said + "error applying JSON Patch: ");

        replace("failurePolicy: Ignore");
        admin.post(deployments(), deployment("a")).expect(201);
    }

    private void replace(String spec) {
        admin.merge(POLICIES + "/" + namespace, "spec:\n" + spec.indent(2)).expect(200);
    }

    @Test
    void a_policy_that_asks_for_it_looks_again_when_another_changed_the_object() {
        String count = "Object{metadata: Object.metadata{annotations: {\"seen\":"
                + " has(object.metadata.annotations) && \"seen\" in object.metadata.annotations"
                + " ? object.metadata.annotations[\"seen\"] + \"+\" : \"+\"}}}";
        String label = "Object{metadata: Object.metadata{labels: {\"late\": \"yes\"}}}";
        bound(namespace + "-1", "configmaps", applying(count));
        bound(namespace + "-2", "configmaps", applying(count.replace("\"seen\"", "\"again\"")));
        bound(namespace + "-3", "configmaps", applying(label));
        admin.merge(POLICIES + "/" + namespace + "-2", "{spec: {reinvocationPolicy: IfNeeded}}")
                .expect(200);

        JsonNode made = admin.post(maps(), "{metadata: {name: a}}").expect(201);

        assertThat(made.at("/metadata/annotations/seen").asString()).isEqualTo("+");
        assertThat(made.at("/metadata/annotations/again").asString()).isEqualTo("++");
    }

    @Test
    void built_in_steps_run_again_after_a_policy_changed_the_object() {
        bound("pods", patching("[JSONPatch{op: \"remove\", path: \"/spec/tolerations\"}]"));

        JsonNode pod = admin.post(
                        "/api/v1/namespaces/" + namespace + "/pods",
                        "{metadata: {name: a}, spec: {containers: [{name: c, image: i}]}}")
                .expect(201);

        assertThat(pod.at("/spec/tolerations").size())
                .as("the defaults are back")
                .isEqualTo(2);
        assertThat(pod.at("/spec/volumes").size()).as("one token, not two").isEqualTo(1);
    }

    @Test
    void expressions_that_make_something_else_are_refused_when_they_are_written() {
        admin.post(POLICIES, text(namespace, "configmaps", applying("Object.spec{}")))
                .refused(
                        422,
                        "Invalid",
                        "spec.mutations[0].applyConfiguration.expression: Invalid value: \"Object.spec{}\": must evaluate"
                                + " to Object");
        admin.post(POLICIES, text(namespace, "configmaps", patching("[1]")))
                .refused(422, "Invalid", "spec.mutations[0].jsonPatch.expression", "must evaluate to list(JSONPatch)");
        admin.post(POLICIES, text(namespace, "configmaps", patching("[JSONPatch{oper: \"x\"}]")))
                .refused(422, "Invalid", "compilation failed: ERROR: <input>:1:16: undefined field 'oper'");
    }
}
