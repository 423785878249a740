package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What pods are given by the objects that they name, and by their node. */
class PodAdmissionTest {
    private final Client admin = RunningApi.admin();
    private String namespace;
    private String root;

    @BeforeEach
    void aNamespace() {
        namespace = RunningApi.namespace();
        root = "/api/v1/namespaces/" + namespace + "/";
    }

    private Client.Answer pod(String name, String spec) {
        return admin.post(
                root + "pods",
                "{metadata: {name: " + name + "}, spec: {containers: [{name: a, image: i}]" + spec + "}}");
    }

    @Test
    void a_runtime_class_brings_its_overhead_its_nodes_and_its_tolerations() {
        admin.post("/apis/node.k8s.io/v1/runtimeclasses", """
                metadata: {name: %s}
                handler: kata
                overhead: {podFixed: {cpu: 250m, memory: 120Mi}}
                scheduling: {nodeSelector: {runtime: kata}, tolerations: [{key: kata, operator: Exists}]}
                """.formatted(namespace))
                .expect(201);
        String named = ", runtimeClassName: " + namespace;

        JsonNode pod = pod("p", named + ", nodeSelector: {disk: ssd}").expect(201);

        assertThat(pod.at("/spec/overhead/cpu").asString()).isEqualTo("250m");
        assertThat(pod.at("/spec/nodeSelector").toString()).isEqualTo("{\"disk\":\"ssd\",\"runtime\":\"kata\"}");
        assertThat(pod.at("/spec/tolerations").toString()).contains("\"key\":\"kata\"");
        pod("q", named + ", nodeSelector: {runtime: runc}")
                .refused(
                        403,
                        "Forbidden",
                        "conflict: runtimeClass.scheduling.nodeSelector[runtime] = kata; pod.spec.nodeSelector[runtime]"
                                + " = runc");
        pod("q", named + ", overhead: {cpu: 1}")
                .refused(
                        403, "Forbidden", "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
        pod("q", ", runtimeClassName: nowhere")
                .refused(403, "Forbidden", "pod rejected: RuntimeClass \"nowhere\" not found");
        pod("q", ", overhead: {cpu: 1}")
                .refused(
                        403,
                        "Forbidden",
                        "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
    }

    @Test
    void a_pod_is_labelled_with_the_zone_and_region_of_its_node_when_it_is_bound() {
        admin.post(
                        "/api/v1/nodes",
                        "{metadata: {name: " + namespace + "-n, labels: {topology.kubernetes.io/zone: z1,"
                                + " topology.kubernetes.io/region: r1, disk: ssd}}}")
                .expect(201);
        pod("p", "").expect(201);

        admin.post(root + "pods/p/binding", "{metadata: {name: p}, target: {kind: Node, name: " + namespace + "-n}}")
                .expect(201);

        JsonNode labels = admin.get(root + "pods/p").expect(200).at("/metadata/labels");
        assertThat(labels.path("topology.kubernetes.io/zone").asString()).isEqualTo("z1");
        assertThat(labels.path("topology.kubernetes.io/region").asString()).isEqualTo("r1");
        assertThat(labels.has("disk")).isFalse();
        JsonNode placed = pod("q", ", nodeName: " + namespace + "-n").expect(201);
        assertThat(placed.at("/metadata/labels").has("topology.kubernetes.io/zone"))
                .isTrue();
    }

    @Test
    void a_resize_that_the_node_could_never_grant_is_refused_at_once() {
        String node = namespace + "-n";
        admin.post("/api/v1/nodes", "{metadata: {name: " + node + ", labels: {kubernetes.io/os: linux}}}")
                .expect(201);
        admin.merge("/api/v1/nodes/" + node + "/status", "{status: {allocatable: {cpu: 2, memory: 1Gi}}}")
                .expect(200);
        admin.post(
                        root + "pods",
                        "{metadata: {name: p}, spec: {nodeName: " + node
                                + ", containers: [{name: a, image: i, resources:" + " {requests: {cpu: 1}}}]}}")
                .expect(201);

        admin.strategic(root + "pods/p/resize", "{spec: {containers: [{name: a, resources: {requests: {cpu: 3}}}]}}")
                .refused(
                        403,
                        "Forbidden",
                        "Node didn't have enough allocatable resources: cpu, requested: 3000, allocatable: 2000");
        admin.strategic(root + "pods/p/resize", "{spec: {containers: [{name: a, resources: {requests: {cpu: 2}}}]}}")
                .expect(200);
    }

    @Test
    void an_account_that_says_so_lets_its_pods_use_its_own_secrets_only() {
        admin.post(
                        root + "serviceaccounts",
                        "{metadata: {name: strict, annotations: {kubernetes.io/enforce-mountable-secrets: \"true\"}},"
                                + " secrets: [{name: mine}], imagePullSecrets: [{name: pull}]}")
                .expect(201);
        String strict = ", serviceAccountName: strict";

        pod("p", strict + ", volumes: [{name: v, secret: {secretName: mine}}]").expect(201);
        pod("q", strict + ", volumes: [{name: v, secret: {secretName: other}}]")
                .refused(
                        403,
                        "Forbidden",
                        "volume with secret.secretName=\"other\" is not allowed because service account strict does not"
                                + " reference that secret");
        pod(
                        "q",
                        strict
                                + ", initContainers: [{name: b, image: i, env: [{name: E, valueFrom: {secretKeyRef: {name: x, key:"
                                + " k}}}]}]")
                .refused(403, "Forbidden", "init container b with envVar E referencing secret.secretName=\"x\"");
        pod("q", strict + ", imagePullSecrets: [{name: x}]")
                .refused(
                        403,
                        "Forbidden",
                        "imagePullSecrets[0].name=\"x\" is not allowed because service account strict does not reference"
                                + " that imagePullSecret");
        admin.strategic(
                        root + "pods/p/ephemeralcontainers",
                        "{spec: {ephemeralContainers: [{name: d, image: i, envFrom: [{secretRef: {name: x}}]}]}}")
                .refused(403, "Forbidden", "ephemeral container d with envFrom referencing secret.secretName=\"x\"");
    }

    @Test
    void there_is_one_default_priority_class() {
        String classes = "/apis/scheduling.k8s.io/v1/priorityclasses";
        String name = namespace;
        admin.post(classes, "{metadata: {name: " + name + "}, value: 7, globalDefault: true}")
                .expect(201);
        try {
            admin.post(classes, "{metadata: {name: " + name + "-b}, value: 8, globalDefault: true}")
                    .refused(
                            403,
                            "Forbidden",
                            "PriorityClass " + name + " is already marked as default. Only one default can exist");
            admin.merge(classes + "/" + name, "{description: again}").expect(200);
            pod("p", ", preemptionPolicy: Never")
                    .refused(403, "Forbidden", "the string value of PreemptionPolicy (Never) must not be provided");
        } finally {
            admin.delete(classes + "/" + name).expect(200);
        }
    }

    @Test
    void an_ingress_without_a_class_gets_the_default_one() {
        String classes = "/apis/networking.k8s.io/v1/ingressclasses";
        admin.post(
                        classes,
                        "{metadata: {name: " + namespace
                                + ", annotations: {ingressclass.kubernetes.io/is-default-class:"
                                + " \"true\"}}, spec: {controller: c.example.com/x}}")
                .expect(201);
        try {
            String ingresses = "/apis/networking.k8s.io/v1/namespaces/" + namespace + "/ingresses";
            String ingress =
                    "{metadata: {name: %s}, spec: {%sdefaultBackend: {service: {name: s, port: {number: 1}}}}}";

            JsonNode silent = admin.post(ingresses, ingress.formatted("a", "")).expect(201);
            JsonNode other = admin.post(ingresses, ingress.formatted("b", "ingressClassName: x, "))
                    .expect(201);

            assertThat(silent.at("/spec/ingressClassName").asString()).isEqualTo(namespace);
            assertThat(other.at("/spec/ingressClassName").asString()).isEqualTo("x");
        } finally {
            admin.delete(classes + "/" + namespace).expect(200);
        }
    }
}
