package org.nakhoda.it.surface;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.api.json.Json;
import org.nakhoda.it.cluster.ControlPlaneCluster;
import org.nakhoda.it.cluster.Kubectl;

/**
 * Walks every kind that discovery names through every verb that it names, with kubectl, fabric8's client and the official
 * Java client as they are published. What came of it is written as a table to {@code target/client-matrix.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientMatrixIT {
    private static final Path TABLE = Path.of(System.getProperty("nakhoda.home"), "src/it/target/client-matrix.md");

    @TempDir
    private Path directory;

    private final Matrix matrix = new Matrix();
    private ControlPlaneCluster cluster;
    private List<Kind> kinds;

    @BeforeAll
    void start() {
        // the one master is called as in its kind's example
        cluster = ControlPlaneCluster.start("matrix", "--node-name", "m1");
        kinds = Kinds.served(
                path -> Json.parse(cluster.send("GET", path, "", new byte[0]).body()));
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void every_verb_of_every_kind_works_with_unmodified_clients() throws Exception {
        fabric8();
        officialJava();
        List<Path> binaries = Kubectl.binaries();
        kubectl(binaries.get(0), "oldest");
        if (binaries.size() > 1) {
            kubectl(binaries.get(binaries.size() - 1), "newest");
        }

        Files.createDirectories(TABLE.getParent());
        Files.writeString(TABLE, matrix.markdown());
        assertThat(kinds).as("kinds in discovery").hasSizeGreaterThan(60);
        assertThat(matrix.failures())
                .as("faults, of %s attempts", matrix.tried())
                .isEmpty();
    }

    private void fabric8() {
        Config config = Config.fromKubeconfig(cluster.kubeconfig().toFile());
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            walk(new Fabric8(client, "fabric8"), "fabric8");
        }
    }

    private void officialJava() throws Exception {
        try (Reader reader = Files.newBufferedReader(cluster.kubeconfig(), StandardCharsets.UTF_8)) {
            KubeConfig config = KubeConfig.loadKubeConfig(reader);
            config.setFile(cluster.kubeconfig().toFile());
            // a watch is silent as long as nothing happens
            ApiClient client = ClientBuilder.kubeconfig(config)
                    .setReadTimeout(Duration.ZERO)
                    .build();
            walk(new OfficialJava(client, "official"), "official");
            client.getHttpClient().dispatcher().executorService().shutdown();
            client.getHttpClient().connectionPool().evictAll();
        }
    }

    private void walk(Surface client, String namespace) {
        namespace(namespace);
        cluster.send(
                "POST",
                "/api/v1/namespaces/" + namespace + "/pods",
                "application/json",
                Json.bytes(Walk.pod("nobody", namespace)));
        kinds.forEach(kind -> new Walk(client, kind, namespace, matrix).run());
    }

    private void kubectl(Path binary, String namespace) {
        namespace(namespace);
        new KubectlWalk(cluster.kubectl(binary), kinds, namespace, directory.resolve(namespace), matrix).run();
    }

    /** A namespace whose service account is there, without which no pod is admitted. */
    private void namespace(String name) {
        String namespace = "{\"metadata\":{\"name\":\"" + name + "\"}}";
        cluster.send("POST", "/api/v1/namespaces", "application/json", namespace.getBytes(StandardCharsets.UTF_8));
        cluster.awaitServiceAccount(name);
    }
}
