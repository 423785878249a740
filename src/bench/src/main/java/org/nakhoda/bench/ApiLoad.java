package org.nakhoda.bench;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.nakhoda.bench.H2load.Figures;
import org.nakhoda.bench.H2load.Load;

/**
 * The API under load over TLS, with 10,000 ConfigMaps and 5,000 pods stored: GET of one pod, creation of ConfigMaps and pods,
 * full list of the ConfigMaps. Each figure is the median of several runs after a warm-up.
 *
 * <p>Arguments: the kubeconfig file, then process ids whose resident memory is to be reported, as {@code name=pid}.
 */
public final class ApiLoad {
    private static final String NAMESPACE = "nakhoda-bench";
    /** Apart from the creations, which may be any number. */
    private static final String STORED_NAMESPACE = "nakhoda-bench-stored";

    private static final int RUNS = 5;
    private static final int STORED_CONFIG_MAPS = 10_000;
    private static final int STORED_PODS = 5_000;
    private static final Load READS = new Load(16, 2, 30_000);
    /** A server in Java is slow until its compiler has seen what it does; the first run is reported, too. */
    private static final Load WARM_UP = new Load(16, 2, 400_000);

    private static final Load CREATES = new Load(16, 4, 10_000);
    private static final Load LISTS = new Load(4, 1, 100);

    private final Cluster cluster;
    private final H2load h2load;

    private ApiLoad(Cluster cluster) {
        this.cluster = cluster;
        this.h2load = new H2load(cluster.token());
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length == 0) {
            System.err.println("usage: ApiLoad KUBECONFIG [NAME=PID ...]");
            return;
        }
        try (Cluster cluster = new Cluster(Path.of(arguments[0]), List.of(NAMESPACE, STORED_NAMESPACE))) {
            cluster.describe();
            System.out.printf(
                    "load: reads %d x %d in flight, creations %d x %d, lists %d; medians of %d runs%n%n",
                    READS.connections(),
                    READS.streams(),
                    CREATES.connections(),
                    CREATES.streams(),
                    LISTS.connections(),
                    RUNS);
            new ApiLoad(cluster).run();
            for (String process : Arrays.asList(arguments).subList(1, arguments.length)) {
                Cluster.printMemory(process);
            }
        }
    }

    private void run() throws IOException, InterruptedException {
        byte[] configMap = json(Objects.configMap());
        byte[] pod = json(Objects.pod("", 0));
        HasMetadata one = Objects.pod("one", 0);
        one.getMetadata().setNamespace(STORED_NAMESPACE);
        cluster.client().resource(one).create();
        String onePod = url(STORED_NAMESPACE, "pods") + "/one";
        awaitAccess(onePod);
        h2load.run(new Load(16, 4, STORED_CONFIG_MAPS - 1), url(STORED_NAMESPACE, "configmaps"), configMap);
        h2load.run(new Load(16, 4, STORED_PODS - 1), url(STORED_NAMESPACE, "pods"), pod);

        System.out.printf("| work | a second | traffic | median / p99 / longest | failed |%n|---|---|---|---|---|%n");
        report("GET one pod, first run", h2load.run(READS, onePod, null));
        h2load.run(WARM_UP, onePod, null);
        report("GET one pod", repeated(READS, onePod, null));
        report("create ConfigMap, first run", h2load.run(CREATES, url(NAMESPACE, "configmaps"), configMap));
        report("create ConfigMap", repeated(CREATES, url(NAMESPACE, "configmaps"), configMap));
        report("create pod", repeated(CREATES, url(NAMESPACE, "pods"), pod));
        h2load.run(LISTS, url(STORED_NAMESPACE, "configmaps"), null);
        report("list 10,000 ConfigMaps", repeated(LISTS, url(STORED_NAMESPACE, "configmaps"), null));
    }

    private String url(String namespace, String resource) {
        return cluster.server() + "/api/v1/namespaces/" + namespace + "/" + resource;
    }

    private byte[] json(HasMetadata object) {
        return cluster.client().getKubernetesSerialization().asJson(object).getBytes(StandardCharsets.UTF_8);
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
        runs.sort(Comparator.comparingDouble(Figures::rate));
        int failed = runs.stream().mapToInt(Figures::failed).sum();
        Figures median = runs.get(RUNS / 2);
        return new Figures(median.rate(), median.traffic(), median.delays(), failed);
    }

    private static void report(String work, Figures figures) {
        System.out.println(H2load.row(work, figures));
    }
}
