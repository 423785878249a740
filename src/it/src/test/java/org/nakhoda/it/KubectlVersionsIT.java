package org.nakhoda.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.it.cluster.Eventually.eventually;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nakhoda.it.cluster.Kubectl;
import org.nakhoda.it.cluster.TestCluster;

/** What people do with kubectl all day, with every kubectl of this machine. */
class KubectlVersionsIT {
    static List<Path> binaries() {
        return Kubectl.binaries();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("binaries")
    void an_application_is_applied_looked_at_entered_and_taken_away(Path binary) throws Exception {
        TestCluster cluster = TestCluster.shared();
        Kubectl kubectl = cluster.kubectl(binary);
        String namespace = cluster.newNamespace("kubectl");
        String yaml = Manifests.webApplication(namespace, "web", 2);

        // apply, with the client's validation against the server's OpenAPI
        assertThat(kubectl.withInput(yaml, "apply", "-f", "-").orFail())
                .contains("deployment.apps/web created", "service/web created");
        assertThat(kubectl.withInput(yaml, "apply", "-f", "-").orFail())
                .contains("deployment.apps/web unchanged", "service/web unchanged");
        kubectl.ok("-n %s rollout status deployment/web --timeout=120s", namespace);

        // get and describe
        assertThat(kubectl.ok("-n %s get deployment web", namespace)).contains("READY", "2/2");
        assertThat(kubectl.ok("-n %s get pods -o wide", namespace)).contains("Running", "node-a");
        assertThat(kubectl.ok("-n %s describe deployment web", namespace)).contains("NewReplicaSet");
        String pod = kubectl.ok("-n %s get pods -l app=web -o jsonpath={.items[0].metadata.name}", namespace);
        assertThat(kubectl.ok("-n %s describe pod %s", namespace, pod)).contains("Started container");

        // exec, with and without input
        assertThat(kubectl.ok("-n %s exec %s -- hostname", namespace, pod)).isEqualTo(pod + "\n");
        assertThat(kubectl.withInput("ahoy\n", "-n", namespace, "exec", "-i", pod, "--", "cat")
                        .orFail())
                .isEqualTo("ahoy\n");
        assertThat(kubectl.run("-n", namespace, "exec", pod, "--", "sh", "-c", "exit 7")
                        .exit())
                .isEqualTo(7);

        // logs and port-forward
        assertThat(forwarded(cluster, kubectl, namespace, pod)).contains(pod);
        eventually(() ->
                assertThat(kubectl.ok("-n %s logs %s --tail=5", namespace, pod)).contains("started"));

        // explain, scale, patch, delete
        assertThat(kubectl.ok("explain deployment.spec.replicas")).contains("integer");
        kubectl.ok("-n %s scale deployment web --replicas=1", namespace);
        eventually(() ->
                assertThat(kubectl.ok("-n %s get deployment web", namespace)).contains("1/1"));
        kubectl.run(
                        "-n",
                        namespace,
                        "patch",
                        "deployment",
                        "web",
                        "-p",
                        "{\"metadata\":{\"labels\":{\"tier\":\"front\"}}}")
                .orFail();
        assertThat(kubectl.ok("-n %s get deployment -l tier=front -o name", namespace))
                .contains("deployment.apps/web");
        kubectl.ok("delete namespace %s --timeout=120s", namespace);
        assertThat(kubectl.call("get namespace %s", namespace).err()).contains("NotFound");
    }

    private static String forwarded(TestCluster cluster, Kubectl kubectl, String namespace, String pod)
            throws Exception {
        Process forward = kubectl.start("-n %s port-forward pod/%s :8080", namespace, pod);
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(forward.getInputStream(), StandardCharsets.UTF_8))) {
            // Forwarding from 127.0.0.1:PORT -> 8080
            String line = out.readLine();
            assertThat(line).startsWith("Forwarding from 127.0.0.1:");
            String port = line.replaceAll(".*127\\.0\\.0\\.1:(\\d+) .*", "$1");
            return Manifests.fetch(cluster.onNode(), "http://127.0.0.1:" + port + "/");
        } finally {
            forward.destroy();
            forward.waitFor();
        }
    }
}
