package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.apiserver.story.KubectlOverHttp.Ended;
import tools.jackson.databind.JsonNode;

/** Server-side apply by unmodified kubectls, over plain HTTP; every kubectl on the PATH takes part. */
class KubectlAppliesTest {
    private static final String MANIFEST = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, labels: {tier: front}}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                  - {name: web, image: i1, ports: [{containerPort: 80}], env: [{name: A, value: a}]}
            """;

    @TempDir
    private Path directory;

    private final Client api = RunningApi.admin();
    private KubectlOverHttp http;

    @BeforeEach
    void serve() throws IOException {
        http = new KubectlOverHttp(directory);
    }

    @AfterEach
    void stop() {
        http.close();
    }

    @Test
    void a_conflict_is_told_and_force_conflicts_takes_the_field_over() throws Exception {
        for (Path kubectl : kubectls()) {
            String namespace = RunningApi.namespace();

            assertThat(apply(kubectl, namespace, MANIFEST, "--server-side").orFail())
                    .contains("deployment.apps/web serverside-applied");
            run(kubectl, "-n", namespace, "scale", "deployment/web", "--replicas=5")
                    .orFail();
            Ended conflict = apply(kubectl, namespace, MANIFEST, "--server-side");
            Ended forced = apply(kubectl, namespace, MANIFEST, "--server-side", "--force-conflicts");

            assertThat(conflict.exit()).as("%s: %s", kubectl, conflict.text()).isEqualTo(1);
            assertThat(conflict.text())
                    .contains(
                            "Apply failed with 1 conflict: conflict with \"" + kubectl.getFileName()
                                    + "\" with subresource \"scale\" using apps/v1:" + " .spec.replicas",
                            "--force-conflicts");
            assertThat(forced.orFail()).contains("serverside-applied");
            assertThat(deployment(namespace).at("/spec/replicas").asInt()).isEqualTo(2);
            assertThat(run(kubectl, "-n", namespace, "get", "deployment", "web", "-o", "yaml")
                            .orFail())
                    .doesNotContain("managedFields");
            assertThat(run(kubectl, "-n", namespace, "get", "deployment", "web", "-o", "yaml", "--show-managed-fields")
                            .orFail())
                    .contains("manager: kubectl", "operation: Apply", "f:replicas: {}");
        }
    }

    @Test
    void what_was_applied_by_the_client_moves_to_the_server_and_fields_can_be_given_up_then() throws Exception {
        for (Path kubectl : kubectls()) {
            String namespace = RunningApi.namespace();
            apply(kubectl, namespace, MANIFEST).orFail();

            apply(kubectl, namespace, MANIFEST.replace("i1", "i2"), "--server-side")
                    .orFail();
            apply(
                            kubectl,
                            namespace,
                            MANIFEST.replace("i1", "i3")
                                    .replace(", labels: {tier: front}", "")
                                    .replace(", env: [{name: A, value: a}]", ""),
                            "--server-side")
                    .orFail();

            JsonNode deployment = deployment(namespace);
            assertThat(deployment.at("/spec/template/spec/containers/0/image").asString())
                    .isEqualTo("i3");
            assertThat(deployment.at("/spec/template/spec/containers/0").has("env"))
                    .as("%s: %s", kubectl, deployment)
                    .isFalse();
            assertThat(deployment.at("/metadata").has("labels"))
                    .as("%s", kubectl)
                    .isFalse();
            assertThat(deployment.at("/metadata/managedFields").toString()).doesNotContain("kubectl-client-side-apply");
            assertThat(apply(kubectl, namespace, MANIFEST.replace("i1", "i4")).orFail())
                    .contains("deployment.apps/web configured");
            assertThat(deployment(namespace)
                            .at("/spec/template/spec/containers/0/image")
                            .asString())
                    .isEqualTo("i4");
        }
    }

    private JsonNode deployment(String namespace) {
        return api.get("/apis/apps/v1/namespaces/" + namespace + "/deployments/web")
                .expect(200);
    }

    private Ended apply(Path kubectl, String namespace, String manifest, String... more) throws Exception {
        Path file = Files.writeString(Files.createTempFile(directory, "manifest", ".yaml"), manifest);
        List<String> arguments = new ArrayList<>(List.of("-n", namespace, "apply", "-f", file.toString()));
        arguments.addAll(List.of(more));
        return run(kubectl, arguments.toArray(String[]::new));
    }

    private Ended run(Path kubectl, String... arguments) throws IOException, InterruptedException {
        return http.run(kubectl, arguments);
    }

    private static List<Path> kubectls() throws IOException {
        return KubectlOverHttp.kubectls();
    }
}
