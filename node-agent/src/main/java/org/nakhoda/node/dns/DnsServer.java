package org.nakhoda.node.dns;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.nakhoda.api.settings.Cidr;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;

/**
 * The cluster's DNS server of this node, on UDP and TCP. The zone is built anew, at the next query, after the cluster
 * changed. Cluster names are answered on the receiving thread, out of memory; only what has to be asked for elsewhere goes
 * to the workers, so that a name server that does not answer never holds up the cluster's own names. Threads and waiting
 * queries are bounded; what is beyond is dropped, as UDP allows, and clients ask again.
 */
public final class DnsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DnsServer.class);
    private static final int WORKERS = 16;
    private static final int MOST_WAITING = 1024;
    private static final int SMALLEST_UDP = 512;
    private static final int LARGEST_UDP = 4096;
    private static final int LARGEST_TCP = 65535;
    private static final int TCP_IDLE_MILLIS = 10_000;

    private final Supplier<Zone> builder;
    private final Upstream upstream;
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final ExecutorService askers = pool(new LinkedBlockingQueue<>(MOST_WAITING));
    private final ExecutorService connections = pool(new SynchronousQueue<>());
    private final AtomicLong changes = new AtomicLong();

    private volatile Built built;

    /** A zone, and how many changes there had been before it was built. */
    private record Built(Zone zone, long changes) {}

    private DnsServer(InetSocketAddress address, Supplier<Zone> builder, Upstream upstream) throws IOException {
        this.builder = builder;
        this.upstream = upstream;
        this.udp = new DatagramSocket(address);
        this.tcp = new ServerSocket();
        tcp.setReuseAddress(true);
        tcp.bind(new InetSocketAddress(address.getAddress(), udp.getLocalPort()));
    }

    /** Where the zone's content comes from: what the informers hold now. */
    public record Source(
            String domain,
            Cidr clusterCidr,
            Supplier<Collection<Service>> services,
            Supplier<Collection<EndpointSlice>> slices,
            Supplier<Collection<String>> namespaces) {
        Zone zone() {
            return Zone.of(domain, clusterCidr, services.get(), slices.get(), namespaces.get());
        }
    }

    /**
     * Starts to listen.
     *
     * @throws IOException if the address cannot be bound; the message names it
     */
    public static DnsServer start(InetAddress address, int port, Source source, java.nio.file.Path resolvConf)
            throws IOException {
        Upstream upstream = Upstream.fromResolvConf(resolvConf, address.getHostAddress());
        DnsServer server;
        try {
            server = new DnsServer(new InetSocketAddress(address, port), source::zone, upstream);
        } catch (IOException e) {
            throw new IOException(
                    "cluster DNS cannot listen on " + address.getHostAddress() + ":" + port + ": " + e.getMessage(), e);
        }
        thread(server::serveUdp).start();
        thread(server::serveTcp).start();
        return server;
    }

    /** The port, where 0 was asked for. */
    int port() {
        return udp.getLocalPort();
    }

    /** A service or an endpoint changed: the next query builds the zone anew. */
    public void changed() {
        changes.incrementAndGet();
    }

    private static ExecutorService pool(BlockingQueue<Runnable> queue) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(WORKERS, WORKERS, 30, TimeUnit.SECONDS, queue, DnsServer::thread);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "dns");
        thread.setDaemon(true);
        return thread;
    }

    private void serveUdp() {
        byte[] buffer = new byte[LARGEST_UDP];
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                serve(Arrays.copyOf(buffer, packet.getLength()), packet.getSocketAddress());
            } catch (RejectedExecutionException e) {
                LOG.debug("a query was dropped: {} are waiting", MOST_WAITING);
            } catch (IOException e) {
                if (!udp.isClosed()) {
                    LOG.warn("DNS over UDP: {}", e.getMessage());
                }
            }
        }
    }

    private void serve(byte[] bytes, SocketAddress from) {
        Message query = parse(bytes);
        if (query == null) {
            return;
        }
        Optional<Message> answer = Resolver.answer(query, zone());
        if (answer.isPresent()) {
            send(answer.get().toWire(udpSize(query)), from);
        } else {
            askers.execute(() -> send(ask(query, bytes), from));
        }
    }

    private void send(byte[] answer, SocketAddress to) {
        try {
            udp.send(new DatagramPacket(answer, answer.length, to));
        } catch (IOException e) {
            LOG.debug("an answer was not sent: {}", e.getMessage());
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                Socket socket = tcp.accept();
                socket.setSoTimeout(TCP_IDLE_MILLIS);
                accept(socket);
            } catch (IOException e) {
                if (!tcp.isClosed()) {
                    LOG.warn("DNS over TCP: {}", e.getMessage());
                }
            }
        }
    }

    private void accept(Socket socket) throws IOException {
        try {
            connections.execute(() -> serve(socket));
        } catch (RejectedExecutionException e) {
            LOG.debug("a connection was refused: {} are open", WORKERS);
            socket.close();
        }
    }

    private void serve(Socket socket) {
        try (socket;
                DataInputStream in = new DataInputStream(socket.getInputStream());
                DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
            while (true) {
                byte[] bytes = new byte[in.readUnsignedShort()];
                in.readFully(bytes);
                Message query = parse(bytes);
                if (query == null) {
                    return;
                }
                byte[] answer = Resolver.answer(query, zone())
                        .map(message -> message.toWire(LARGEST_TCP))
                        .orElseGet(() -> ask(query, bytes));
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
            }
        } catch (IOException e) {
            LOG.debug("DNS over TCP ended: {}", e.getMessage());
        }
    }

    /** @return null for what is not a query at all */
    private static Message parse(byte[] bytes) {
        try {
            Message query = new Message(bytes);
            return query.getHeader().getFlag(Flags.QR) ? null : query;
        } catch (IOException e) {
            return null;
        }
    }

    private byte[] ask(Message query, byte[] bytes) {
        try {
            return upstream.ask(bytes);
        } catch (IOException e) {
            LOG.debug("{}: {}", query.getQuestion().getName(), e.getMessage());
            return Resolver.refusal(query, Rcode.SERVFAIL).toWire();
        }
    }

    private Zone zone() {
        Built current = built;
        long now = changes.get();
        if (current == null || current.changes() != now) {
            current = new Built(builder.get(), now);
            built = current;
        }
        return current.zone();
    }

    private static int udpSize(Message query) {
        OPTRecord options = query.getOPT();
        return options == null ? SMALLEST_UDP : Math.max(SMALLEST_UDP, Math.min(LARGEST_UDP, options.getPayloadSize()));
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
        askers.shutdownNow();
        connections.shutdownNow();
    }
}
