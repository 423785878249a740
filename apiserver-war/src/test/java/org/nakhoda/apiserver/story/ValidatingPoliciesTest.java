package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.apiserver.authn.UserInfo;
import tools.jackson.databind.JsonNode;

/** Policies in Kubernetes' expression language that refuse writes, warn of them, or note them. */
class ValidatingPoliciesTest {
    private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
    private static final String POLICIES = GROUP + "validatingadmissionpolicies";
    private static final String BINDINGS = GROUP + "validatingadmissionpolicybindings";

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

    private void create(String collection, String name, String yaml) {
        made.add(0, collection + "/" + name);
        admin.post(collection, yaml).expect(201);
    }

    /** A policy about the config maps of this story's namespace. */
    private void policy(String spec) {
        policy("configmaps", spec);
    }

    private void policy(String resource, String spec) {
        create(POLICIES, namespace, policyText(resource, spec));
    }

    private String policyText(String resource, String spec) {
        return """
                metadata: {name: %1$s}
                spec:
                  matchConstraints:
                    resourceRules: [{operations: ["*"], apiGroups: ["*"], apiVersions: ["*"], resources: ["%2$s"]}]
                %3$s
                """.formatted(namespace, resource, spec.indent(2));
    }

    private void bind(String more) {
        create(BINDINGS, namespace, """
                metadata: {name: %1$s}
                spec:
                  policyName: %1$s
                  matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}}
                %2$s
                """.formatted(namespace, more.indent(2)));
    }

    private String maps() {
        return "/api/v1/namespaces/" + namespace + "/configmaps";
    }

    private String bound() {
        return "ValidatingAdmissionPolicy '" + namespace + "' with binding '" + namespace + "' denied request: ";
    }

    @Test
    void a_bound_policy_refuses_what_its_expression_forbids_in_its_own_words() {
        policy("""
                validations:
                - expression: "!has(object.data) || size(object.data) < 2"
                  message: too much data
                  reason: Forbidden
                """);
        admin.post(maps(), "{metadata: {name: early}, data: {a: b, c: d}}").expect(201);
        bind("validationActions: [Deny]");

        Client.Answer refused = admin.post(maps(), "{metadata: {name: a}, data: {a: b, c: d}}");

        refused.refused(403, "Forbidden", "configmaps \"a\" is forbidden: " + bound() + "too much data");
        assertThat(refused.json().at("/details/causes/0/message").asString()).isEqualTo(bound() + "too much data");
        assertThat(refused.json().at("/details/kind").asString()).isEqualTo("configmaps");
        admin.post(maps(), "{metadata: {name: b}, data: {a: b}}").expect(201);
        admin.merge(maps() + "/b", "{data: {c: d}}").refused(403, "Forbidden", "too much data");
        admin.post("/api/v1/namespaces/default/configmaps", "{metadata: {name: " + namespace + "}, data: {a: b, c: d}}")
                .expect(201);
        admin.delete("/api/v1/namespaces/default/configmaps/" + namespace);
    }

    @Test
    void what_is_not_worded_is_the_expression_itself_and_invalid() {
        policy("validations: [{expression: \"object.metadata.name.startsWith('x')\"}]");
        bind("validationActions: [Deny]");

        admin.post(maps(), "{metadata: {name: a}}")
                .refused(422, "Invalid", bound() + "failed expression: object.metadata.name.startsWith('x')");
    }

    @Test
    void a_message_is_computed_and_variables_are_there_for_it() {
        policy("""
                variables:
                - {name: count, expression: "has(object.data) ? size(object.data) : 0"}
                - {name: most, expression: "variables.count > 100 ? 7 : 1"}
                validations:
                - expression: "variables.count <= variables.most"
                  messageExpression: "'at most ' + string(variables.most) + ', and not ' + string(variables.count)"
                """);
        bind("validationActions: [Deny]");

        admin.post(maps(), "{metadata: {name: a}, data: {a: b, c: d}}")
                .refused(422, "Invalid", bound() + "at most 1, and not 2");
    }

