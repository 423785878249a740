package org.nakhoda.node.proxy;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.nakhoda.node.network.Command;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the node's service rules in line with the cluster. {@link #changed} only sets a mark; one thread brings the rules
 * up to date, so that a burst of changes costs one transaction. A transaction that fails is tried again, whole.
 */
public final class ServiceProxy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceProxy.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final ServiceTable table;
    private final Ruleset.Network network;
    private final Supplier<Collection<Service>> services;
    private final Supplier<Collection<EndpointSlice>> slices;
    private final RulesetStore store = new RulesetStore();
    private final Thread worker = new Thread(this::work, "service-proxy");
    private final Object lock = new Object();

    @GuardedBy("lock")
    private boolean dirty = true;

    @GuardedBy("lock")
    private boolean closed;

    private List<ServicePort> current = List.of();

    /** @param services and {@code slices}: what the informers hold now */
    public ServiceProxy(
            String nodeName,
            Ruleset.Network network,
            Supplier<Collection<Service>> services,
            Supplier<Collection<EndpointSlice>> slices) {
        this.table = new ServiceTable(nodeName);
        this.network = network;
        this.services = services;
        this.slices = slices;
        worker.setDaemon(true);
    }

    public void start() {
        worker.start();
    }

    /** A service or an endpoint changed. */
    public void changed() {
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
                    LOG.warn("service rules not updated, will be tried again", e);
                    Thread.sleep(RETRY.toMillis());
                    changed();
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
        List<ServicePort> wanted = table.read(services.get(), slices.get());
        if (store.apply(Ruleset.of(wanted, network))) {
            LOG.debug("service rules are up to date: {} service ports", wanted.size());
        }
        forgetConnections(current, wanted);
        current = wanted;
    }

    /** UDP has no end of a connection: what is still tracked to an endpoint that is gone would be sent there for ever. */
    private static void forgetConnections(List<ServicePort> before, List<ServicePort> after) {
        Set<String> stale = udpEndpoints(before);
        stale.removeAll(udpEndpoints(after));
        for (String address : stale) {
            try {
                Command.run("conntrack", "-D", "-p", "udp", "--dst-nat", address);
            } catch (IOException e) {
                LOG.debug("no UDP connections to {} to forget: {}", address, e.getMessage());
            }
        }
    }

    private static Set<String> udpEndpoints(List<ServicePort> ports) {
        Set<String> addresses = new HashSet<>();
        ports.stream().filter(port -> port.protocol().equals("udp")).forEach(port -> port.endpoints()
                .forEach(endpoint -> addresses.add(endpoint.address())));
        return addresses;
    }

    /** Stops following the cluster. The rules stay, so that a restart of the agent interrupts nothing. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
    }

    /** Takes all rules away. */
    public static void removeRules() throws IOException {
        RulesetStore.remove();
    }
}
