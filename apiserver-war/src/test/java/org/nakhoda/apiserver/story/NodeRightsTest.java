package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.apiserver.authn.UserInfo;
import tools.jackson.databind.JsonNode;

/** What a node's agent may see and do. */
class NodeRightsTest {
    private final Client admin = RunningApi.admin();
    private String namespace;
    private String root;
    private String name;
    private Client node;
    private Client other;

    @BeforeEach
    void twoNodes() {
        namespace = RunningApi.namespace();
        root = "/api/v1/namespaces/" + namespace + "/";
        name = namespace + "-n1";
        node = agent(name);
        other = agent(namespace + "-n2");
        node.post("/api/v1/nodes", "{metadata: {name: " + name + "}}").expect(201);
        other.post("/api/v1/nodes", "{metadata: {name: " + namespace + "-n2}}").expect(201);
    }

    private static Client agent(String node) {
        return RunningApi.client(new UserInfo(
                "system:node:" + node, "", Set.of(UserInfo.GROUP_NODES, UserInfo.GROUP_AUTHENTICATED), Map.of()));
    }

    private void pod(String podName, String spec) {
        admin.post(
                        root + "pods",
                        "{metadata: {name: " + podName + "}, spec: {automountServiceAccountToken: false, " + spec
                                + "}}")
                .expect(201);
    }

    private void bind(String podName) {
        admin.post(
                        root + "pods/" + podName + "/binding",
                        "{metadata: {name: " + podName + "}, target: {kind: Node, name: " + name + "}}")
                .expect(201);
    }

    @Test
    void secrets_and_config_maps_are_read_by_the_nodes_whose_pods_need_them_and_only_while_they_do() {
        for (String secret : new String[] {"env", "from", "volume", "pull", "none"}) {
            admin.post(root + "secrets", "{metadata: {name: " + secret + "}}").expect(201);
        }
        admin.post(root + "configmaps", "{metadata: {name: m}}").expect(201);
        pod("p", """
                imagePullSecrets: [{name: pull}],
                volumes: [{name: v, secret: {secretName: volume}}, {name: w, projected: {sources: [{configMap: {name: m}}]}}],
                containers: [{name: a, image: i, envFrom: [{secretRef: {name: from}}],
                  env: [{name: E, valueFrom: {secretKeyRef: {name: env, key: k}}}]}]
                """);
        refusedRead("secrets/env");

        bind("p");

        for (String secret : new String[] {"env", "from", "volume", "pull"}) {
            node.get(root + "secrets/" + secret).expect(200);
        }
        node.get(root + "configmaps/m").expect(200);
        node.get(root + "secrets?fieldSelector=metadata.name%3Denv").expect(200);
        refusedRead("secrets/none");
        other.get(root + "secrets/env")
                .refused(
                        403,
                        "Forbidden",
                        "secrets \"env\" is forbidden: User \"system:node:" + namespace + "-n2\" cannot get resource"
                                + " \"secrets\" in API group \"\" in the namespace \"" + namespace
                                + "\": no relationship found between node '" + namespace + "-n2' and this object");
        node.get(root + "secrets").refused(403, "Forbidden", "No Object name found");
        node.get("/api/v1/secrets").refused(403, "Forbidden", "can only read namespaced object of this type");

        admin.delete(root + "pods/p?gracePeriodSeconds=0").expect(200);
        refusedRead("secrets/env");
    }

    private void refusedRead(String path) {
        node.get(root + path).refused(403, "Forbidden", "no relationship found between node '" + name + "'");
    }

    @Test
    void a_debugging_container_brings_its_secrets_along() {
        admin.post(root + "secrets", "{metadata: {name: late}}").expect(201);
        pod("p", "containers: [{name: a, image: i}]");
        bind("p");
        refusedRead("secrets/late");

        admin.strategic(
                        root + "pods/p/ephemeralcontainers",
                        "{spec: {ephemeralContainers: [{name: d, image: i, envFrom: [{secretRef: {name: late}}]}]}}")
                .expect(200);

        node.get(root + "secrets/late").expect(200);
    }