    @Test
    void the_request_its_user_its_namespace_and_the_old_object_are_seen() {
        policy("""
                validations:
                - expression: "request.operation != 'DELETE' || oldObject.metadata.name != 'keep'"
                  message: kept
                - expression: "request.operation == 'DELETE' ? object == null : oldObject == null || object.data == oldObject.data"
                  message: no change
                - expression: "namespaceObject.metadata.name == request.namespace && request.resource.resource == 'configmaps'"
                - expression: "request.kind.kind == 'ConfigMap' && request.userInfo.username == 'admin'"
                  messageExpression: "'not for ' + request.userInfo.username"
                - expression: "request.operation != 'CREATE' || request.options.kind == 'CreateOptions'"
                """);
        bind("validationActions: [Deny]");
        admin.post(maps(), "{metadata: {name: keep}, data: {a: b}}").expect(201);
        admin.merge(maps() + "/keep", "{metadata: {labels: {a: b}}}").expect(200);

        admin.merge(maps() + "/keep", "{data: {a: c}}").refused(422, "Invalid", "no change");
        admin.delete(maps() + "/keep").refused(422, "Invalid", bound() + "kept");
        admin.delete(maps()).refused(422, "Invalid", "kept");
        RunningApi.client(new UserInfo("jane", "", Set.of(UserInfo.GROUP_MASTERS), Map.of()))
                .post(maps(), "{metadata: {name: b}}")
                .refused(422, "Invalid", "not for jane");
    }

    @Test
    void match_conditions_narrow_what_a_policy_is_about() {
        policy("""
                matchConditions:
                - {name: not-for-robots, expression: "!request.userInfo.username.startsWith('robot')"}
                validations: [{expression: "false", message: never}]
                """);
        bind("validationActions: [Deny]");

        admin.post(maps(), "{metadata: {name: a}}").refused(422, "Invalid", "never");
        RunningApi.client(new UserInfo("robot-1", "", Set.of(UserInfo.GROUP_MASTERS), Map.of()))
                .post(maps(), "{metadata: {name: a}}")
                .expect(201);
    }

    @Test
    void a_binding_that_warns_lets_the_write_through() {
        policy("validations: [{expression: \"false\", message: mind the gap}]");
        bind("validationActions: [Warn, Audit]");

        Client.Answer answer = admin.post(maps(), "{metadata: {name: a}}");

        answer.expect(201);
        assertThat(answer.headers().get("Warning"))
                .contains("Validation failed for ValidatingAdmissionPolicy '" + namespace + "' with binding '"
                        + namespace + "': mind the gap");
    }

    @Test
    void an_expression_without_a_value_refuses_unless_failure_is_ignored() {
        policy("validations: [{expression: \"object.data.missing == 'x'\"}]");
        bind("validationActions: [Deny]");

        admin.post(maps(), "{metadata: {name: a}, data: {a: b}}")
                .refused(
                        422,
                        "Invalid",
                        bound() + "expression 'object.data.missing == 'x'' resulted in error: no such key: missing");

        admin.merge(POLICIES + "/" + namespace, "{spec: {failurePolicy: Ignore}}")
                .expect(200);
        admin.post(maps(), "{metadata: {name: a}, data: {a: b}}").expect(201);
    }

    @Test
    void an_expression_that_costs_too_much_is_ended() {
        policy("validations: [{expression: \"[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b,"
                + " [1,2,3,4,5,6,7,8,9,10].all(c, [1,2,3,4,5,6,7,8,9,10].all(d, [1,2,3,4,5,6,7,8,9,10].all(e,"
                + " [1,2,3,4,5,6,7,8,9,10].all(f, [1,2,3,4,5,6,7,8,9,10].all(g, object != null)))))))\"}]");
        bind("validationActions: [Deny]");

        admin.post(maps(), "{metadata: {name: a}}").refused(422, "Invalid", bound(), "cost");
    }

