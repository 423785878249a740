package org.nakhoda.db.peer;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.nakhoda.api.json.Json;
import org.nakhoda.db.MastersAuthority;
import org.nakhoda.db.identity.MasterIdentity;
import org.nakhoda.db.masters.Member;
import tools.jackson.databind.node.ObjectNode;

/** The port of master "a", which knows "b" at first, and those who call there. */
final class Port implements AutoCloseable {
    private static final String ADDRESS = "127.0.0.1";
    private static final Duration TOO_LONG = Duration.ofSeconds(30);

    final Set<String> members = ConcurrentHashMap.newKeySet();
    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<String> performed = new CopyOnWriteArrayList<>();
    volatile boolean performing = true;
    /** What waits goes on with a permit. */
    final Semaphore released = new Semaphore(0);

    private final Path directory;
    private final MastersAuthority authority = new MastersAuthority();
    private final int port = freePort();
    private final PeerServer server;

    /**
     * @param handshake how long a caller may take to say who it is
     * @param idle how long one may say nothing after that
     */
    Port(Path directory, Duration handshake, Duration idle) throws IOException {
        this.directory = directory;
        members.add("b");
        server = new PeerServer(certified("a"), ADDRESS, port, new Echo(), handshake, idle);
    }

    /** Patient, and with all that the first handshake of a process needs loaded: those of tests have limits. */
    static Port warm(Path directory) throws IOException {
        Duration patience = Duration.ofMinutes(5);
        Port port = new Port(directory, patience, patience);
        try (SSLSocket socket = port.call(port.certified("b"))) {
            socket.startHandshake();
        }
        return port;
    }

    /** Answers with who has asked for what; refuses and fails when it is asked to. */
    private final class Echo implements PeerService {
        @Override
        public boolean knows(String name) {
            return members.contains(name);
        }

        @Override
        public ObjectNode answer(String caller, Question question) throws PeerException {
            asked.add(caller);
            return switch (question.name()) {
                case "refuse" -> throw new PeerException("not today");
                case "fail" -> throw new IllegalStateException("the rudder is broken");
                case "delegate" -> {
                    if (!performing) {
                        throw new PeerException("this master is still starting");
                    }
                    yield Json.object();
                }
                default -> Json.object().put("caller", caller).put("asked", question.name());
            };
        }

        /** Gives the work back, or does what it says. */
        @Override
        public byte[] perform(X509Certificate sender, byte[] work) throws PeerException {
            performed.add(MasterIdentity.nameOf(sender).orElse("nobody"));
            switch (new String(work, StandardCharsets.UTF_8)) {
                case "refuse" -> throw new PeerException("not today");
                case "fail" -> throw new IllegalStateException("the rudder is broken");
                case "wait" -> released.acquireUninterruptibly();
                default -> {}
            }
            return work;
        }

        @Override
        public void feed(String caller, Question question, ChangeOutput out) throws IOException {
            out.mark(Json.object().put("mark", "begin"));
            throw new PeerException("this master does not lead any more");
        }
    }

    Member member() {
        return at("a", port);
    }

    static Member at(String name, int port) {
        return new Member(name, ADDRESS, 1, port, 2, 3);
    }

    SSLContext certified(String name) throws IOException {
        return MasterIdentity.context(authority.issue(directory.resolve(name), name, ADDRESS));
    }

    /** Of the masters' authority, but for something else. */
    SSLContext certifiedAs(String commonName) throws IOException {
        return MasterIdentity.context(authority.issueTo(directory.resolve("other"), commonName, ADDRESS));
    }

    /** Believes the masters' authority, and shows a certificate of another one that has the same name. */
    SSLContext forged(String name) throws IOException {
        Path real = authority.issue(directory.resolve("real"), name, ADDRESS);
        Path forged = new MastersAuthority().issue(directory.resolve("forged"), name, ADDRESS);
        String trusted = "masters-ca.crt";
        Files.copy(real.resolve(trusted), forged.resolve(trusted), StandardCopyOption.REPLACE_EXISTING);
        return MasterIdentity.context(forged);
    }

    /** Shows a certificate of the masters' authority, and believes another one. */
    SSLContext suspicious(String name) throws IOException {
        Path suspicious = authority.issue(directory.resolve("suspicious"), name, ADDRESS);
        Path other = new MastersAuthority().issue(directory.resolve("another"), name, ADDRESS);
        String trusted = "masters-ca.crt";
        Files.copy(other.resolve(trusted), suspicious.resolve(trusted), StandardCopyOption.REPLACE_EXISTING);
        return MasterIdentity.context(suspicious);
    }

    /** A connection on which anything can be said. */
    SSLSocket call(SSLContext tls) throws IOException {
        return (SSLSocket) tls.getSocketFactory().createSocket(ADDRESS, port);
    }

    static void say(SSLSocket socket, int length, byte[] rest) throws IOException {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeInt(length);
        out.write(rest);
        out.flush();
    }

    /** Whether the other side has ended it; waits until it does, or says something, or for too long. */
    static boolean ends(SSLSocket socket) {
        try {
            socket.setSoTimeout(Math.toIntExact(TOO_LONG.toMillis()));
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(ADDRESS))) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
