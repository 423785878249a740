package org.nakhoda.node.masters;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.nakhoda.client.connect.ApiServers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells {@link ApiServers} which masters there are: at first those of the file, then those that the endpoints of the
 * {@code kubernetes} service name, which the file follows. An agent that starts while its own master is away finds the others so.
 */
public final class KnownMasters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KnownMasters.class);
    private static final Duration LOOK = Duration.ofSeconds(30);
    private static final String NAMESPACE = "default";
    private static final String SERVICE = "kubernetes";

    private final ServersFile file;
    private final String nodeName;
    private final URI configured;
    private final URI ownNode;
    private final ApiServers servers;
    private List<URI> written;
    private volatile ScheduledFuture<?> looks;

    /**
     * @param configured the agent's own API server
     * @param nodeAddress this machine's
     */
    public KnownMasters(Path file, URI configured, String nodeName, String nodeAddress, InstantSource clock) {
        this.file = new ServersFile(file);
        this.nodeName = nodeName;
        this.configured = configured;
        this.ownNode = server(nodeAddress, configured.getPort());
        this.servers = new ApiServers(configured, clock);
        this.written = this.file.read();
        servers.know(written);
    }

    public ApiServers servers() {
        return servers;
    }

    /**
     * Learns now, and every 30 seconds.
     *
     * @param slices those of the namespace {@code default}, or more
     */
    public void follow(Supplier<? extends Collection<EndpointSlice>> slices, ScheduledExecutorService timer) {
        looks = timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        learn(slices.get());
                    } catch (IOException | RuntimeException e) {
                        LOG.warn("The cluster's masters could not be noted, trying on: {}", e.toString());
                    }
                },
                0,
                LOOK.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Where nothing is told, what is known remains: the cluster has a master, or nobody had answered. */
    void learn(Collection<EndpointSlice> slices) throws IOException {
        List<URI> found = new ArrayList<>();
        for (EndpointSlice slice : slices) {
            if (ofTheApi(slice)) {
                add(slice, found);
            }
        }
        if (found.isEmpty()) {
            return;
        }
        List<URI> others = new ArrayList<>(found.stream()
                .filter(server -> !server.equals(configured) && !sameMaster(server))
                .distinct()
                .sorted()
                .toList());
        // the nodes of a lost master do not all turn to the same other one
        Collections.rotate(others, nodeName.hashCode());
        servers.know(others);
        if (!others.equals(written)) {
            file.write(others);
            written = others;
        }
    }

    private static boolean ofTheApi(EndpointSlice slice) {
        return NAMESPACE.equals(slice.getMetadata().getNamespace())
                && slice.getMetadata().getLabels() != null
                && SERVICE.equals(slice.getMetadata().getLabels().get("kubernetes.io/service-name"));
    }

    private static void add(EndpointSlice slice, List<URI> found) {
        for (Endpoint endpoint : slice.getEndpoints()) {
            boolean ready = endpoint.getConditions() == null
                    || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
            for (EndpointPort port : slice.getPorts()) {
                if (ready && port.getPort() != null) {
                    endpoint.getAddresses().forEach(address -> found.add(server(address, port.getPort())));
                }
            }
        }
    }

    /** An agent on a master's machine reaches that master by the loopback address, under which the cluster does not know it. */
    private boolean sameMaster(URI server) {
        try {
            return server.equals(ownNode)
                    && InetAddress.getByName(configured.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static URI server(String host, int port) {
        return URI.create("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }

    @Override
    public void close() {
        ScheduledFuture<?> running = looks;
        if (running != null) {
            running.cancel(false);
        }
    }
}
