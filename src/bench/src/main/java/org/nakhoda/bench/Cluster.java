package org.nakhoda.bench;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.nakhoda.client.connect.Connection;

/**
 * The cluster under measurement. Everything that a benchmark makes is in namespaces that it has asked for here, and goes when
 * this is closed.
 */
final class Cluster implements AutoCloseable {
    private static final String ACCOUNT = "nakhoda-bench";

    private final KubernetesClient client;
    private final String server;
    private final List<String> namespaces;

    /** @param namespaces to be made; the first one holds the account that the benchmark works as */
    Cluster(Path kubeconfig, List<String> namespaces) {
        this.client = Connection.byKubeconfig(kubeconfig).open();
        this.server = client.getConfiguration().getMasterUrl().replaceAll("/$", "");
        this.namespaces = List.copyOf(namespaces);
        for (String namespace : namespaces) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace)
                            .endMetadata()
                            .build())
                    .createOr(existing -> null);
        }
    }

    KubernetesClient client() {
        return client;
    }

    /** Without a slash at its end. */
    String server() {
        return server;
    }

    /** Of an account that may do everything, for two hours. */
    String token() {
        String home = namespaces.get(0);
        client.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withNamespace(home)
                        .withName(ACCOUNT)
                        .endMetadata()
                        .build())
                .createOr(existing -> null);
        client.resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(home)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                        .addNewSubject("", "ServiceAccount", ACCOUNT, home)
                        .build())
                .createOr(existing -> null);
        return client.serviceAccounts()
                .inNamespace(home)
                .withName(ACCOUNT)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(Duration.ofHours(2).toSeconds())
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
    }

    void describe() throws IOException {
        String model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .findFirst()
                .orElse("unknown")
                .replaceAll(".*: ", "");
        System.out.printf(
                Locale.ROOT,
                "machine: %d x %s; the load generator runs on it, too%nserver: %s %s%n",
                Runtime.getRuntime().availableProcessors(),
                model,
                server,
                client.getKubernetesVersion().getGitVersion());
    }

    /** @param process {@code NAME=PID} */
    static void printMemory(String process) throws IOException {
        String[] nameAndPid = process.split("=", 2);
        for (String line : Files.readAllLines(Path.of("/proc", nameAndPid[1], "status"))) {
            if (line.startsWith("VmRSS:")) {
                System.out.printf(
                        "resident memory of %s: %s%n",
                        nameAndPid[0], line.substring(6).strip());
            }
        }
    }

    @Override
    public void close() {
        namespaces.forEach(namespace -> client.namespaces().withName(namespace).delete());
        client.rbac().clusterRoleBindings().withName(namespaces.get(0)).delete();
        client.close();
    }
}
