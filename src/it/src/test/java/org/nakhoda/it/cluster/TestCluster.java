package org.nakhoda.it.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.nakhoda.it.cluster.Shell.Result;

/**
 * The cluster that the system tests share. It lives in a network namespace of its own, so that it disturbs no cluster of the
 * machine and none of its traffic leaves. It is started on first use and purged when the test JVM ends.
 */
public final class TestCluster {
    private static final String NAMESPACE = "nakhoda-it";
    private static final String ADDRESS = "172.31.255.1";
    private static final Path HOME = Path.of(System.getProperty("nakhoda.home"));

    /** Short, because unix sockets below it have short names; traversable, because PostgreSQL does not run as root. */
    private static final Path DATA = Path.of("/var/tmp/nakhoda-it");

    private static final Path LOGS = HOME.resolve("src/it/target/cluster-logs");

    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private static TestCluster shared;

    private final Shell inside;

    private TestCluster() {
        this.inside = new Shell(
                List.of("nsenter", "--net=/run/netns/" + NAMESPACE),
                Map.of("KUBECONFIG", DATA.resolve("admin.kubeconfig").toString()),
                HOME);
    }

    /** The running cluster; skips the calling test where one cannot be: without root there are no containers. */
    public static synchronized TestCluster shared() {
        assumeTrue("root".equals(System.getProperty("user.name")), "a node with real containers needs root");
        if (shared == null) {
            TestCluster cluster = new TestCluster();
            cluster.makeNetwork();
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::tearDown));
            cluster.nakhoda("down", "--purge", "--yes");
            cluster.nakhoda("up").orFail();
            shared = cluster;
        }
        return shared;
    }

    private void makeNetwork() {
        Shell outside = outside();
        outside.run("ip", "netns", "delete", NAMESPACE);
        outside.run("ip", "netns", "add", NAMESPACE).orFail();
        inside.run("ip", "link", "set", "lo", "up").orFail();
        inside.run("ip", "link", "add", "uplink", "type", "bridge").orFail();
        inside.run("ip", "address", "add", ADDRESS + "/24", "dev", "uplink").orFail();
        inside.run("ip", "link", "set", "uplink", "up").orFail();
    }

    private void tearDown() {
        keepLogs();
        Result down = nakhoda("down", "--purge", "--yes");
        if (down.exit() != 0) {
            System.err.println(down.all());
        }
        outside().run("ip", "netns", "delete", NAMESPACE);
    }

    /** What the components said, for who looks into a failure. */
    private void keepLogs() {
        outside().run("rm", "-rf", LOGS.toString());
        outside().run("cp", "-r", DATA.resolve("logs").toString(), LOGS.toString());
    }

    private static Shell outside() {
        return new Shell(List.of(), Map.of(), HOME);
    }

    /** Runs the launcher against this cluster. */
    public Result nakhoda(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(HOME.resolve("nakhoda").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data-dir", DATA.toString(), "--node-name", "node-a", "--node-address", ADDRESS));
        return inside.run(Duration.ofMinutes(5), "", command);
    }

    /** The newest kubectl of this machine. */
    public Kubectl kubectl() {
        List<Path> binaries = Kubectl.binaries();
        return kubectl(binaries.get(binaries.size() - 1));
    }

    public Kubectl kubectl(Path binary) {
        return new Kubectl(inside, binary);
    }

    /** A shell in the node's network namespace. */
    public Shell onNode() {
        return inside;
    }

    public String nodeAddress() {
        return ADDRESS;
    }

    public Path data() {
        return DATA;
    }

    /** Makes a namespace that no other test uses. */
    public String newNamespace(String purpose) {
        String name = purpose + "-" + NAMESPACES.incrementAndGet();
        kubectl().ok("create namespace %s", name);
        return name;
    }

    /**
     * The process ids of a component, as {@code nakhoda status} would name it.
     *
     * @param file below DATA/run or another pid file of the data directory
     */
    public long pid(String file) {
        try {
            return Long.parseLong(Files.readString(DATA.resolve(file)).strip().split("\\s")[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
