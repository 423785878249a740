package org.nakhoda.it.masters.topology;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nakhoda.it.cluster.Shell;

/**
 * A bridge in a namespace of its own, where the clients live, too, and a namespace for each master behind a port of the
 * bridge. Nothing of it is in the host's network, and nothing leads out. What is done to packets is done at the ports, by
 * nftables, so that neither end notices anything but the silence.
 */
public final class Network implements AutoCloseable {
    private static final Path ANYWHERE = Path.of("/");
    private static final String BRIDGE_NAMESPACE = "nkm-0";
    private static final String SUBNET = "172.30.77.";
    private static final int PEER_PORT = 6444;
    private static final int RAFT_PORT = 6445;
    private static final int DATABASE_PORT = 6446;
    private static final String CLIENTS = SUBNET + "254";

    private final int size;
    private final Object rules = new Object();

    /** What is done to what comes in at a port: nftables' words after the chain's beginning. */
    private record Rule(int port, String words) {}

    @GuardedBy("rules")
    private final Set<Rule> inForce = new LinkedHashSet<>();

    private Network(int size) {
        this.size = size;
    }

    static Network make(int size) {
        Network network = new Network(size);
        network.close();
        Shell outside = new Shell(List.of(), Map.of(), ANYWHERE);
        outside.run("ip", "netns", "add", BRIDGE_NAMESPACE).orFail();
        Shell bridge = network.clients();
        bridge.run("ip", "link", "set", "lo", "up").orFail();
        bridge.run("ip", "link", "add", "masters", "type", "bridge").orFail();
        bridge.run("ip", "address", "add", CLIENTS + "/24", "dev", "masters").orFail();
        bridge.run("ip", "link", "set", "masters", "up").orFail();
        for (int number = 1; number <= size; number++) {
            network.makeMaster(number);
        }
        return network;
    }

    private void makeMaster(int number) {
        new Shell(List.of(), Map.of(), ANYWHERE)
                .run("ip", "netns", "add", namespace(number))
                .orFail();
        Shell bridge = clients();
        bridge.run("ip", "link", "add", port(number), "type", "veth", "peer", "uplink", "netns", namespace(number))
                .orFail();
        bridge.run("ip", "link", "set", port(number), "master", "masters", "up").orFail();
        Shell inside = inside(number);
        inside.run("ip", "link", "set", "lo", "up").orFail();
        inside.run("ip", "address", "add", address(number) + "/24", "dev", "uplink")
                .orFail();
        inside.run("ip", "link", "set", "uplink", "up").orFail();
    }

    static String namespace(int number) {
        return "nkm-" + number;
    }

    private static String port(int number) {
        return "port-" + number;
    }

    static String address(int number) {
        return SUBNET + number;
    }

    /** A shell where the clients are. */
    public Shell clients() {
        return new Shell(List.of("nsenter", "--net=/run/netns/" + BRIDGE_NAMESPACE), Map.of(), ANYWHERE);
    }

    /** A shell where a master is. */
    Shell inside(int number) {
        return new Shell(List.of("nsenter", "--net=/run/netns/" + namespace(number)), Map.of(), ANYWHERE);
    }

    /** Packets from one master to another are lost; the clients reach both. */
    public void cut(int from, int to) {
        add(new Rule(from, "ip daddr " + address(to) + " drop"));
    }

    /** What a master's database sends to another master is lost, and nothing else. */
    public void cutDatabase(int from, int to) {
        add(new Rule(from, "ip daddr " + address(to) + " tcp sport " + DATABASE_PORT + " drop"));
    }

    /** Two masters' questions and orders to each other are lost, both ways; neither elections nor databases are affected. */
    public void cutQuestions(int one, int other) {
        cutPort(one, other, PEER_PORT);
    }

    /** Two masters take no part in each other's elections any more. */
    public void cutElections(int one, int other) {
        cutPort(one, other, RAFT_PORT);
    }

    private void cutPort(int one, int other, int port) {
        for (String end : List.of("dport", "sport")) {
            add(new Rule(one, "ip daddr " + address(other) + " tcp " + end + " " + port + " drop"));
            add(new Rule(other, "ip daddr " + address(one) + " tcp " + end + " " + port + " drop"));
        }
    }

    /** Part of what a master sends is lost, to whomever. */
    public void lose(int from, int percent) {
        add(new Rule(from, "numgen random mod 100 < " + percent + " drop"));
    }

    /** Takes back all that {@link #cut} and {@link #lose} did. */
    public void heal() {
        synchronized (rules) {
            inForce.clear();
            applyLocked();
        }
    }

    private void add(Rule rule) {
        synchronized (rules) {
            inForce.add(rule);
            applyLocked();
        }
    }

    @GuardedBy("rules")
    private void applyLocked() {
        StringBuilder table = new StringBuilder("table netdev faults\ndelete table netdev faults\n");
        table.append("table netdev faults {\n");
        for (int number = 1; number <= size; number++) {
            table.append("chain from")
                    .append(number)
                    .append(" {\ntype filter hook ingress device \"")
                    .append(port(number))
                    .append("\" priority 0; policy accept;\n");
            for (Rule rule : inForce) {
                if (rule.port() == number) {
                    table.append(rule.words()).append('\n');
                }
            }
            table.append("}\n");
        }
        clients()
                .run(Duration.ofMinutes(1), table.append("}\n").toString(), List.of("nft", "-f", "-"))
                .orFail();
    }

    /** Pulls the plug of a master, or puts it in again. */
    public void plug(int number, boolean in) {
        clients().run("ip", "link", "set", port(number), in ? "up" : "down").orFail();
    }

    /**
     * Everything to a master takes its time.
     *
     * @return whether this kernel can do that
     */
    public boolean delay(int number, Duration delay) {
        return clients()
                        .run(
                                "tc",
                                "qdisc",
                                "replace",
                                "dev",
                                port(number),
                                "root",
                                "netem",
                                "delay",
                                delay.toMillis() + "ms")
                        .exit()
                == 0;
    }

    /** Everything to a master goes through a narrow line, and waits up to {@code queue} for it. */
    public void narrow(int number, int kilobitPerSecond, Duration queue) {
        clients()
                .run(
                        "tc",
                        "qdisc",
                        "replace",
                        "dev",
                        port(number),
                        "root",
                        "tbf",
                        "rate",
                        kilobitPerSecond + "kbit",
                        "burst",
                        "4kb",
                        "latency",
                        queue.toMillis() + "ms")
                .orFail();
    }

    /** Takes back what {@link #delay} and {@link #narrow} did. */
    public void widen(int number) {
        clients().run("tc", "qdisc", "delete", "dev", port(number), "root");
    }

    /** Idempotent; takes away what an earlier run left, too. */
    @Override
    public void close() {
        Shell outside = new Shell(List.of(), Map.of(), ANYWHERE);
        for (int number = 0; number <= Math.max(size, MastersCluster.MOST); number++) {
            outside.run("ip", "netns", "delete", namespace(number));
        }
    }
}
