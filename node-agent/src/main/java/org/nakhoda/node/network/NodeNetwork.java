package org.nakhoda.node.network;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.nakhoda.api.settings.Cidr;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.client.informer.Informers;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.node.dns.DnsServer;
import org.nakhoda.node.proxy.Ruleset;
import org.nakhoda.node.proxy.ServiceProxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's part of the cluster network: bridge, CNI configuration, routes, service rules and DNS, in this order.
 *
 * <pre>
 *   WAITING (the node has no pod network yet) ──> UP (kept in line with nodes, services and endpoints) ──> CLOSED
 * </pre>
 *
 * What goes wrong is logged and tried again. Closing leaves everything in place, so that pods keep their network while the
 * agent is restarted; {@link #remove} takes it all away.
 */
public final class NodeNetwork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeNetwork.class);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final int DNS_PORT = 53;

    private final Settings settings;
    private final Informers informers;
    private final NodeRoutes routes;
    private final ServiceProxy proxy;
    private final Thread worker = new Thread(this::work, "node-network");
    private final Object lock = new Object();

    @GuardedBy("lock")
    private boolean dirty = true;

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private DnsServer dns;

    private Cidr current;

    /** @param informers not started yet: this asks for nodes, services, endpoint slices and namespaces */
    public NodeNetwork(Settings settings, Informers informers) {
        this.settings = settings;
        this.informers = informers;
        this.routes = new NodeRoutes(settings.nodeName());
        Ruleset.Network network = new Ruleset.Network(
                settings.clusterCidr(), settings.serviceCidr(), settings.dnsServiceAddress(), Bridge.NAME);
        this.proxy = new ServiceProxy(settings.nodeName(), network, this::services, this::slices);
        informers.of(Node.class).onChange(change -> nodesChanged());
        informers.of(Service.class).onChange(change -> servicesChanged());
        informers.of(EndpointSlice.class).onChange(change -> servicesChanged());
        informers.of(Namespace.class).onChange(change -> namesChanged());
        worker.setDaemon(true);
    }

    private Collection<Service> services() {
        return informers.of(Service.class).all();
    }

    private Collection<EndpointSlice> slices() {
        return informers.of(EndpointSlice.class).all();
    }

    /** To be called once the informers are synced: rules made of half a cluster would refuse the other half. */
    public void start() {
        worker.start();
        proxy.start();
    }

    private void servicesChanged() {
        proxy.changed();
        namesChanged();
    }

    private void namesChanged() {
        synchronized (lock) {
            if (dns != null) {
                dns.changed();
            }
        }
    }

    private void nodesChanged() {
        synchronized (lock) {
            dirty = true;
            lock.notifyAll();
        }
    }

    private void work() {
        try {
            while (awaitChange()) {
                try {
                    update();
                } catch (IOException | RuntimeException e) {
                    LOG.warn("The node's network is not set up, will be tried again: {}", e.getMessage());
                    LOG.debug("The cause", e);
                    Thread.sleep(RETRY.toMillis());
                    nodesChanged();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitChange() throws InterruptedException {
        synchronized (lock) {
            while (!dirty && !closed) {
                lock.wait();
            }
            dirty = false;
            return !closed;
        }
    }

    private void update() throws IOException {
        Optional<Cidr> podCidr = informers
                .of(Node.class)
                .get(new ObjectName("", settings.nodeName()))
                .map(node -> node.getSpec().getPodCIDR())
                .filter(cidr -> !cidr.isEmpty())
                .map(Cidr::parse);
        if (podCidr.isEmpty()) {
            return;
        }
        if (!podCidr.get().equals(current)) {
            setUp(podCidr.get());
            current = podCidr.get();
        }
        routes.update(informers.of(Node.class).all());
    }

    private void setUp(Cidr podCidr) throws IOException {
        new Bridge(settings.clusterCidr(), settings.serviceCidr(), settings.dnsServiceAddress()).ensure(podCidr);
        CniConfiguration.write(
                settings.dataDir().resolve("cni/net.d"),
                podCidr,
                settings.dataDir().resolve("cni/addresses"));
        synchronized (lock) {
            if (dns == null && !closed) {
                dns = DnsServer.start(
                        InetAddress.getByName(settings.dnsServiceAddress()),
                        DNS_PORT,
                        new DnsServer.Source(
                                settings.clusterDomain(),
                                settings.clusterCidr(),
                                this::services,
                                this::slices,
                                () -> informers.of(Namespace.class).all().stream()
                                        .map(namespace ->
                                                namespace.getMetadata().getName())
                                        .toList()),
                        Path.of("/etc/resolv.conf"));
            }
        }
        LOG.info("Pods of this node get addresses of {}; DNS answers at {}", podCidr, settings.dnsServiceAddress());
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
            if (dns != null) {
                dns.close();
            }
        }
    }

    /** Takes away what a node's network consists of; for a node that is shut down. */
    public static void remove(Settings settings) throws IOException {
        ServiceProxy.removeRules();
        Bridge.remove(settings.clusterCidr());
    }
}
