package org.nakhoda.apiserver.story;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.apiserver.story.Client.Answer;
import tools.jackson.databind.JsonNode;

/** Managers of the same object name its fields in different versions of its kind, and one change is seen in all of them. */
class ApplyBetweenVersionsTest {
    private static final String V2 = """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: h}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}
              maxReplicas: 5
              metrics:
              - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}
            """;
    private static final String V1 = """
            apiVersion: autoscaling/v1
            kind: HorizontalPodAutoscaler
            metadata: {name: h}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}
              maxReplicas: 5
              targetCPUUtilizationPercentage: 50
            """;

    private final Client api = RunningApi.admin();
    private String namespace;
    private String v1;
    private String v2;

    @BeforeEach
    void makeNamespace() {
        namespace = RunningApi.namespace();
        v1 = "/apis/autoscaling/v1/namespaces/" + namespace + "/horizontalpodautoscalers/h";
        v2 = v1.replace("/v1/", "/v2/");
    }

    @Test
    void what_is_written_in_one_version_is_taken_from_its_manager_in_the_other() {
        apply(v2, "one", V2).expect(201);

        JsonNode changed = api.merge(v1 + "?fieldManager=two", "{spec: {targetCPUUtilizationPercentage: 60}}")
                .expect(200);

        assertThat(entry(changed, "two").path("apiVersion").asString()).isEqualTo("autoscaling/v1");
        assertThat(entry(changed, "two").path("fieldsV1").toString())
                .isEqualTo("{\"f:spec\":{\"f:targetCPUUtilizationPercentage\":{}}}");
        JsonNode one = entry(changed, "one");
        assertThat(one.path("apiVersion").asString()).isEqualTo("autoscaling/v2");
        assertThat(one.at("/fieldsV1/f:spec").propertyNames())
                .containsExactlyInAnyOrder("f:scaleTargetRef", "f:maxReplicas");
        apply(v2, "one", V2)
                .refused(
                        409,
                        "Conflict",
                        "conflict with \"two\" using autoscaling/v1: .spec.targetCPUUtilizationPercentage");
    }

    @Test
    void what_is_the_same_in_both_versions_is_no_conflict_and_nothing_is_taken() {
        apply(v2, "one", V2).expect(201);

        JsonNode shared = apply(v1, "two", V1).expect(200);

        assertThat(entry(shared, "one").at("/fieldsV1/f:spec").propertyNames()).contains("f:metrics");
        assertThat(entry(shared, "two").at("/fieldsV1/f:spec").propertyNames())
                .contains("f:targetCPUUtilizationPercentage");
    }

    @Test
    void a_manager_may_go_on_in_another_version_and_what_it_states_no_more_goes() {
        apply(v2, "one", V2).expect(201);

        JsonNode after = apply(v1, "one", V1.replace("  targetCPUUtilizationPercentage: 50\n", "  minReplicas: 2\n"))
                .expect(200);

        assertThat(after.at("/metadata/managedFields").size()).isEqualTo(1);
        assertThat(entry(after, "one").path("apiVersion").asString()).isEqualTo("autoscaling/v1");
        JsonNode stored = api.get(v2).expect(200);
        assertThat(stored.at("/spec/minReplicas").asInt()).isEqualTo(2);
        // the default that an autoscaler without metrics has
        assertThat(stored.at("/spec/metrics/0/resource/target/averageUtilization")
                        .asInt())
                .isEqualTo(80);
    }

    @Test
    void what_a_manager_gives_up_stays_while_another_holds_it_in_its_own_version() {
        apply(v2, "one", V2).expect(201);
        apply(v1, "two", V1).expect(200);

        apply(v2, "one", V2.substring(0, V2.indexOf("  metrics:"))).expect(200);
        JsonNode kept = api.get(v1).expect(200);

        assertThat(kept.at("/spec/targetCPUUtilizationPercentage").asInt()).isEqualTo(50);
        assertThat(entry(kept, "one").at("/fieldsV1/f:spec").propertyNames()).doesNotContain("f:metrics");
    }

    @Test
    void an_event_has_the_same_managers_under_both_its_names() {
        String core = "/api/v1/namespaces/" + namespace + "/events/e";
        String newer = "/apis/events.k8s.io/v1/namespaces/" + namespace + "/events/e";
        api.post(newer.substring(0, newer.length() - 2) + "?fieldManager=recorder", """
                        {metadata: {name: e}, regarding: {kind: Pod, name: p, namespace: %s}, reason: r, action: a, note: first,
                          type: Normal, eventTime: "2026-01-02T03:04:05.000000Z", reportingController: c.example.com/c,
                          reportingInstance: i}""".formatted(namespace))
                .expect(201);

        api.merge(core + "?fieldManager=two", "{message: changed}").expect(200);
        JsonNode changed = api.get(newer).expect(200);

        assertThat(changed.path("note").asString()).isEqualTo("changed");
        assertThat(entry(changed, "recorder").path("fieldsV1").propertyNames())
                .contains("f:reason", "f:regarding")
                .doesNotContain("f:note");
        assertThat(entry(changed, "two").path("fieldsV1").toString()).isEqualTo("{\"f:message\":{}}");
        apply(newer, "three", "{apiVersion: events.k8s.io/v1, kind: Event, metadata: {name: e}, note: other}")
                .refused(409, "Conflict", "conflict with \"two\" using v1: .message");
    }

    @Test
    void a_manager_of_a_version_that_is_not_served_is_forgotten_with_the_next_change() {
        apply(v2, "one", V2).expect(201);
        String gone = "[{op: add, path: /metadata/managedFields/-, value: {manager: old, operation: Update,"
                + " apiVersion: autoscaling/v2beta2, fieldsType: FieldsV1, fieldsV1: {'f:spec': {'f:minReplicas': {}}}}}]";
        JsonNode with = api.patch(v2, gone).expect(200);

        JsonNode after =
                api.merge(v2 + "?fieldManager=two", "{spec: {maxReplicas: 7}}").expect(200);

        assertThat(with.at("/metadata/managedFields").toString()).contains("v2beta2");
        assertThat(after.at("/metadata/managedFields").toString())
                .doesNotContain("v2beta2")
                .contains("\"two\"");
    }

    @Test
    void a_conflict_of_scaling_is_told_in_the_words_of_the_scale() {
        String deployments = "/apis/apps/v1/namespaces/" + namespace + "/deployments";
        api.post(deployments + "?fieldManager=one", """
                {metadata: {name: d}, spec: {replicas: 1, selector: {matchLabels: {a: b}},
                  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}}""").expect(201);

        apply(
                        deployments + "/d/scale",
                        "two",
                        "{apiVersion: autoscaling/v1, kind: Scale, metadata: {name: d}, spec: {replicas: 4}}")
                .refused(409, "Conflict", "conflict with \"one\" using autoscaling/v1: .spec.replicas");
    }

    private Answer apply(String uri, String manager, String yaml) {
        return api.send(
                "PATCH",
                uri + "?fieldManager=" + manager,
                Map.of("content-type", "application/apply-patch+yaml"),
                yaml.getBytes(UTF_8));
    }

    private static JsonNode entry(JsonNode object, String manager) {
        for (JsonNode entry : object.at("/metadata/managedFields")) {
            if (entry.path("manager").asString().equals(manager)) {
                return entry;
            }
        }
        throw new AssertionError("no manager " + manager + " in " + object.at("/metadata/managedFields"));
    }
}
