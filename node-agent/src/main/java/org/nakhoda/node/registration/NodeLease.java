package org.nakhoda.node.registration;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says every 10 seconds that the node is alive, in its Lease in {@code kube-node-lease}. */
public final class NodeLease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLease.class);
    private static final String NAMESPACE = "kube-node-lease";
    private static final Duration RENEW = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LIFETIME = Duration.ofSeconds(40);

    private final KubernetesClient client;
    private final Node node;
    private final InstantSource clock;
    private final Thread loop = new Thread(this::run, "node-lease");
    private volatile boolean closed;

    public NodeLease(KubernetesClient client, Node node, InstantSource clock) {
        this.client = client;
        this.node = node;
        this.clock = clock;
        loop.setDaemon(true);
    }

    public void start() {
        loop.start();
    }

    private void run() {
        Lease lease = null;
        boolean failing = false;
        while (!closed) {
            Duration pause = RENEW;
            try {
                lease = renew(lease);
                failing = false;
            } catch (KubernetesClientException e) {
                lease = null;
                pause = RETRY;
                if (!failing && !closed) {
                    LOG.warn(
                            "lease of node {} not renewed, trying on: {}",
                            node.getMetadata().getName(),
                            e.getMessage());
                }
                failing = true;
            }
            try {
                Thread.sleep(pause.toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Lease renew(Lease known) {
        String name = node.getMetadata().getName();
        Lease current = known != null
                ? known
                : client.leases().inNamespace(NAMESPACE).withName(name).get();
        if (current == null) {
            return client.resource(renewed(new LeaseBuilder()
                            .withNewMetadata()
                            .withNamespace(NAMESPACE)
                            .withName(name)
                            .withOwnerReferences(new OwnerReferenceBuilder()
                                    .withApiVersion("v1")
                                    .withKind("Node")
                                    .withName(name)
                                    .withUid(node.getMetadata().getUid())
                                    .build())
                            .endMetadata()
                            .build()))
                    .create();
        }
        return client.resource(renewed(current)).update();
    }

    private Lease renewed(Lease lease) {
        return new LeaseBuilder(lease)
                .editOrNewSpec()
                .withHolderIdentity(node.getMetadata().getName())
                .withLeaseDurationSeconds((int) LIFETIME.toSeconds())
                .withRenewTime(clock.instant().atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS))
                .endSpec()
                .build();
    }

    @Override
    public void close() {
        closed = true;
        loop.interrupt();
    }
}