    @Test
    void parameters_are_found_by_name_in_the_namespace_of_the_request() {
        policy("""
                paramKind: {apiVersion: v1, kind: ConfigMap}
                matchConditions: [{name: not-the-parameters, expression: "object.metadata.name != 'limits'"}]
                validations:
                - expression: "size(object.metadata.name) <= int(params.data.longest)"
                  messageExpression: "'longer than ' + string(params.data.longest)"
                """);
        bind("""
                validationActions: [Deny]
                paramRef: {name: limits, parameterNotFoundAction: Deny}
                """);

        admin.post(maps(), "{metadata: {name: abc}}")
                .refused(
                        422,
                        "Invalid",
                        bound() + "failed to configure binding: no params found for policy binding with `Deny`"
                                + " parameterNotFoundAction");
        admin.merge(BINDINGS + "/" + namespace, "{spec: {paramRef: {parameterNotFoundAction: Allow}}}")
                .expect(200);
        admin.post(maps(), "{metadata: {name: abc}}").expect(201);
        admin.post(maps(), "{metadata: {name: limits}, data: {longest: \"3\"}}").expect(201);

        admin.post(maps(), "{metadata: {name: abcd}}").refused(422, "Invalid", bound() + "longer than 3");
        admin.post(maps(), "{metadata: {name: abd}}").expect(201);
    }

    @Test
    void a_policy_is_asked_once_for_each_selected_parameter_object() {
        policy("""
                paramKind: {apiVersion: v1, kind: Secret}
                validations: [{expression: "object.metadata.name != params.metadata.name", messageExpression: "'taken by ' + string(params.metadata.name)"}]
                """);
        bind("""
                validationActions: [Deny]
                paramRef: {selector: {matchLabels: {taken: "yes"}}, parameterNotFoundAction: Deny}
                """);
        String secrets = "/api/v1/namespaces/" + namespace + "/secrets";
        admin.post(secrets, "{metadata: {name: a, labels: {taken: \"yes\"}}}").expect(201);
        admin.post(secrets, "{metadata: {name: b, labels: {taken: \"yes\"}}}").expect(201);
        admin.post(secrets, "{metadata: {name: c}}").expect(201);

        admin.post(maps(), "{metadata: {name: b}}").refused(422, "Invalid", "taken by b");
        admin.post(maps(), "{metadata: {name: c}}").expect(201);
    }

    @Test
    void parameters_of_a_kind_that_nobody_serves_are_a_fault_of_the_policy() {
        policy("""
                paramKind: {apiVersion: example.com/v1, kind: Nothing}
                validations: [{expression: "true"}]
                """);
        bind("""
                validationActions: [Deny]
                paramRef: {name: a, parameterNotFoundAction: Allow}
                """);

        admin.post(maps(), "{metadata: {name: a}}")
                .refused(
                        422,
                        "Invalid",
                        "ValidatingAdmissionPolicy '" + namespace + "' denied request: failed to configure policy: "
                                + "failed to find resource referenced by paramKind: 'example.com/v1, Kind=Nothing'");
    }

    @Test
    void the_authorizer_says_what_the_caller_may_do() {
        policy("""
                validations:
                - expression: "authorizer.group('').resource('secrets').namespace(request.namespace).check('get').allowed()"
                  message: you may not read secrets
                - expression: "authorizer.requestResource.check('create').allowed()"
                  message: you may not do this
                - expression: "!authorizer.serviceAccount('default', 'nobody').path('/nowhere').check('get').allowed()"
                - expression: "!authorizer.group('apps').resource('deployments').subresource('scale').name('x').fieldSelector('metadata.name=a').labelSelector('a=b').check('patch').errored()"
                """);
        bind("validationActions: [Deny]");
        String rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/" + namespace;
        admin.post(
                        rbac + "/roles",
                        "{metadata: {name: maps}, rules: [{apiGroups: [\"\"], resources: [configmaps],"
                                + " verbs: [create]}]}")
                .expect(201);
        admin.post(
                        rbac + "/rolebindings",
                        "{metadata: {name: maps}, subjects: [{kind: User, apiGroup:"
                                + " rbac.authorization.k8s.io, name: joe}], roleRef: {kind: Role, apiGroup:"
                                + " rbac.authorization.k8s.io, name: maps}}")
                .expect(201);

        RunningApi.client(new UserInfo("joe", "", Set.of(UserInfo.GROUP_AUTHENTICATED), Map.of()))
                .post(maps(), "{metadata: {name: a}}")
                .refused(422, "Invalid", bound() + "you may not read secrets");
        admin.post(maps(), "{metadata: {name: a}}").expect(201);
    }

