package org.nakhoda.controllers.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;
import org.nakhoda.api.settings.Cidr;
import org.nakhoda.client.event.EventRecorder;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.informer.Lister;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.Feed;
import org.nakhoda.client.reconcile.Reconciler;
import org.nakhoda.client.reconcile.Result;
import org.nakhoda.client.write.MergePatch;
import org.nakhoda.controllers.ClusterFacts.NodeCidrs;
import org.nakhoda.controllers.ControllerContext;

/** Gives each node its part of the pod network ({@code spec.podCIDR}). One worker, so that one sees what another gave. */
public final class NodeCidrController implements Reconciler<ObjectName> {
    private final Lister<Node> nodes;
    private final KubernetesClient client;
    private final EventRecorder events;
    private final CidrAllocation allocation;

    private NodeCidrController(
            Lister<Node> nodes, KubernetesClient client, EventRecorder events, CidrAllocation allocation) {
        this.nodes = nodes;
        this.client = client;
        this.events = events;
        this.allocation = allocation;
    }

    public static ControllerRunner<ObjectName> runner(ControllerContext context, NodeCidrs network) {
        Informer<Node> nodes = context.informers().of(Node.class);
        KubernetesClient client = context.clientFor("node-controller");
        return context.runner(
                        "node-ipam",
                        new NodeCidrController(
                                nodes, client, context.events(client, "cidrAllocator"), new CidrAllocation(network)))
                .workers(1)
                .fedBy(Feed.of(nodes))
                .build();
    }

    @Override
    public Result reconcile(ObjectName key) {
        Optional<Node> found = nodes.get(key);
        if (found.isEmpty()) {
            allocation.released(key.name());
            return Result.done();
        }
        Node node = found.get();
        String present = podCidr(node);
        if (!present.isEmpty()) {
            allocation.occupied(key.name(), present);
            return Result.done();
        }
        // another node's part may be known to the cache only
        for (Node other : nodes.all()) {
            if (!podCidr(other).isEmpty()) {
                allocation.occupied(other.getMetadata().getName(), podCidr(other));
            }
        }
        Optional<Cidr> given = allocation.allocate(key.name());
        if (given.isEmpty()) {
            events.normal(node, "CIDRNotAvailable", "Node " + key.name() + " status is now: CIDRNotAvailable");
            throw new IllegalStateException("no part of the pod network is left for node " + key.name()
                    + ": a larger cluster-cidr or a longer node-cidr-mask makes room");
        }
        MergePatch.of(node)
                .ifUnchanged()
                .set(body -> {
                    var spec = body.putObject("spec");
                    spec.put("podCIDR", given.get().toString());
                    spec.putArray("podCIDRs").add(given.get().toString());
                })
                .send(client);
        return Result.done();
    }

    private static String podCidr(Node node) {
        return node.getSpec() == null || node.getSpec().getPodCIDR() == null
                ? ""
                : node.getSpec().getPodCIDR();
    }
}
