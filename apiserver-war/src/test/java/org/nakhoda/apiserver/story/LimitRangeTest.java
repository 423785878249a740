package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Namespaces in which single containers, pods and claims are bounded. */
class LimitRangeTest {
    private final Client admin = RunningApi.admin();
    private String root;

    @BeforeEach
    void aNamespace() {
        root = "/api/v1/namespaces/" + RunningApi.namespace() + "/";
    }

    private void limit(String limits) {
        admin.post(root + "limitranges", "{metadata: {name: l}, spec: {limits: [" + limits + "]}}")
                .expect(201);
    }

    private Client.Answer pod(String name, String spec) {
        return admin.post(root + "pods", "{metadata: {name: " + name + "}, spec: {" + spec + "}}");
    }

    @Test
    void what_a_container_does_not_say_is_filled_in_and_noted() {
        limit("{type: Container, default: {cpu: 500m, memory: 1Gi}, defaultRequest: {cpu: 100m}}");

        JsonNode pod = pod(
                        "p",
                        "containers: [{name: a, image: i, resources: {requests: {cpu: 200m}}}],"
                                + " initContainers: [{name: b, image: i}]")
                .expect(201);

        JsonNode own = pod.at("/spec/containers/0/resources");
        assertThat(own.at("/requests/cpu").asString()).isEqualTo("200m");
        assertThat(own.at("/limits/cpu").asString()).isEqualTo("500m");
        assertThat(pod.at("/spec/initContainers/0/resources/requests/cpu").asString())
                .isEqualTo("100m");
        assertThat(pod.path("metadata")
                        .path("annotations")
                        .path("kubernetes.io/limit-ranger")
                        .asString())
                .startsWith("LimitRanger plugin set: ")
                .contains(
                        "memory request for container a",
                        "cpu, memory limit for container a",
                        "cpu, memory request for init container b");
        assertThat(pod.at("/status/qosClass").asString()).isEqualTo("Burstable");
    }

    @Test
    void a_container_outside_its_bounds_is_refused_with_every_bound_that_it_breaks() {
        limit("{type: Container, min: {cpu: 100m}, max: {cpu: 1, memory: 1Gi}, maxLimitRequestRatio: {cpu: 2}}");

        pod(
                        "p",
                        "containers: [{name: a, image: i, resources: {requests: {cpu: 50m, memory: 1Gi},"
                                + " limits: {cpu: 2, memory: 2Gi}}}]")
                .refused(
                        403,
                        "Forbidden",
                        "pods \"p\" is forbidden: [minimum cpu usage per Container is 100m, but request is 50m, maximum"
                                + " cpu usage per Container is 1, but limit is 2, maximum memory usage per Container is"
                                + " 1Gi, but limit is 2Gi, cpu max limit to request ratio per Container is 2, but"
                                + " provided ratio is 40.000000]");
        pod(
                        "p",
                        "containers: [{name: a, image: i, resources: {requests: {cpu: 500m, memory: 1Gi},"
                                + " limits: {cpu: 1, memory: 1Gi}}}]")
                .expect(201);
    }

    @Test
    void a_pod_is_bounded_as_a_whole() {
        limit("{type: Pod, max: {cpu: 1}}");
        String half = "{name: %s, image: i, resources: {requests: {cpu: 600m}, limits: {cpu: 600m}}}";

        pod("p", "containers: [" + half.formatted("a") + "]").expect(201);
        pod("q", "containers: [" + half.formatted("a") + ", " + half.formatted("b") + "]")
                .refused(403, "Forbidden", "maximum cpu usage per Pod is 1, but limit is 1200m");
        pod("r", "containers: [{name: a, image: i}]")
                .refused(403, "Forbidden", "maximum cpu usage per Pod is 1.  No limit is specified");
        pod("s", "initContainers: [" + half.formatted("i") + "], containers: [" + half.formatted("a") + "]")
                .expect(201);
    }

    @Test
    void a_claim_asks_for_neither_too_little_nor_too_much() {
        limit("{type: PersistentVolumeClaim, min: {storage: 1Gi}, max: {storage: 5Gi}}");

        claim("c", "500Mi")
                .refused(
                        403,
                        "Forbidden",
                        "minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 500Mi");
        claim("c", "6Gi")
                .refused(
                        403, "Forbidden", "maximum storage usage per PersistentVolumeClaim is 5Gi, but request is 6Gi");
        claim("c", "5Gi").expect(201);
    }

    private Client.Answer claim(String name, String storage) {
        return admin.post(
                root + "persistentvolumeclaims",
                "{metadata: {name: " + name + "}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: "
                        + storage + "}}}}");
    }

    @Test
    void a_resize_stays_within_the_bounds() {
        pod(
                        "p",
                        "nodeName: \"\", containers: [{name: a, image: i, resources: {requests: {cpu: 100m}, limits: {cpu: 100m}}}]")
                .expect(201);
        limit("{type: Container, max: {cpu: 1}}");

        admin.strategic(
                        root + "pods/p/resize",
                        "{spec: {containers: [{name: a, resources: {requests: {cpu: 2}, limits: {cpu: 2}}}]}}")
                .refused(403, "Forbidden", "maximum cpu usage per Container is 1, but limit is 2");
        admin.strategic(
                        root + "pods/p/resize",
                        "{spec: {containers: [{name: a, resources: {requests: {cpu: 1}, limits: {cpu: 1}}}]}}")
                .expect(200);
    }
}
