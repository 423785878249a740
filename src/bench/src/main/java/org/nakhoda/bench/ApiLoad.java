package org.nakhoda.bench;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nakhoda.bench.H2load.Figures;
import org.nakhoda.bench.H2load.Load;
import org.nakhoda.client.connect.Connection;

/**
 * The API under load over TLS: GET of one pod, creation of ConfigMaps, full list of 10,000 ConfigMaps. Each figure is the
 * median of several runs after a warm-up. Everything it makes is in two namespaces, which it deletes at the end.
 *
 * <p>Arguments: the kubeconfig file, then process ids whose resident memory is to be reported, as {@code name=pid}.
 */
public final class ApiLoad {
    private static final String NAMESPACE = "nakhoda-bench";
    /** Apart from the creations, which may be any number. */
    private static final String LIST_NAMESPACE = "nakhoda-bench-list";

    private static final int RUNS = 5;
    private static final int STORED = 10_000;
    private static final Load CONCURRENT = new Load(16, 4, 20_000);
    /** A server in Java is slow until its compiler has seen what it does; the first run is reported, too. */
    private static final Load WARM_UP = new Load(16, 4, 400_000);

    private static final Load CREATES = new Load(16, 4, 10_000);
    private static final Load LISTS = new Load(4, 1, 60);

    private final KubernetesClient client;
    private final String server;
    private final H2load h2load;

    private ApiLoad(KubernetesClient client) {
        this.client = client;
        this.server = client.getConfiguration().getMasterUrl().replaceAll("/$", "");
        this.h2load = new H2load(token());
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length == 0) {
            System.err.println("usage: ApiLoad KUBECONFIG [NAME=PID ...]");
            return;
        }
        try (KubernetesClient client =
                Connection.byKubeconfig(Path.of(arguments[0])).open()) {
            ApiLoad load = new ApiLoad(client);
            load.machine();
            load.run();
            for (String process : Arrays.asList(arguments).subList(1, arguments.length)) {
                memory(process);
            }
            load.client.namespaces().withName(NAMESPACE).delete();
            load.client.namespaces().withName(LIST_NAMESPACE).delete();
        }
    }

    private String token() {
        for (String namespace : List.of(NAMESPACE, LIST_NAMESPACE)) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace)
                            .endMetadata()
                            .build())
                    .createOr(existing -> null);
        }
        client.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName("bench")
                        .endMetadata()
                        .build())
                .createOr(existing -> null);
        client.resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                        .addNewSubject("", "ServiceAccount", "bench", NAMESPACE)
                        .build())
                .createOr(existing -> null);
        return client.serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName("bench")
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(Duration.ofHours(2).toSeconds())
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
    }

    private void machine() throws IOException {
        String model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .findFirst()
                .orElse("unknown")
                .replaceAll(".*: ", "");
        System.out.printf(
                "machine: %d x %s; the load generator runs on it, too%nserver: %s %s%nload: %d connections x %d streams, %d requests a run, median of %d runs after a warm-up%n%n",
                Runtime.getRuntime().availableProcessors(),
                model,
                server,
                client.getKubernetesVersion().getGitVersion(),
                CONCURRENT.connections(),
                CONCURRENT.streams(),
                CONCURRENT.requests(),
                RUNS);
        System.out.printf("| work | requests/s | traffic | mean | longest | failed |%n|---|---|---|---|---|---|%n");
    }

    private void run() throws IOException, InterruptedException {
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName("one")
                        .endMetadata()
                        .withNewSpec()
                        .withSchedulerName("nobody")
                        .addNewContainer()
                        .withName("main")
                        .withImage("localhost/none:1")
                        .endContainer()
                        .endSpec()
                        .build())
                .createOr(existing -> null);
        String pod = server + "/api/v1/namespaces/" + NAMESPACE + "/pods/one";
        String configMaps = server + "/api/v1/namespaces/" + NAMESPACE + "/configmaps";
        byte[] configMap = client.getKubernetesSerialization()
                .asJson(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withGenerateName("bench-")
                        .endMetadata()
                        .addToData("key", "v".repeat(64))
                        .build())
                .getBytes(StandardCharsets.UTF_8);

        awaitAccess(pod);
        report("GET one pod, first run", h2load.run(CONCURRENT, pod, null));
        h2load.run(WARM_UP, pod, null);
        report("GET one pod", repeated(CONCURRENT, pod, null));
        report("create ConfigMap, first run", h2load.run(CREATES, configMaps, configMap));
        h2load.run(CONCURRENT, configMaps, configMap);
        report("create ConfigMap", repeated(CREATES, configMaps, configMap));
        String listed = server + "/api/v1/namespaces/" + LIST_NAMESPACE + "/configmaps";
        h2load.run(new Load(16, 4, STORED - 1), listed, configMap);
        h2load.run(LISTS, listed, null);
        report("list 10,000 ConfigMaps", repeated(LISTS, listed, null));
    }

    /** The authorizer takes a moment to see the new binding. */
    private void awaitAccess(String url) throws IOException, InterruptedException {
        for (int attempt = 0; h2load.run(new Load(1, 1, 1), url, null).failed() > 0; attempt++) {
            if (attempt == 100) {
                throw new IllegalStateException(url + " does not answer the benchmark's service account");
            }
            Thread.sleep(100);
        }
    }

    private Figures repeated(Load load, String url, byte[] body) throws IOException, InterruptedException {
        List<Figures> runs = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            runs.add(h2load.run(load, url, body));
        }
        runs.sort((a, b) -> Double.compare(a.rate(), b.rate()));
        int failed = runs.stream().mapToInt(Figures::failed).sum();
        Figures median = runs.get(RUNS / 2);
        return new Figures(median.rate(), median.traffic(), median.longest(), median.mean(), failed);
    }

    private static void report(String work, Figures figures) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %.0f | %s | %s | %s | %d |%n",
                work,
                figures.rate(),
                figures.traffic(),
                figures.mean(),
                figures.longest(),
                figures.failed());
    }

    private static void memory(String process) throws IOException {
        String[] nameAndPid = process.split("=", 2);
        for (String line : Files.readAllLines(Path.of("/proc", nameAndPid[1], "status"))) {
            if (line.startsWith("VmRSS:")) {
                System.out.printf(
                        "%nresident memory of %s: %s",
                        nameAndPid[0], line.substring(6).strip());
            }
        }
        System.out.println();
    }
}
