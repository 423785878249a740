package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Claims and volumes: the class they get, whether they may grow, and that they stay while they are used. */
class StorageAdmissionTest {
    private static final String CLASSES = "/apis/storage.k8s.io/v1/storageclasses";

    private final Client admin = RunningApi.admin();
    private String namespace;
    private String root;

    @BeforeEach
    void aNamespace() {
        namespace = RunningApi.namespace();
        root = "/api/v1/namespaces/" + namespace + "/";
    }

    @AfterEach
    void noClasses() {
        admin.delete(CLASSES + "/" + namespace + "-a");
        admin.delete(CLASSES + "/" + namespace + "-b");
    }

    private Client.Answer claim(String name, String more) {
        return admin.post(
                root + "persistentvolumeclaims",
                "{metadata: {name: " + name + "}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage:"
                        + " 1Gi}}" + more + "}}");
    }

    private void storageClass(String suffix, String more) {
        admin.post(
                        CLASSES,
                        "{metadata: {name: " + namespace + "-" + suffix + ", annotations: {"
                                + "storageclass.kubernetes.io/is-default-class: \"true\"}}, provisioner: p.example.com"
                                + more + "}")
                .expect(201);
    }

    @Test
    void a_claim_without_a_class_gets_the_default_one_and_one_that_wants_none_gets_none() {
        assertThat(claim("before", "").expect(201).path("spec").has("storageClassName"))
                .isFalse();
        storageClass("a", "");

        assertThat(claim("silent", "").expect(201).at("/spec/storageClassName").asString())
                .isEqualTo(namespace + "-a");
        assertThat(claim("none", ", storageClassName: \"\"")
                        .expect(201)
                        .at("/spec/storageClassName")
                        .asString())
                .isEmpty();
        assertThat(claim("other", ", storageClassName: other")
                        .expect(201)
                        .at("/spec/storageClassName")
                        .asString())
                .isEqualTo("other");
    }

    @Test
    void a_claim_grows_only_if_its_class_can_grow_volumes() {
        storageClass("a", "");
        storageClass("b", ", allowVolumeExpansion: true");
        for (String suffix : new String[] {"a", "b"}) {
            claim(suffix, ", storageClassName: " + namespace + "-" + suffix).expect(201);
            admin.merge(
                            root + "persistentvolumeclaims/" + suffix + "/status",
                            "{status: {phase: Bound, capacity: {storage: 1Gi}}}")
                    .expect(200);
        }
        String more = "{spec: {resources: {requests: {storage: 2Gi}}}}";

        admin.merge(root + "persistentvolumeclaims/a", more)
                .refused(
                        403,
                        "Forbidden",
                        "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc"
                                + " must support resize");
        admin.merge(root + "persistentvolumeclaims/b", more).expect(200);
    }

    @Test
    void a_claim_stays_while_a_pod_on_a_node_uses_it_and_goes_with_the_pod() {
        claim("c", "").expect(201);
        admin.post(
                        root + "pods",
                        "{metadata: {name: p}, spec: {nodeName: n9, volumes: [{name: v, persistentVolumeClaim: {claimName:"
                                + " c}}], containers: [{name: a, image: i}]}}")
                .expect(201);
        admin.post(root + "persistentvolumeclaims", claimNamed("unused")).expect(201);
        try (RunningControllers controllers = new RunningControllers()) {
            admin.delete(root + "persistentvolumeclaims/c").expect(200);
            admin.delete(root + "persistentvolumeclaims/unused").expect(200);
            gone("persistentvolumeclaims/unused");
            JsonNode claim = admin.get(root + "persistentvolumeclaims/c").expect(200);
            assertThat(claim.at("/metadata/finalizers/0").asString()).isEqualTo("kubernetes.io/pvc-protection");
            assertThat(claim.at("/metadata").has("deletionTimestamp")).isTrue();

            admin.delete(root + "pods/p?gracePeriodSeconds=0").expect(200);

            gone("persistentvolumeclaims/c");
        }
    }

    private static String claimNamed(String name) {
        return "{metadata: {name: " + name + "}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage:"
                + " 1Gi}}}}";
    }

    private void gone(String path) {
        RunningControllers.eventually(
                "the end of " + path, () -> admin.get(root + path).status() == 404);
    }

    @Test
    void a_volume_stays_while_it_is_bound_and_an_attributes_class_while_a_claim_names_it() {
        String volume = "/api/v1/persistentvolumes/" + namespace;
        String attributes = "/apis/storage.k8s.io/v1/volumeattributesclasses/" + namespace;
        admin.post(
                        "/api/v1/persistentvolumes",
                        "{metadata: {name: " + namespace + "}, spec: {accessModes: [ReadWriteOnce], capacity: {storage:"
                                + " 1Gi}, hostPath: {path: /x}}}")
                .expect(201);
        admin.merge(volume + "/status", "{status: {phase: Bound}}").expect(200);
        admin.post(
                        "/apis/storage.k8s.io/v1/volumeattributesclasses",
                        "{metadata: {name: " + namespace + "}, driverName: d.example.com, parameters: {a: b}}")
                .expect(201);
        claim("c", ", volumeAttributesClassName: " + namespace).expect(201);
        try (RunningControllers controllers = new RunningControllers()) {
            admin.delete(volume).expect(200);
            admin.delete(attributes).expect(200);
            admin.merge(volume + "/status", "{status: {phase: Released}}").expect(200);
            RunningControllers.eventually(
                    "the end of the volume", () -> admin.get(volume).status() == 404);
            admin.get(attributes).expect(200);

            admin.delete(root + "persistentvolumeclaims/c").expect(200);

            RunningControllers.eventually(
                    "the end of the class", () -> admin.get(attributes).status() == 404);
        }
    }
}