    @Test
    void rules_name_objects_and_leave_others_out() {
        create(POLICIES, namespace, """
                metadata: {name: %1$s}
                spec:
                  matchConstraints:
                    resourceRules:
                    - {operations: [CREATE], apiGroups: [""], apiVersions: ["v1"], resources: [configmaps, secrets], resourceNames: [a, b]}
                    excludeResourceRules:
                    - {operations: ["*"], apiGroups: [""], apiVersions: ["v1"], resources: [secrets]}
                  validations: [{expression: "false", message: never}]
                """.formatted(namespace));
        bind("validationActions: [Deny]");

        admin.post(maps(), "{metadata: {name: a}}").refused(422, "Invalid", "never");
        admin.post(maps(), "{metadata: {name: c}}").expect(201);
        admin.post("/api/v1/namespaces/" + namespace + "/secrets", "{metadata: {name: a}}")
                .expect(201);
    }

    @Test
    void another_version_of_a_resource_matches_unless_exactly_that_one_is_meant() {
        create(POLICIES, namespace, """
                metadata: {name: %1$s}
                spec:
                  matchConstraints:
                    resourceRules:
                    - {operations: [CREATE], apiGroups: [autoscaling], apiVersions: [v1], resources: [horizontalpodautoscalers]}
                  validations:
                  - expression: "!has(object.spec.targetCPUUtilizationPercentage) || object.spec.targetCPUUtilizationPercentage < 50"
                    messageExpression: "request.kind.version + ' of ' + request.requestKind.version"
                """.formatted(namespace));
        bind("validationActions: [Deny]");
        String scaler = """
                metadata: {name: a}
                spec:
                  maxReplicas: 2
                  scaleTargetRef: {kind: Deployment, name: a, apiVersion: apps/v1}
                  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]
                """;
        String scalers = "/apis/autoscaling/v2/namespaces/" + namespace + "/horizontalpodautoscalers";

        admin.post(scalers, scaler).refused(422, "Invalid", "v1 of v2");
        admin.merge(POLICIES + "/" + namespace, "{spec: {matchConstraints: {matchPolicy: Exact}}}")
                .expect(200);
        admin.post(scalers, scaler).expect(201);
    }

