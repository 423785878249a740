package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.nakhoda.apiserver.invm.InVmControlPlane;

class InVmClientTest {
    private final Client admin = RunningApi.admin();
    private final InVmControlPlane controlPlane =
            new InVmControlPlane(RunningApi.server()::handle, RunningApi.server()::leading, RunningApi.executor());

    @Test
    void a_client_reads_and_writes_as_its_user() {
        String namespace = RunningApi.namespace();
        admin.post(
                        "/apis/rbac.authorization.k8s.io/v1/namespaces/" + namespace + "/rolebindings",
                        "{metadata: {name: edit}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name:"
                                + " edit}, subjects: [{kind: ServiceAccount, name: writer, namespace: " + namespace
                                + "}]}")
                .expect(201);

        try (KubernetesClient client = controlPlane.clientFor("system:serviceaccount:" + namespace + ":writer")) {
            ConfigMap made = client.configMaps()
                    .inNamespace(namespace)
                    .resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName("a")
                            .endMetadata()
                            .addToData("k", "v")
                            .build())
                    .create();
            client.configMaps().inNamespace(namespace).withName("a").edit(map -> new ConfigMapBuilder(map)
                    .addToData("l", "w")
                    .build());

            assertThat(made.getMetadata().getUid()).isNotEmpty();
            assertThat(made.getMetadata().getManagedFields())
                    .extracting(ManagedFieldsEntry::getManager)
                    .containsExactly("kube-controller-manager");
            assertThat(client.configMaps()
                            .inNamespace(namespace)
                            .withName("a")
                            .get()
                            .getData())
                    .containsEntry("k", "v")
                    .containsEntry("l", "w");
            assertThat(client.configMaps()
                            .inNamespace(namespace)
                            .withName("none")
                            .get())
                    .isNull();
            assertThat(client.configMaps().inNamespace(namespace).list().getItems())
                    .hasSize(1);
        }
    }

    @Test
    void applying_what_is_not_there_needs_the_right_to_create_it() {
        String namespace = RunningApi.namespace();
        String rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/" + namespace;
        admin.post(
                        rbac + "/roles",
                        "{metadata: {name: patch}, rules: [{apiGroups: [''], resources: [configmaps], verbs: [patch]}]}")
                .expect(201);
        admin.post(
                        rbac + "/rolebindings",
                        "{metadata: {name: patch}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: patch},"
                                + " subjects: [{kind: ServiceAccount, name: patcher, namespace: " + namespace + "}]}")
                .expect(201);
        ConfigMap map = new ConfigMapBuilder()
                .withNewMetadata()
                .withName("a")
                .withNamespace(namespace)
                .endMetadata()
                .addToData("k", "v")
                .build();

        try (KubernetesClient client = controlPlane.clientFor("system:serviceaccount:" + namespace + ":patcher")) {
            assertThatThrownBy(() -> client.resource(map).serverSideApply())
                    .isInstanceOfSatisfying(KubernetesClientException.class, refusal -> {
                        assertThat(refusal.getCode()).isEqualTo(403);
                        assertThat(refusal.getMessage()).contains("cannot create resource \"configmaps\"");
                    });
            admin.post("/api/v1/namespaces/" + namespace + "/configmaps", "{metadata: {name: a}}")
                    .expect(201);
            assertThat(client.resource(map).serverSideApply().getData()).containsEntry("k", "v");
        }
    }

    @Test
    void a_user_without_the_right_is_refused_like_anyone() {
        try (KubernetesClient client = controlPlane.clientFor("system:serviceaccount:nowhere:nobody")) {
            assertThatThrownBy(() -> client.secrets().inNamespace("kube-system").list())
                    .isInstanceOfSatisfying(KubernetesClientException.class, refusal -> {
                        assertThat(refusal.getCode()).isEqualTo(403);
                        assertThat(refusal.getMessage()).contains("system:serviceaccount:nowhere:nobody");
                    });
        }
    }

    @Test
    void an_informer_sees_what_is_there_and_what_changes() throws InterruptedException {
        String namespace = RunningApi.namespace();
        String maps = "/api/v1/namespaces/" + namespace + "/configmaps";
        admin.post(maps, "{metadata: {name: before}}").expect(201);
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();

        try (KubernetesClient client = controlPlane.clientFor("system:kube-controller-manager")) {
            SharedIndexInformer<ConfigMap> informer =
                    client.configMaps().inNamespace(namespace).inform(new Recorder(seen));
            assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("added before");
            admin.post(maps, "{metadata: {name: after}}").expect(201);
            assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("added after");
            admin.merge(maps + "/after", "{data: {k: v}}").expect(200);
            assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("updated after");
            admin.delete(maps + "/before").expect(200);
            assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("deleted before");
            informer.close();
        }
    }

    private record Recorder(BlockingQueue<String> seen) implements ResourceEventHandler<ConfigMap> {
        @Override
        public void onAdd(ConfigMap map) {
            seen.add("added " + map.getMetadata().getName());
        }

        @Override
        public void onUpdate(ConfigMap before, ConfigMap after) {
            seen.add("updated " + after.getMetadata().getName());
        }

        @Override
        public void onDelete(ConfigMap map, boolean finalStateUnknown) {
            seen.add("deleted " + map.getMetadata().getName());
        }
    }
}
