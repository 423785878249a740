package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Kinds whose subresources or versions have rules of their own. */
class KindsTest {
    private static final String REQUEST = Base64.getEncoder()
            .encodeToString("-----BEGIN CERTIFICATE REQUEST-----\nMA0GCSqGSIb3DQEB\n-----END CERTIFICATE REQUEST-----\n"
                    .getBytes(StandardCharsets.US_ASCII));
    private static final String SIGNING = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

    private final Client admin = RunningApi.admin();

    @Test
    void a_request_for_a_certificate_carries_its_caller_and_is_approved_once() {
        // given
        String name = RunningApi.namespace() + "-csr";
        JsonNode made = admin.post(
                        SIGNING,
                        "{metadata: {name: " + name + "}, spec: {request: " + REQUEST
                                + ", signerName: example.com/s, usages: [client auth], username: somebody-else}}")
                .expect(201);
        assertThat(made.at("/spec/username").asString()).isNotEqualTo("somebody-else");

        // when
        String verdict = "{status: {conditions: [{type: Approved, status: 'True', reason: r, message: m}]}}";
        JsonNode approved =
                admin.merge(SIGNING + "/" + name + "/approval", verdict).expect(200);

        // then
        assertThat(approved.at("/status/conditions/0/lastUpdateTime").asString())
                .isNotEmpty();
        admin.merge(SIGNING + "/" + name + "/approval", "{status: {conditions: [{type: Denied, status: 'True'}]}}")
                .expect(422);
        JsonNode kept = admin.merge(SIGNING + "/" + name + "/status", "{status: {conditions: []}}")
                .expect(200);
        assertThat(kept.at("/status/conditions/0/type").asString()).isEqualTo("Approved");
    }

    @Test
    void a_pods_resources_change_by_resize_alone() {
        // given
        String pods = "/api/v1/namespaces/" + RunningApi.namespace() + "/pods";
        admin.post(
                        pods,
                        "{metadata: {name: p}, spec: {containers: [{name: c, image: 'i:1', resources:"
                                + " {requests: {cpu: 100m}}}]}}")
                .expect(201);
        String larger = "{spec: {containers: [{name: c, resources: {requests: {cpu: 200m}}}]}}";

        // then
        admin.strategic(pods + "/p", larger).expect(422);
        JsonNode resized = admin.strategic(pods + "/p/resize", larger).expect(200);
        assertThat(resized.at("/spec/containers/0/resources/requests/cpu").asString())
                .isEqualTo("200m");
        assertThat(resized.at("/metadata/generation").asInt()).isEqualTo(2);
        admin.strategic(pods + "/p/resize", "{spec: {containers: [{name: c, image: 'i:2'}]}}")
                .expect(422);
        admin.strategic(
                        pods + "/p/resize",
                        "{spec: {containers: [{name: c, resources: {limits: {cpu: 200m,"
                                + " memory: 1Gi}, requests: {cpu: 200m, memory: 1Gi}}}]}}")
                .expect(422);
    }

    @Test
    void a_typed_client_may_send_empty_lists_and_maps_for_what_it_has_not_read() {
        // given
        String pods = "/api/v1/namespaces/" + RunningApi.namespace() + "/pods";
        JsonNode pod = admin.post(pods, "{metadata: {name: p}, spec: {containers: [{name: c, image: 'i:1'}]}}")
                .expect(201);

        // when
        ObjectNode written = (ObjectNode) pod.deepCopy();
        written.withObject("/spec/nodeSelector");
        written.withArray("/spec/imagePullSecrets");
        written.withArray("/spec/securityContext/sysctls");
        ((ObjectNode) written.at("/spec/containers/0")).withArray("/ports");
        admin.put(pods + "/p", written).expect(200);

        // then
        written.withObject("/metadata").remove("resourceVersion");
        written.withObject("/spec/nodeSelector").put("a", "b");
        admin.put(pods + "/p", written).refused(422, "Invalid", "pod updates may not change fields");
    }

    @Test
    void a_pod_that_is_written_without_its_default_tolerations_keeps_them() {
        String pods = "/api/v1/namespaces/" + RunningApi.namespace() + "/pods";
        JsonNode pod = admin.post(pods, "{metadata: {name: p}, spec: {containers: [{name: c, image: 'i:1'}]}}")
                .expect(201);
        ObjectNode written = (ObjectNode) pod.deepCopy();
        written.withObject("/spec").remove("tolerations");

        JsonNode kept = admin.put(pods + "/p", written).expect(200);

        assertThat(kept.at("/spec/tolerations")).isEqualTo(pod.at("/spec/tolerations"));
    }

    @Test
    void a_deletion_is_answered_with_what_typed_clients_expect_of_the_kind() {
        String name = RunningApi.namespace();
        String classes = "/apis/storage.k8s.io/v1/storageclasses";
        admin.post(classes, "{metadata: {name: " + name + "}, provisioner: example.com/p}")
                .expect(201);

        JsonNode deleted = admin.delete(classes + "/" + name).expect(200);

        assertThat(deleted.path("kind").asString()).isEqualTo("StorageClass");
        assertThat(deleted.at("/metadata/name").asString()).isEqualTo(name);
    }

    @Test
    void an_autoscaler_is_the_same_object_in_both_versions() {
        // given
        String namespace = RunningApi.namespace();
        String first = "/apis/autoscaling/v1/namespaces/" + namespace + "/horizontalpodautoscalers";
        admin.post(
                        first,
                        "{metadata: {name: h}, spec: {maxReplicas: 3, targetCPUUtilizationPercentage: 55,"
                                + " scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}}}")
                .expect(201);

        // when
        JsonNode second = admin.get(first.replace("/v1/", "/v2/") + "/h").expect(200);

        // then
        assertThat(second.at("/apiVersion").asString()).isEqualTo("autoscaling/v2");
        assertThat(second.at("/spec/metrics/0/resource/target/averageUtilization")
                        .asInt())
                .isEqualTo(55);
        JsonNode list = admin.get(first).expect(200);
        assertThat(list.at("/items/0/spec/targetCPUUtilizationPercentage").asInt())
                .isEqualTo(55);
    }

    @Test
    void the_parts_of_the_control_plane_are_listed_as_well() {
        JsonNode list = admin.get("/api/v1/componentstatuses").expect(200);
        assertThat(list.at("/items").size()).isEqualTo(3);
        assertThat(admin.get("/api/v1/componentstatuses/scheduler")
                        .expect(200)
                        .at("/conditions/0/status")
                        .asString())
                .isEqualTo("True");
        admin.get("/api/v1/componentstatuses/other").expect(404);
    }
}
