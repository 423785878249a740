package org.nakhoda.db.peer;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.nakhoda.api.json.Json;
import org.nakhoda.db.identity.MasterIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Listens on the masters' own port. A thread for each connection: there are as many as masters, a few times over, and one for
 * each piece of work that others have this one do at the same time.
 */
public final class PeerServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerServer.class);
    private static final Duration HANDSHAKE = Duration.ofSeconds(5);

    /** Who asks again after that does so over a new connection. One whose machine is gone would hold a thread for ever. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    private static final Duration AFTER_FAILURE = Duration.ofMillis(100);

    private static final String FEED = "feed";

    /** The question after whose answer a connection carries nothing but work; see {@link Delegations}. */
    static final String DELEGATE = "delegate";

    private final SSLServerSocket listener;
    private final PeerService service;
    private final Duration handshake;
    private final Duration idle;
    private final Set<SSLSocket> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;
    private volatile boolean closed;

    /**
     * Begins to listen.
     *
     * @throws IOException if the port cannot be had
     */
    public PeerServer(SSLContext tls, String address, int port, PeerService service) throws IOException {
        this(tls, address, port, service, HANDSHAKE, IDLE);
    }

    /**
     * @param handshake how long a caller may take to say who it is
     * @param idle how long one may say nothing between two questions, or within one
     */
    PeerServer(SSLContext tls, String address, int port, PeerService service, Duration handshake, Duration idle)
            throws IOException {
        this.service = service;
        this.handshake = handshake;
        this.idle = idle;
        this.listener = (SSLServerSocket) tls.getServerSocketFactory().createServerSocket();
        listener.setReuseAddress(true);
        listener.setNeedClientAuth(true);
        listener.setEnabledProtocols(new String[] {MasterIdentity.PROTOCOL});
        try {
            listener.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            listener.close();
            throw new IOException(
                    "the masters' port " + address + ":" + port + " cannot be opened: " + e.getMessage()
                            + "; choose another with peer-port, or an address of this machine with node-address",
                    e);
        }
        AtomicInteger count = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "masters-port-" + count.incrementAndGet());
            thread.setDaemon(true);
            // what is done here for others looks for its parts by it
            thread.setContextClassLoader(PeerServer.class.getClassLoader());
            return thread;
        });
        threads.execute(this::accept);
    }

    private void accept() {
        while (!closed) {
            try {
                SSLSocket socket = (SSLSocket) listener.accept();
                connections.add(socket);
                threads.execute(() -> serve(socket));
            } catch (RejectedExecutionException e) {
                return;
            } catch (IOException e) {
                if (!closed) {
                    LOG.warn("a connection to the masters' port was lost before it was made", e);
                    // it may go on like this, as when the process has too many files open
                    LockSupport.parkNanos(AFTER_FAILURE.toNanos());
                }
            }
        }
    }

    private void serve(SSLSocket socket) {
        String caller = "unknown";
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(Math.toIntExact(handshake.toMillis()));
            socket.startHandshake();
            Optional<String> name = MasterIdentity.nameOf(socket.getSession());
            if (name.isEmpty()) {
                LOG.warn(
                        "refused {} at the masters' port: no master",
                        socket.getSession().getPeerPrincipal());
                return;
            }
            caller = name.get();
            socket.setSoTimeout(Math.toIntExact(idle.toMillis()));
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 13));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
            while (!closed) {
                Question question = Question.read(Frame.read(in, Frame.LARGEST_QUESTION));
                if (!knows(caller, out)) {
                    return;
                }
                if (answer(caller, question, out) && question.name().equals(DELEGATE)) {
                    perform(caller, (X509Certificate) socket.getSession().getPeerCertificates()[0], in, out);
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("the connection of {} ended", caller, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(socket);
        }
    }

    /** Asked for each question: the caller may have been removed since the one before. */
    private boolean knows(String caller, DataOutputStream out) throws IOException {
        if (service.knows(caller)) {
            return true;
        }
        LOG.warn("refused {} at the masters' port: no member of this group", caller);
        refuse(out, caller + " is no member of this group");
        return false;
    }

    /** If the work's doing fails with anything but a refusal, the connection ends: nobody can say how far it got. */
    private void perform(String caller, X509Certificate certificate, DataInputStream in, DataOutputStream out)
            throws IOException {
        while (!closed) {
            Frame work = Frame.read(in, Frame.LARGEST_QUESTION);
            if (work.kind() != Frame.WORK) {
                throw new IOException("a frame of kind " + work.kind() + " where work was to come");
            }
            if (!knows(caller, out)) {
                return;
            }
            try {
                new Frame(Frame.WORK, service.perform(certificate, work.payload())).write(out);
            } catch (PeerException e) {
                refuse(out, e.getMessage());
                return;
            } catch (RuntimeException e) {
                LOG.warn("{} had something done here, which failed", caller, e);
                return;
            }
        }
    }

    /** @return whether the answer is no refusal */
    private boolean answer(String caller, Question question, DataOutputStream out)
            throws IOException, InterruptedException {
        try {
            if (question.name().equals(FEED)) {
                service.feed(caller, question, new ChangeOutput(out));
                return true;
            }
            ObjectNode answer = service.answer(caller, question);
            new Frame(Frame.JSON, Json.mapper().writeValueAsBytes(answer)).write(out);
            return true;
        } catch (PeerException e) {
            refuse(out, e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("{} asked for {}, which failed", caller, question.name(), e);
            refuse(out, e.toString());
        }
        return false;
    }

    private static void refuse(DataOutputStream out, String message) throws IOException {
        ObjectNode why = Json.object().put("message", message);
        new Frame(Frame.REFUSED, Json.mapper().writeValueAsBytes(why)).write(out);
    }

    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
        } catch (IOException e) {
            LOG.debug("the masters' port did not close", e);
        }
        for (SSLSocket socket : connections) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("a connection at the masters' port did not close", e);
            }
        }
        threads.shutdownNow();
    }
}