    @Test
    void expressions_at_fault_are_refused_where_they_stand() {
        Client.Answer refused = admin.post(POLICIES, policyText("configmaps", """
                matchConditions: [{name: c, expression: "object.x + "}]
                variables: [{name: v, expression: "nothing.at.all"}]
                validations:
                - expression: "object.metadata.name"
                - expression: "variables.w == 1"
                - expression: "true"
                  messageExpression: "authorizer.path('/x').check('get').reason()"
                - expression: "request.foo == 'x' && params.x == 1"
                auditAnnotations: [{key: k, valueExpression: "1"}]
                """));

        refused.refused(422, "Invalid", "compilation failed: ERROR: <input>:1:12:");
        List<String> causes = new ArrayList<>();
        for (JsonNode cause : refused.json().at("/details/causes")) {
            causes.add(
                    cause.path("field").asString() + " " + cause.path("message").asString());
        }
        assertThat(causes).hasSize(7);
        assertThat(causes.get(0))
                .startsWith(
                        "spec.matchConditions[0].expression Invalid value: \"object.x + \": compilation failed: ERROR: <input>:1:12: ");
        assertThat(causes.get(1))
                .isEqualTo("spec.variables[0].expression Invalid value: \"nothing.at.all\": compilation failed: ERROR:"
                        + " <input>:1:1: undeclared reference to 'nothing' (in container '')\n | nothing.at.all\n | ^");
        assertThat(causes.get(2))
                .isEqualTo("spec.validations[0].expression Invalid value:"
                        + " \"object.metadata.name\": must evaluate to bool");
        assertThat(causes.get(3)).contains("spec.validations[1].expression", "undefined field 'w'");
        assertThat(causes.get(4))
                .contains("spec.validations[2].messageExpression", "undeclared reference to 'authorizer'");
        assertThat(causes.get(5)).contains("undefined field 'foo'", "undeclared reference to 'params'");
        assertThat(causes.get(6)).contains("spec.auditAnnotations[0].valueExpression", "must evaluate to one of");
    }

    @Test
    void nobody_makes_a_policy_read_what_they_may_not_read() {
        UserInfo joe = new UserInfo("joe-" + namespace, "", Set.of(UserInfo.GROUP_AUTHENTICATED), Map.of());
        String rbac = "/apis/rbac.authorization.k8s.io/v1/";
        create(
                rbac + "clusterroles",
                namespace,
                "{metadata: {name: " + namespace
                        + "}, rules: [{apiGroups: [admissionregistration.k8s.io], resources: [\"*\"], verbs: [\"*\"]}]}");
        create(
                rbac + "clusterrolebindings",
                namespace,
                "{metadata: {name: " + namespace
                        + "}, subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: " + joe.name()
                        + "}], roleRef: {kind: ClusterRole, apiGroup: rbac.authorization.k8s.io, name: " + namespace
                        + "}}");
        String policy = policyText(
                "configmaps", "paramKind: {apiVersion: v1, kind: Secret}\nvalidations: [{expression: \"true\"}]");

        RunningApi.client(joe)
                .post(POLICIES, policy)
                .refused(
                        403,
                        "Forbidden",
                        "must have \"get\" permission on all objects of the referenced paramKind (kind=Secret,"
                                + " apiVersion=v1)");
        create(POLICIES, namespace, policy);
        RunningApi.client(joe)
                .post(
                        BINDINGS,
                        "{metadata: {name: x}, spec: {policyName: " + namespace
                                + ", validationActions: [Deny], paramRef: {name: a, namespace: default,"
                                + " parameterNotFoundAction: Deny}}}")
                .refused(403, "Forbidden", "does not have \"get\" permission on the object referenced by paramRef");
    }

    @Test
    void policies_are_not_asked_about_policies() {
        create(POLICIES, namespace, """
                metadata: {name: %1$s}
                spec:
                  matchConstraints:
                    resourceRules: [{operations: ["*"], apiGroups: [admissionregistration.k8s.io], apiVersions: ["*"], resources: ["*"]}]
                  validations: [{expression: "false", message: never}]
                """.formatted(namespace));
        create(
                BINDINGS,
                namespace,
                "{metadata: {name: " + namespace + "}, spec: {policyName: " + namespace
                        + ", validationActions: [Deny]}}");

        admin.merge(POLICIES + "/" + namespace, "{metadata: {labels: {a: b}}}").expect(200);
        admin.post(GROUP + "validatingwebhookconfigurations", "{metadata: {name: x}}")
                .refused(422, "Invalid", "never");
    }

    @Test
    void a_policy_about_connections_sees_their_parameters() {
        policy(
                "pods/exec",
                "validations: [{expression: \"object.kind != 'PodExecOptions' || !('sh' in object.command)\","
                        + " message: no shells}]");
        bind("validationActions: [Deny]");
        String exec = "/api/v1/namespaces/" + namespace + "/pods/a/exec?command=";

        assertThat(Connections.refusal(exec + "sh")).contains(bound() + "no shells");
        assertThat(Connections.refusal(exec + "ls")).isEmpty();
    }

