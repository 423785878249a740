package org.nakhoda.db.peer;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
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

/** Listens on the masters' own port. A thread for each connection: there are as many as masters, a few times over. */
public final class PeerServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerServer.class);
    private static final Duration HANDSHAKE = Duration.ofSeconds(5);

    /** Who asks again after that does so over a new connection. One whose machine is gone would hold a thread for ever. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    private static final Duration AFTER_FAILURE = Duration.ofMillis(100);

    private static final String FEED = "feed";

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
                // with each question: it may have been removed since the one before
                if (!service.knows(caller)) {
                    LOG.warn("refused {} at the masters' port: no member of this group", caller);
                    refuse(out, caller + " is no member of this group");
                    return;
                }
                answer(caller, question, out);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("the connection of {} ended", caller, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(socket);
        }
    }

    private void answer(String caller, Question question, DataOutputStream out)
            throws IOException, InterruptedException {
        try {
            if (question.name().equals(FEED)) {
                service.feed(caller, question, new ChangeOutput(out));
                return;
            }
            ObjectNode answer = service.answer(caller, question);
            new Frame(Frame.JSON, Json.mapper().writeValueAsBytes(answer)).write(out);
        } catch (PeerException e) {
            refuse(out, e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("{} asked for {}, which failed", caller, question.name(), e);
            refuse(out, e.toString());
        }
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
