package org.nakhoda.it.masters.topology;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nakhoda.api.json.Json;
import org.nakhoda.it.cluster.Eventually;
import org.nakhoda.it.cluster.Kubectl;
import org.nakhoda.it.cluster.Shell;
import org.nakhoda.it.cluster.Shell.Result;
import org.nakhoda.it.masters.load.Plan;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Several masters as one cluster, started and joined as a user does it, and purged when closed. Needs root. */
public final class MastersCluster implements AutoCloseable {
    static final int MOST = 5;

    /** The administrator's own copy of what is needed to be one. */
    private static final Path ADMINISTRATOR = Path.of("/var/tmp/nkm-admin");

    private static final String MASTERS = "/apis/nakhoda.org/v1/masters";

    private final Network network;
    private final List<MasterNode> masters;
    private final Kubectl kubectl;

    private MastersCluster(int size, Build build) {
        this.network = Network.make(size);
        this.masters = IntStream.rangeClosed(1, size)
                .mapToObj(number -> new MasterNode(number, network, build))
                .toList();
        List<Path> binaries = Kubectl.binaries();
        this.kubectl = new Kubectl(
                new Shell(
                        network.clients().prefix(),
                        Map.of(
                                "KUBECONFIG",
                                ADMINISTRATOR.resolve("admin.kubeconfig").toString()),
                        Path.of("/")),
                binaries.get(binaries.size() - 1));
    }

    /** @return when all vote; skips the calling test where namespaces cannot be made */
    public static MastersCluster start(int size) {
        return start(size, Build.current());
    }

    /** The same from another build. */
    public static MastersCluster start(int size, Build build) {
        MastersCluster cluster = startFirst(size, build);
        try {
            for (MasterNode master : cluster.masters.subList(1, size)) {
                cluster.join(master);
            }
            cluster.awaitWhole();
            return cluster;
        } catch (AssertionError | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** The first master runs alone, the others are machines that can {@link #join}. */
    public static MastersCluster startFirst(int size, Build build) {
        assumeTrue("root".equals(System.getProperty("user.name")), "network namespaces need root");
        if (size > MOST) {
            throw new IllegalArgumentException("at most " + MOST + " masters, not " + size);
        }
        MastersCluster cluster = new MastersCluster(size, build);
        try {
            cluster.masters.forEach(MasterNode::purge);
            cluster.masters.forEach(MasterNode::makeFolders);
            cluster.first().up().orFail();
            cluster.keepCertificates();
            return cluster;
        } catch (AssertionError | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void keepCertificates() {
        String kept = ADMINISTRATOR.toString();
        Shell outside = new Shell(List.of(), Map.of(), Path.of("/"));
        outside.run("rm", "-rf", kept);
        outside.run("mkdir", "-m", "700", kept).orFail();
        outside.run(
                        "cp",
                        "-r",
                        first().data().resolve("pki").toString(),
                        first().data().resolve("admin.kubeconfig").toString(),
                        kept)
                .orFail();
    }

    private MasterNode first() {
        return masters.get(0);
    }

    public List<MasterNode> masters() {
        return masters;
    }

    public Network network() {
        return network;
    }

    /** Joins a master that has no data, by another one that leads or follows. */
    public void join(MasterNode master) {
        master.join(invitation(master)).orFail();
    }

    /** The command that lets a master join, as another one prints it. */
    public String invitation(MasterNode master) {
        MasterNode by = masters.stream()
                .filter(other -> other != master && !other.masterProcess().isEmpty())
                .findFirst()
                .orElseThrow();
        return by.nakhoda(List.of("token", "create")).orFail();
    }

    /** Stops a master for good and deletes what it has. */
    public void wipe(MasterNode master) {
        Signal.KILL.send(master.everything());
        master.purge();
    }

    public List<MasterNode> others(MasterNode master) {
        return masters.stream().filter(other -> other != master).toList();
    }

    /** Who leads; an answer is asked for at one master after the other. */
    public MasterNode leader() {
        if (masters.size() == 1) {
            return first();
        }
        return Eventually.eventually(() -> masters.stream()
                .flatMap(master -> leader(master).stream())
                .findFirst()
                .orElseThrow(() -> new AssertionError("nobody leads")));
    }

    /** Whether a master says that another one votes. */
    public boolean votes(MasterNode asked, MasterNode member) {
        return status(asked).stream()
                .filter(master -> master.at("/metadata/name").asString("").equals(member.name()))
                .anyMatch(MastersCluster::voter);
    }

    private Optional<MasterNode> leader(MasterNode asked) {
        List<String> leaders = new ArrayList<>();
        for (JsonNode master : status(asked)) {
            if (master.at("/status/role").asString("").equalsIgnoreCase("leader")) {
                leaders.add(master.at("/metadata/name").asString());
            }
        }
        return masters.stream()
                .filter(master -> leaders.size() == 1 && master.name().equals(leaders.get(0)))
                .findFirst();
    }

    public MasterNode follower() {
        return others(leader()).get(0);
    }

    private List<JsonNode> status(MasterNode asked) {
        Result answer = raw(asked, MASTERS);
        List<JsonNode> found = new ArrayList<>();
        if (answer.exit() == 0) {
            try {
                Json.parse(answer.out()).path("items").forEach(found::add);
            } catch (JacksonException e) {
                // as good as no answer
            }
        }
        return found;
    }

    private Result raw(MasterNode asked, String path) {
        return kubectl.run("get", "--raw", path, "--server=" + asked.api().url(), "--request-timeout=3s");
    }

    /** Another master leads. */
    public void transfer(MasterNode to) {
        leader().nakhoda(List.of("masters", "transfer", to.name()));
    }

    /** Waits until every master is ready, one leads and all others follow it without trouble. */
    public void awaitWhole() {
        for (MasterNode master : masters) {
            Eventually.eventually(() -> raw(master, "/readyz").orFail());
        }
        if (masters.size() > 1) {
            Eventually.eventually(() -> {
                List<JsonNode> status = status(leader());
                long well = status.stream().filter(MastersCluster::well).count();
                if (well != masters.size()) {
                    throw new AssertionError("not all masters are well: " + status);
                }
            });
        }
    }

    private static boolean voter(JsonNode master) {
        String role = master.at("/status/role").asString("");
        return role.equalsIgnoreCase("leader") || role.equalsIgnoreCase("follower");
    }

    private static boolean well(JsonNode master) {
        return voter(master) && master.at("/status/trouble").asString("").isEmpty();
    }

    /** Where the clients may ask. */
    public List<Plan.Master> apis() {
        return masters.stream().map(MasterNode::api).toList();
    }

    /** A folder with the administrator's certificate that stays where it is, whatever becomes of the masters. */
    public Path pki() {
        return ADMINISTRATOR.resolve("pki");
    }

    /** Idempotent. */
    @Override
    public void close() {
        try {
            network.heal();
        } finally {
            for (MasterNode master : masters) {
                Signal.CONT.send(master.everything());
                master.keepLogs();
                master.purge();
                master.disk().remove();
                master.clock().remove();
            }
            network.close();
        }
    }
}
