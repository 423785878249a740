package org.nakhoda.dist.demo;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nakhoda.client.connect.Connection;
import org.nakhoda.client.connect.Serialization;
import org.nakhoda.dist.cluster.Failure;
import org.nakhoda.dist.progress.Progress;

/** Applies the demo and shows it answering. Can be run again at any time. */
public final class Demo {
    public static final String NAMESPACE = "demo";
    private static final String NAME = "hello";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int REQUESTS = 30;

    private final Path kubeconfig;
    private final Progress progress;

    public Demo(Path kubeconfig, Progress progress) {
        this.kubeconfig = kubeconfig;
        this.progress = progress;
    }

    /**
     * What was seen.
     *
     * @param answers how often each text was answered
     */
    public record Outcome(String clusterAddress, int nodePort, Map<String, Integer> answers) {}

    /** The manifests as they are in the distribution. */
    public static String manifests() throws IOException {
        try (InputStream in = Demo.class.getResourceAsStream("demo.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** @param manifests the file to write them to, for reading and for kubectl */
    public Outcome run(Path manifests, String nodeAddress) throws Exception {
        Files.writeString(manifests, manifests());
        try (KubernetesClient client = Connection.byKubeconfig(kubeconfig).open()) {
            progress.begin("kubectl apply -f " + manifests);
            apply(client, manifests);
            progress.done("kubectl apply -f " + manifests, "applied");
            progress.begin("kubectl rollout status -n demo deployment/hello");
            String pods = awaitReplicas(client);
            progress.done("kubectl rollout status -n demo deployment/hello", pods);
            Service service =
                    client.services().inNamespace(NAMESPACE).withName(NAME).get();
            String address = service.getSpec().getClusterIP();
            int nodePort = service.getSpec().getPorts().get(0).getNodePort();
            progress.begin("requests");
            Map<String, Integer> answers = new TreeMap<>();
            ask(URI.create("http://" + address + "/"), REQUESTS / 2, answers);
            ask(URI.create("http://" + nodeAddress + ":" + nodePort + "/"), REQUESTS / 2, answers);
            progress.done("requests", REQUESTS + " answered by " + answers.size() + " pods");
            return new Outcome(address, nodePort, answers);
        }
    }

    private static void apply(KubernetesClient client, Path manifests) throws IOException {
        for (Class<? extends HasMetadata> kind : List.of(Namespace.class, Deployment.class, Service.class)) {
            Serialization.register(client, kind);
        }
        try (InputStream in = Files.newInputStream(manifests)) {
            for (HasMetadata resource : client.load(in).items()) {
                if (resource instanceof Namespace
                        && client.namespaces()
                                        .withName(resource.getMetadata().getName())
                                        .get()
                                != null) {
                    continue;
                }
                client.resource(resource).createOr(NonDeletingOperation::update);
            }
        }
    }

    private static String awaitReplicas(KubernetesClient client) throws InterruptedException, Failure {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Deployment deployment = client.apps()
                    .deployments()
                    .inNamespace(NAMESPACE)
                    .withName(NAME)
                    .get();
            int wanted = deployment.getSpec().getReplicas();
            int available = Optional.ofNullable(deployment.getStatus())
                    .map(s -> s.getAvailableReplicas())
                    .orElse(0);
            if (available >= wanted) {
                return available + " of " + wanted + " pods available";
            }
            Thread.sleep(100);
        }
        throw new Failure("the demo's pods did not become ready within " + PATIENCE.toMinutes()
                + " minutes; see `kubectl -n demo describe pods` and `nakhoda logs node`");
    }

    /** The service proxy follows the pods by a moment; until it has, a connection is refused. */
    private static void ask(URI uri, int times, Map<String, Integer> answers) throws InterruptedException, Failure {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        String problem = "";
        int answered = 0;
        while (answered < times) {
            // a client for each request: connections are what the service proxy spreads
            try {
                HttpResponse<String> response = HttpClient.newBuilder()
                        .connectTimeout(Duration.ofSeconds(2))
                        .build()
                        .send(
                                HttpRequest.newBuilder(uri)
                                        .timeout(Duration.ofSeconds(5))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    answers.merge(response.body().strip(), 1, Integer::sum);
                    answered++;
                    continue;
                }
                problem = "status " + response.statusCode();
            } catch (IOException e) {
                problem = e.toString();
            }
            if (System.nanoTime() > deadline) {
                throw new Failure(uri + " does not answer: " + problem + "; see `nft list table ip nakhoda`");
            }
            Thread.sleep(100);
        }
    }
}
