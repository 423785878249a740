package org.nakhoda.node.registration;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.nakhoda.api.json.Json;
import org.nakhoda.client.event.EventRecorder;
import org.nakhoda.node.cri.Cri;
import org.nakhoda.node.cri.CriException;
import org.nakhoda.node.cri.v1.Image;
import org.nakhoda.node.cri.v1.RuntimeCondition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Registers the node and keeps its status true: looked at every 10 seconds (several times a second until it is ready),
 * written when it has changed, and every 5 minutes in any case.
 */
public final class NodeRegistration implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRegistration.class);
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration LOOK_UNTIL_READY = Duration.ofMillis(300);
    private static final Duration WRITE = Duration.ofMinutes(5);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final KubernetesClient client;
    private final Cri cri;
    private final NodeObjects objects;
    private final String name;
    private final Path disk;
    private final InstantSource clock;
    private final EventRecorder events;
    private final Thread loop = new Thread(this::run, "node-status");
    private volatile boolean closed;
    private NodeStatus written;
    private Instant writtenAt = Instant.MIN;
    private boolean saidReady;

    /**
     * Where the node is reached.
     *
     * @param port of the agent's server
     */
    public record Address(String name, String address, int port) {}

    /** @param disk a path on the file system that pods use */
    public NodeRegistration(
            KubernetesClient client,
            Cri cri,
            Address address,
            String runtimeVersion,
            Path disk,
            EventRecorder events,
            InstantSource clock) {
        this.client = client;
        this.cri = cri;
        this.objects = new NodeObjects(address.name, address.address, address.port, runtimeVersion);
        this.name = address.name;
        this.disk = disk;
        this.events = events;
        this.clock = clock;
        loop.setDaemon(true);
    }

    /** Registers the node, however long the API server may not be there; then keeps its status in the background. */
    public Node register() throws InterruptedException {
        String complaint = "";
        while (true) {
            try {
                NodeStatus status = measure(null);
                Node registered = client.resource(objects.node(status)).createOr(existing -> null);
                if (registered == null || registered.getStatus() == null) {
                    registered = client.nodes().withName(name).get();
                    adopt(registered);
                }
                written = null;
                LOG.info("node {} is registered", name);
                loop.start();
                return registered;
            } catch (KubernetesClientException | CriException e) {
                if (!Objects.equals(complaint, e.getMessage())) {
                    complaint = e.getMessage();
                    LOG.warn("node {} cannot be registered yet, trying on: {}", name, complaint);
                }
                Thread.sleep(RETRY.toMillis());
            }
        }
    }

    /** A node that was here before keeps what others have given it; its own labels are made right. */
    private void adopt(Node existing) {
        boolean complete = existing.getMetadata().getLabels() != null
                && existing.getMetadata()
                        .getLabels()
                        .entrySet()
                        .containsAll(objects.labels().entrySet());
        if (!complete) {
            client.nodes().withName(name).edit(node -> new NodeBuilder(node)
                    .editMetadata()
                    .addToLabels(objects.labels())
                    .endMetadata()
                    .build());
        }
    }

    private void run() {
        boolean failing = false;
        while (!closed) {
            Duration pause = LOOK;
            try {
                pause = update() ? LOOK : LOOK_UNTIL_READY;
                if (failing) {
                    LOG.info("status of node {} is written again", name);
                }
                failing = false;
            } catch (KubernetesClientException | CriException e) {
                if (!failing && !closed) {
                    LOG.warn("status of node {} not written, trying on: {}", name, e.getMessage());
                }
                failing = true;
                pause = RETRY;
            } catch (RuntimeException e) {
                LOG.error("status of node {} not written", name, e);
            }
            try {
                Thread.sleep(pause.toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** @return whether the node is ready */
    private boolean update() {
        Instant now = clock.instant();
        if (written == null) {
            Node node = client.nodes().withName(name).get();
            if (node == null) {
                client.resource(objects.node(measure(null))).create();
                return false;
            }
            written = node.getStatus() == null ? new NodeStatus() : node.getStatus();
        }
        NodeStatus status = measure(written);
        boolean ready = NodeObjects.isReady(status);
        if (NodeObjects.differ(written, status) || now.isAfter(writtenAt.plus(WRITE))) {
            write(status);
            written = status;
            writtenAt = now;
        }
        if (ready && !saidReady) {
            LOG.info("node {} is ready", name);
            events.normal(objects.node(status), "NodeReady", "Node " + name + " status is now: NodeReady");
        }
        saidReady = ready;
        return ready;
    }

    private void write(NodeStatus status) {
        ObjectNode patch = Json.object();
        patch.set("status", Json.parse(client.getKubernetesSerialization().asJson(status)));
        try {
            client.nodes()
                    .withName(name)
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch.toString());
        } catch (KubernetesClientException e) {
            written = null;
            throw e;
        }
    }

    private NodeStatus measure(NodeStatus before) {
        List<RuntimeCondition> conditions;
        List<Image> images;
        try {
            conditions = cri.status(false).getStatus().getConditionsList();
            images = cri.listImages();
        } catch (CriException e) {
            RuntimeCondition down = RuntimeCondition.newBuilder()
                    .setType("RuntimeReady")
                    .setReason("RuntimeUnreachable")
                    .setMessage(e.getMessage())
                    .build();
            conditions = List.of(down, down.toBuilder().setType("NetworkReady").build());
            images = List.of();
        }
        long total = 0;
        long usable = Long.MAX_VALUE;
        try {
            FileStore store = Files.getFileStore(disk);
            total = store.getTotalSpace();
            usable = store.getUsableSpace();
        } catch (IOException e) {
            LOG.debug("{}: {}", disk, e.toString());
        }
        return objects.status(
                before,
                new NodeObjects.Measured(
                        conditions, images, Machine.availableMemoryBytes(), total, usable, clock.instant()));
    }

    @Override
    public void close() {
        closed = true;
        loop.interrupt();
    }
}
