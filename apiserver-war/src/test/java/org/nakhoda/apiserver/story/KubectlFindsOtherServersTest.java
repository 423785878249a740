package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What kubectl makes of an API that another server has, as that of the cluster's metrics always is. */
class KubectlFindsOtherServersTest {
    private static final String APISERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
    private static final String NAME = "v1beta1.metrics.k8s.io";

    @TempDir
    private Path directory;

    private final Client admin = RunningApi.admin();
    private final String namespace = RunningApi.namespace();

    @Test
    void metrics_are_shown_and_without_their_server_everything_else_is() throws Exception {
        admin.post("/api/v1/nodes", "{metadata: {name: measured}}").expect(201);
        admin.merge(
                        "/api/v1/nodes/measured/status",
                        "{status: {allocatable: {cpu: '2', memory: 1Gi}, capacity:" + " {cpu: '2', memory: 1Gi}}}")
                .expect(200);
        admin.post(
                        "/api/v1/namespaces/" + namespace + "/services",
                        "{metadata: {name: ext}, spec: {type: ExternalName, externalName: localhost}}")
                .expect(201);
        try (KubectlOverHttp http = new KubectlOverHttp(directory)) {
            try (ExtensionServer server = new ExtensionServer("ext." + namespace + ".svc")) {
                server.serve(
                        "/apis/metrics.k8s.io/v1beta1",
                        "{kind: APIResourceList, apiVersion: v1, groupVersion: metrics.k8s.io/v1beta1, resources:"
                                + " [{name: nodes, singularName: '', namespaced: false, kind: NodeMetrics,"
                                + " verbs: [get, list]}]}");
                server.serve(
                        "/apis/metrics.k8s.io/v1beta1/nodes",
                        "{kind: NodeMetricsList, apiVersion: metrics.k8s.io/v1beta1, metadata: {}, items:"
                                + " [{metadata: {name: measured}, timestamp: '2026-01-01T00:00:00Z', window: 10s,"
                                + " usage: {cpu: 500m, memory: 256Mi}}]}");
                admin.post(
                                APISERVICES,
                                "{metadata: {name: " + NAME + "}, spec: {group: metrics.k8s.io, version: v1beta1,"
                                        + " groupPriorityMinimum: 100, versionPriority: 100, caBundle: "
                                        + server.caBundle() + ", service: {namespace: " + namespace
                                        + ", name: ext, port: " + server.port() + "}}}")
                        .expect(201);
                await("True");
                for (Path kubectl : KubectlOverHttp.kubectls()) {
                    assertThat(http.run(kubectl, "get", "apiservices", NAME).orFail())
                            .containsPattern(NAME + " +" + namespace + "/ext +True");
                    assertThat(http.run(kubectl, "get", "apiservices").orFail())
                            .containsPattern("NAME +SERVICE +AVAILABLE +AGE")
                            .containsPattern("v1.apps +Local +True");
                    assertThat(http.run(kubectl, "top", "nodes").orFail())
                            .containsPattern("measured +500m +25% +256Mi +25%");
                    assertThat(http.run(kubectl, "api-resources").orFail())
                            .containsPattern("nodes +metrics.k8s.io/v1beta1 +false +NodeMetrics");
                }
            }
            admin.merge(APISERVICES + "/" + NAME, "{spec: {service: {port: 1}}}")
                    .expect(200);
            await("False");
            for (Path kubectl : KubectlOverHttp.kubectls()) {
                assertThat(http.run(kubectl, "get", "apiservices", NAME).orFail())
                        .contains("False (FailedDiscoveryCheck)");
                assertThat(http.run(kubectl, "get", "nodes", "measured").orFail())
                        .contains("measured");
                assertThat(http.run(kubectl, "top", "nodes").exit()).isNotZero();
                assertThat(http.run(kubectl, "api-resources").text()).containsPattern("deployments +deploy +apps/v1");
            }
        }
        admin.delete(APISERVICES + "/" + NAME).expect(200);
        admin.delete("/api/v1/nodes/measured").expect(200);
    }

    private void await(String status) throws InterruptedException {
        String watched = APISERVICES + "?watch=true&fieldSelector=metadata.name=" + NAME;
        try (WatchReader watch = new WatchReader(admin.watch(watched))) {
            String now = "";
            while (!now.equals(status)) {
                now = watch.next().at("/object/status/conditions/0/status").asString("");
            }
        }
    }
}
