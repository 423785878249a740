package org.nakhoda.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.nakhoda.bench.H2load.Figures;
import org.nakhoda.bench.H2load.Load;

/**
 * A cluster with many pods of some 3 KB each: makes them, reports the memory of the master, then ends the master the hard way
 * and reports how long it takes until the API is ready again, with the time that its supervisor waits before a restart.
 *
 * <p>Arguments: the kubeconfig file, the process id of the master, and the number of pods if other than 100,000.
 */
public final class ManyPods {
    private static final String NAMESPACE = "nakhoda-bench-many";
    private static final int PADDING = 900;
    private static final long PATIENCE_NANOS = 300_000_000_000L;

    private ManyPods() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length < 2) {
            System.err.println("usage: ManyPods KUBECONFIG MASTER-PID [PODS]");
            return;
        }
        int pods = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 100_000;
        String master = "master=" + arguments[1];
        try (Cluster cluster = new Cluster(Path.of(arguments[0]), List.of(NAMESPACE))) {
            cluster.describe();
            H2load h2load = new H2load(cluster.token());
            Thread.sleep(1000);
            String url = cluster.server() + "/api/v1/namespaces/" + NAMESPACE + "/pods";
            String pod = cluster.client().getKubernetesSerialization().asJson(Objects.pod("", PADDING));
            Figures made = h2load.run(new Load(16, 4, pods), url, pod.getBytes(StandardCharsets.UTF_8));
            System.out.printf(
                    "%n| work | a second | traffic | median / p99 / longest | failed |%n|---|---|---|---|---|%n");
            System.out.println(H2load.row("create pod", made));
            Cluster.printMemory(master);
            ProcessHandle.of(Long.parseLong(arguments[1])).ifPresent(ProcessHandle::destroyForcibly);
            long killed = System.nanoTime();
            awaitReady(cluster, killed);
            System.out.printf(
                    Locale.ROOT, "ready %.1f s after kill -9 of the master%n", (System.nanoTime() - killed) / 1e9);
        }
    }

    private static void awaitReady(Cluster cluster, long since) throws InterruptedException {
        while (System.nanoTime() - since < PATIENCE_NANOS) {
            try {
                if ("ok".equals(cluster.client().raw("/readyz"))) {
                    return;
                }
            } catch (RuntimeException e) {
                // the API is away: that is what is being waited for
                Thread.sleep(100);
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException(
                "the API is not ready " + PATIENCE_NANOS / 1_000_000_000 + " s after the master's end");
    }
}
