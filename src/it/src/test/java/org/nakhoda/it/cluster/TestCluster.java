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
 * A cluster for system tests. It lives in a network namespace of its own, so that it disturbs no cluster of the machine and
 * none of its traffic leaves. Most tests share one, which is started on first use and purged when the test JVM ends.
 */
public final class TestCluster implements AutoCloseable {
    public static final Path HOME = Path.of(System.getProperty("nakhoda.home"));

    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private static TestCluster shared;

    private final String name;
    private final String address;
    private final Path data;
    private final Shell inside;

    /** @param name of the network namespace, and of the data folder, too: short, because unix sockets have short names */
    private TestCluster(String name, String address) {
        this.name = name;
        this.address = address;
        // traversable, because PostgreSQL does not run as root
        this.data = Path.of("/var/tmp", name);
        this.inside = new Shell(
                List.of("nsenter", "--net=/run/netns/" + name),
                Map.of("KUBECONFIG", data.resolve("admin.kubeconfig").toString()),
                HOME);
    }

    /** The running cluster; skips the calling test where one cannot be: without root there are no containers. */
    public static synchronized TestCluster shared() {
        if (shared == null) {
            TestCluster cluster = prepare("nakhoda-it", "172.31.255.1");
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
            cluster.nakhoda("up").orFail();
            shared = cluster;
        }
        return shared;
    }

    /**
     * The network for a cluster that the caller starts with options of its own, and closes.
     *
     * @param address the node's, alone in its /24
     */
    public static TestCluster prepare(String name, String address) {
        assumeTrue("root".equals(System.getProperty("user.name")), "a node with real containers needs root");
        TestCluster cluster = new TestCluster(name, address);
        cluster.makeNetwork();
        cluster.nakhoda("down", "--purge", "--yes");
        return cluster;
    }

    private void makeNetwork() {
        Shell outside = outside();
        outside.run("ip", "netns", "delete", name);
        outside.run("ip", "netns", "add", name).orFail();
        inside.run("ip", "link", "set", "lo", "up").orFail();
        inside.run("ip", "link", "add", "uplink", "type", "bridge").orFail();
        inside.run("ip", "address", "add", address + "/24", "dev", "uplink").orFail();
        inside.run("ip", "link", "set", "uplink", "up").orFail();
    }

    @Override
    public void close() {
        keepLogs();
        Result down = nakhoda("down", "--purge", "--yes");
        if (down.exit() != 0) {
            System.err.println(down.all());
        }
        outside().run("ip", "netns", "delete", name);
    }

    /** What the components said, for who looks into a failure. */
    private void keepLogs() {
        Path kept = HOME.resolve("src/it/target/cluster-logs").resolve(name);
        outside().run("rm", "-rf", kept.toString());
        outside().run("mkdir", "-p", kept.getParent().toString());
        outside().run("cp", "-r", data.resolve("logs").toString(), kept.toString());
    }

    private static Shell outside() {
        return new Shell(List.of(), Map.of(), HOME);
    }

    /** Runs the launcher against this cluster. */
    public Result nakhoda(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(HOME.resolve("nakhoda").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data-dir", data.toString(), "--node-name", "node-a", "--node-address", address));
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
        return address;
    }

    public Path data() {
        return data;
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
            return Long.parseLong(Files.readString(data.resolve(file)).strip().split("\\s")[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