    @Test
    void claims_their_volumes_and_the_secrets_of_these_follow_the_pod() {
        String volume = namespace + "-pv";
        admin.post(root + "secrets", "{metadata: {name: stage}}").expect(201);
        admin.post(
                        root + "persistentvolumeclaims",
                        "{metadata: {name: c}, spec: {accessModes: [ReadWriteOnce], storageClassName: \"\", volumeName: "
                                + volume + ", resources: {requests: {storage: 1Gi}}}}")
                .expect(201);
        admin.post(
                        "/api/v1/persistentvolumes",
                        "{metadata: {name: " + volume
                                + "}, spec: {accessModes: [ReadWriteOnce], capacity: {storage: 1Gi},"
                                + " claimRef: {namespace: " + namespace + ", name: c}, csi: {driver: d.example.com,"
                                + " volumeHandle: h, nodeStageSecretRef: {namespace: " + namespace
                                + ", name: stage}}}}")
                .expect(201);
        pod("p", "volumes: [{name: v, persistentVolumeClaim: {claimName: c}}], containers: [{name: a, image: i}]");
        refusedRead("persistentvolumeclaims/c");

        bind("p");

        node.get(root + "persistentvolumeclaims/c").expect(200);
        node.get("/api/v1/persistentvolumes/" + volume).expect(200);
        node.get(root + "secrets/stage").expect(200);
        other.get("/api/v1/persistentvolumes/" + volume).refused(403, "Forbidden");
        node.get("/api/v1/persistentvolumes")
                .refused(403, "Forbidden", "can only get individual resources of this type");
    }

    @Test
    void pods_are_listed_by_the_nodes_own_name_only() {
        pod("p", "containers: [{name: a, image: i}]");
        bind("p");

        node.get("/api/v1/pods?fieldSelector=spec.nodeName%3D" + name).expect(200);
        node.get(root + "pods/p").expect(200);
        node.get("/api/v1/pods")
                .refused(403, "Forbidden", "can only list/watch pods with spec.nodeName field selector");
        node.get("/api/v1/pods?watch=1&fieldSelector=spec.nodeName%3D" + namespace + "-n2")
                .refused(403, "Forbidden", "can only list/watch pods with spec.nodeName field selector");
        other.get(root + "pods/p").refused(403, "Forbidden", "no relationship found");
    }

    @Test
    void a_token_is_for_an_account_of_its_pods_bound_to_the_pod_and_for_an_audience_that_the_pod_names() {
        pod(
                "p",
                "volumes: [{name: t, projected: {sources: [{serviceAccountToken: {path: t, audience: vault}}]}}],"
                        + " containers: [{name: a, image: i}]");
        String uid = admin.get(root + "pods/p").json().at("/metadata/uid").asString();
        String tokens = root + "serviceaccounts/default/token";
        String bound = "boundObjectRef: {kind: Pod, apiVersion: v1, name: p, uid: " + uid + "}";
        node.post(tokens, "{spec: {audiences: [vault], " + bound + "}}")
                .refused(403, "Forbidden", "no relationship found between node '" + name + "' and this object");

        bind("p");

        node.post(tokens, "{spec: {audiences: [vault], " + bound + "}}").expect(201);
        node.post(tokens, "{spec: {audiences: [bank], " + bound + "}}")
                .refused(403, "Forbidden", "audience \"bank\" not found in pod spec volume");
        node.post(tokens, "{spec: {audiences: [vault]}}")
                .refused(403, "Forbidden", "node requested token not bound to a pod");
        node.post(tokens, "{spec: {audiences: [vault], boundObjectRef: {kind: Pod, apiVersion: v1, name: p}}}")
                .refused(403, "Forbidden", "node requested token with a pod binding without a uid");
        node.post(root + "serviceaccounts/other/token", "{spec: {" + bound + "}}")
                .refused(403, "Forbidden");
    }

    @Test
    void leases_csi_nodes_and_slices_are_written_by_their_own_node() {
        String leases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
        node.post(leases, "{metadata: {name: " + name + "}, spec: {holderIdentity: x}}")
                .expect(201);
        node.post(leases, "{metadata: {name: another}}")
                .refused(403, "Forbidden", "can only access node lease with the same name as the requesting node");
        other.get(leases + "/" + name)
                .refused(403, "Forbidden", "can only access node lease with the same name as the requesting node");
        node.get("/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases/x")
                .refused(403, "Forbidden", "can only access leases in the \"kube-node-lease\" system namespace");

        String csiNodes = "/apis/storage.k8s.io/v1/csinodes";
        node.post(csiNodes, "{metadata: {name: another}, spec: {drivers: []}}")
                .refused(403, "Forbidden", "can only access CSINode with the same name as the requesting node");
        node.post(csiNodes, "{metadata: {name: " + name + "}, spec: {drivers: []}}")
                .expect(201);
        other.delete(csiNodes + "/" + name).refused(403, "Forbidden");

        String slices = "/apis/resource.k8s.io/v1/resourceslices";
        String slice =
                "{metadata: {name: " + namespace + "-s}, spec: {driver: d.example.com, nodeName: %s, pool: {name: p,"
                        + " generation: 1, resourceSliceCount: 1}, devices: []}}";
        node.post(slices, slice.formatted(namespace + "-n2"))
                .refused(
                        403,
                        "Forbidden",
                        "can only create ResourceSlice with the same NodeName as the requesting node");
        node.post(slices, slice.formatted(name)).expect(201);
        node.get(slices + "/" + namespace + "-s").expect(200);
        other.delete(slices + "/" + namespace + "-s").refused(403, "Forbidden", "no relationship found");
        node.get(slices + "?fieldSelector=spec.nodeName%3D" + name).expect(200);
        node.get(slices).refused(403, "Forbidden", "with nodeName field selector");
    }