    @Test
    void a_policy_about_subresources_sees_their_bodies() {
        policy(
                "deployments/scale",
                "validations: [{expression: \"object.kind == 'Scale' && object.spec.replicas <= oldObject.spec.replicas\","
                        + " message: no growth}]");
        bind("validationActions: [Deny]");
        String deployments = "/apis/apps/v1/namespaces/" + namespace + "/deployments";
        admin.post(deployments, """
                metadata: {name: a}
                spec:
                  replicas: 3
                  selector: {matchLabels: {a: b}}
                  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}
                """).expect(201);

        admin.merge(deployments + "/a/scale", "{spec: {replicas: 4}}").refused(422, "Invalid", "no growth");
        admin.merge(deployments + "/a/scale", "{spec: {replicas: 2}}").expect(200);
    }

    @Test
    void a_policys_status_tells_what_its_expressions_do_wrong_with_the_kinds_it_names() throws InterruptedException {
        create(POLICIES, namespace, """
                metadata: {name: %1$s}
                spec:
                  matchConstraints:
                    resourceRules: [{operations: [CREATE], apiGroups: [apps], apiVersions: [v1], resources: [deployments]}]
                  variables: [{name: spec, expression: "object.spec"}]
                  validations:
                  - expression: "object.replicas > 1"
                  - expression: "variables.spec.replicas > 1 && object.metadata.labels['a'] == 'b'"
                  - expression: "object.spec.template.spec.containers.all(c, c.image > 1)"
                    messageExpression: "'x'"
                """.formatted(namespace));

        JsonNode status = observed(1);

        JsonNode warnings = status.at("/typeChecking/expressionWarnings");
        assertThat(warnings.size()).isEqualTo(2);
        assertThat(warnings.get(0).path("fieldRef").asString()).isEqualTo("spec.validations[0].expression");
        assertThat(warnings.get(0).path("warning").asString())
                .isEqualTo("apps/v1, Kind=Deployment: ERROR: <input>:1:7: undefined field 'replicas'\n"
                        + " | object.replicas > 1\n | ......^");
        assertThat(warnings.get(1).path("fieldRef").asString()).isEqualTo("spec.validations[2].expression");
        assertThat(warnings.get(1).path("warning").asString()).contains("found no matching overload for '_>_'");

        admin.merge(POLICIES + "/" + namespace, "{spec: {validations: [{expression: \"object.spec.replicas > 1\"}]}}")
                .expect(200);
        assertThat(observed(2).at("/typeChecking").toString()).isEqualTo("{}");
    }

    private JsonNode observed(int generation) throws InterruptedException {
        String watched = POLICIES + "?watch=true&fieldSelector=metadata.name=" + namespace;
        try (WatchReader watch = new WatchReader(admin.watch(watched))) {
            JsonNode status = watch.next().at("/object/status");
            while (status.path("observedGeneration").asInt(0) != generation) {
                status = watch.next().at("/object/status");
            }
            return status;
        }
    }

    @Test
    void figures_count_what_policies_decide() {
        policy("validations: [{expression: \"object.metadata.name != 'a'\"}]");
        bind("validationActions: [Deny]");
        admin.post(maps(), "{metadata: {name: a}}").expect(422);
        admin.post(maps(), "{metadata: {name: b}}").expect(201);

        String figures = admin.get("/metrics").text();

        assertThat(figures)
                .containsPattern("apiserver_validating_admission_policy_check_total\\{enforcement_action=\"deny\","
                        + "error_type=\"no_error\",policy=\"" + namespace + "\",policy_binding=\"" + namespace
                        + "\"\\} 1")
                .containsPattern("apiserver_validating_admission_policy_check_total\\{enforcement_action=\"allow\"");
    }
}
