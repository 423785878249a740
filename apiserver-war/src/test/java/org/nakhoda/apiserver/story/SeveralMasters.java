package org.nakhoda.apiserver.story;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.apiserver.invm.InVmControlPlane;
import org.nakhoda.apiserver.memory.MemoryMasters;
import org.nakhoda.apiserver.memory.MemoryStore;
import org.nakhoda.apiserver.proxy.TestPki;
import org.nakhoda.apiserver.start.ApiServer;
import org.nakhoda.client.reconcile.LoopObserver;
import org.nakhoda.controllers.ClusterFacts;
import org.nakhoda.controllers.ControllerManager;
import org.nakhoda.db.identity.MasterIdentity;
import org.nakhoda.db.masters.Member;
import org.nakhoda.db.peer.ChangeOutput;
import org.nakhoda.db.peer.Delegations;
import org.nakhoda.db.peer.PeerException;
import org.nakhoda.db.peer.PeerServer;
import org.nakhoda.db.peer.PeerService;
import org.nakhoda.db.peer.Question;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The API servers of masters {@code a} and {@code b} in one JVM, each over its own store and reached by the other at its port. */
final class SeveralMasters implements AutoCloseable {
    private static final String ADDRESS = "127.0.0.1";

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    private final Path data = Files.createTempDirectory("masters");
    private final Map<String, Node> nodes = new TreeMap<>();
    final MemoryMasters masters = new MemoryMasters();

    /** One master. */
    final class Node {
        final String name;
        final MemoryStore store;
        final ApiServer server;
        final X509Certificate certificate;
        /** Methods and paths that came from the other master. */
        final List<String> asked = new CopyOnWriteArrayList<>();

        private final PeerServer port;
        private final Delegations delegations;
        /** What a request of another master meets on its way in. */
        volatile Runnable way = () -> {};

        Node(String name, MemoryStore store) throws IOException {
            this.name = name;
            this.store = store;
            Path own = Files.createDirectories(data.resolve(name + "/pki"));
            certificate = Keys.ALL.copyTo(own, name);
            SSLContext tls = MasterIdentity.context(own);
            int peerPort = freePort();
            int apiPort = peerPort + 1; // nobody listens there
            masters.add(new Member(name, ADDRESS, apiPort, peerPort, 2, 3));
            delegations = new Delegations(tls);
            store.masters(masters.seenBy(name, delegations));
            Map<String, String> settings = new HashMap<>(DataFolder.settings(data.resolve(name)));
            settings.put("node-name", name);
            settings.put("api-port", Integer.toString(apiPort));
            server = ApiServer.open(Settings.of(settings), indexer -> store, timer, executor);
            port = new PeerServer(tls, ADDRESS, peerPort, new Work());
        }

        /** This master's controllers, which look or work whenever they are woken. */
        ControllerManager controllers() {
            return new ControllerManager(
                    new InVmControlPlane(server::handle, server::leading, server::serving, executor),
                    executor,
                    InstantSource.system(),
                    LoopObserver.NONE,
                    new ClusterFacts(Optional.empty(), Optional.empty(), Optional.empty()));
        }

        Path folder() {
            return data.resolve(name);
        }

        /** A client of this master, with a certificate of the cluster's administrator. */
        Client admin() {
            return client(new Credentials(certificate("CN=admin,O=system:masters", "ca"), null));
        }

        Client client(Credentials credentials) {
            return new Client(server::handle, credentials);
        }

        /** Is not reached any more. */
        void disconnect() {
            port.close();
        }

        void close() {
            disconnect();
            delegations.close();
            server.close();
        }

        /** What the other master has done here. */
        private final class Work implements PeerService {
            @Override
            public boolean knows(String other) {
                return true;
            }

            @Override
            public ObjectNode answer(String caller, Question question) {
                return Json.object();
            }

            @Override
            public byte[] perform(X509Certificate sender, byte[] work) {
                ByteBuffer bytes = ByteBuffer.wrap(work);
                byte[] json = new byte[bytes.getInt()];
                bytes.get(json);
                JsonNode head = Json.parse(json);
                asked.add(
                        head.path("method").asString() + " " + head.path("uri").asString());
                way.run();
                return masters.delegate(name).perform(sender, work);
            }

            @Override
            public void feed(String caller, Question question, ChangeOutput out) throws PeerException {
                throw new PeerException("there is none");
            }
        }
    }

    /** Master a leads, and b follows. */
    SeveralMasters() throws IOException {
        MemoryStore first = new MemoryStore();
        masters.leader("a");
        nodes.put("a", new Node("a", first));
        nodes.put("b", new Node("b", new MemoryStore(first)));
        nodes.values().forEach(node -> node.server.bootstrap());
    }

    Node node(String name) {
        return nodes.get(name);
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(ADDRESS))) {
            return probe.getLocalPort();
        }
    }

    static X509Certificate certificate(String subject, String authority) {
        return Keys.ALL.certificate(subject, authority);
    }

    /** All keys of this JVM's masters: making one takes longer than anything else here. */
    private static final class Keys {
        static final Keys ALL = new Keys();

        private final Path folder;
        private final TestPki pki;
        private final Map<String, X509Certificate> certificates = new HashMap<>();

        Keys() {
            try {
                Path made = DataFolder.make();
                folder = made.resolve("pki");
                pki = new TestPki(folder, false);
                pki.mastersAuthority(folder);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> DataFolder.delete(made)));
            } catch (IOException | GeneralSecurityException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        synchronized X509Certificate certificate(String subject, String authority) {
            return certificates.computeIfAbsent(authority + " " + subject, key -> {
                try {
                    return pki.client(subject, authority);
                } catch (IOException | GeneralSecurityException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }

        synchronized X509Certificate copyTo(Path own, String master) throws IOException {
            try {
                Path mine = folder.resolve(master);
                if (!Files.exists(mine)) {
                    Files.createDirectory(mine);
                    certificates.put(master, pki.master(mine, master));
                }
                copy(folder, own);
                copy(mine, own);
                return certificates.get(master);
            } catch (GeneralSecurityException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void copy(Path from, Path to) throws IOException {
            try (var files = Files.list(from)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }
    }

    /** Leadership passes. */
    void lead(String name, long epoch) {
        nodes.values().forEach(node -> node.store.lead(null));
        masters.leader(name);
        if (name != null) {
            nodes.get(name).store.lead(epoch);
        }
    }

    @Override
    public void close() {
        nodes.values().forEach(Node::close);
        timer.shutdownNow();
        executor.shutdownNow();
        DataFolder.delete(data);
    }
}