    @Test
    void a_node_writes_itself_but_not_what_would_bring_it_other_pods() {
        String own = "/api/v1/nodes/" + name;
        node.merge(own, "{metadata: {labels: {topology.kubernetes.io/zone: z, team: a}}}")
                .expect(200);
        node.merge(own, "{metadata: {labels: {node-restriction.kubernetes.io/tier: gold, x.k8s.io/y: z}}}")
                .refused(
                        403,
                        "Forbidden",
                        "nodes \"" + name + "\" is forbidden: is not allowed to modify labels:"
                                + " node-restriction.kubernetes.io/tier, x.k8s.io/y");
        node.merge(own, "{spec: {taints: []}}")
                .refused(403, "Forbidden", "node \"" + name + "\" is not allowed to modify taints");
        node.merge(own + "/status", "{status: {conditions: [{type: Ready, status: \"True\"}]}}")
                .expect(200);
        other.merge(own + "/status", "{status: {phase: x}}")
                .refused(403, "Forbidden", "is not allowed to modify node \"" + name + "\"");
        node.delete(own).refused(403, "Forbidden");
        agent(namespace + "-n3")
                .post(
                        "/api/v1/nodes",
                        "{metadata: {name: " + namespace + "-n3, labels: {node-role.kubernetes.io/x: \"\"}}}")
                .refused(403, "Forbidden", "is not allowed to set the following labels: node-role.kubernetes.io/x");
    }

    @Test
    void a_node_shows_its_static_pods_and_reports_on_its_own() {
        String uid =
                admin.get("/api/v1/nodes/" + name).json().at("/metadata/uid").asString();
        String mirror = "{metadata: {name: m, annotations: {kubernetes.io/config.mirror: h}%s}, spec: {nodeName: "
                + name + ", containers: [{name: a, image: i%s}]}}";
        String owned = ", ownerReferences: [{apiVersion: v1, kind: Node, name: " + name + ", uid: " + uid
                + ", controller: true}]";

        node.post(root + "pods", mirror.formatted("", ""))
                .refused(403, "Forbidden", "can only create pods with an owner reference set to itself");
        node.post(root + "pods", mirror.formatted(owned, ", envFrom: [{secretRef: {name: s}}]"))
                .refused(403, "Forbidden", "secrets");
        node.post(root + "pods", mirror.formatted(owned, "")).expect(201);
        node.merge(root + "pods/m/status", "{status: {phase: Running}}").expect(200);
        node.merge(root + "pods/m/status", "{metadata: {labels: {a: b}}}")
                .refused(403, "Forbidden", "cannot update labels through pod status");
        other.merge(root + "pods/m/status", "{status: {phase: Failed}}")
                .refused(403, "Forbidden", "can only update pod status for pods with spec.nodeName set to itself");
        other.delete(root + "pods/m")
                .refused(403, "Forbidden", "can only delete pods with spec.nodeName set to itself");
        node.delete(root + "pods/m?gracePeriodSeconds=0").expect(200);
    }

    @Test
    void nobody_is_bound_to_the_role_of_nodes() {
        JsonNode binding = admin.get("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/system:node")
                .expect(200);

        assertThat(binding.path("subjects").size()).isZero();
        node.get("/api/v1/services").expect(200);
        node.get("/api/v1/namespaces").expect(200);
        node.get("/api/v1/nodes").expect(200);
        node.get("/apis/apps/v1/deployments").refused(403, "Forbidden");
        node.get("/api/v1/configmaps").refused(403, "Forbidden");
    }

    @Test
    void rights_can_be_asked_for_with_a_field_selector() {
        String question =
                "{spec: {user: \"system:node:" + name + "\", groups: [\"system:nodes\"], resourceAttributes: {"
                        + "verb: list, resource: pods, version: v1%s}}}";
        String reviews = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

        assertThat(allowed(admin.post(reviews, question.formatted("")))).isFalse();
        assertThat(allowed(admin.post(
                        reviews,
                        question.formatted(
                                ", fieldSelector: {requirements: [{key: spec.nodeName, operator: In, values: [" + name
                                        + "]}]}"))))
                .isTrue();
    }

    private static boolean allowed(Client.Answer answer) {
        return answer.expect(201).at("/status/allowed").asBoolean();
    }
}
