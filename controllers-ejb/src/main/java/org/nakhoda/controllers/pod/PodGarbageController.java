package org.nakhoda.controllers.pod;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.informer.Informers;
import org.nakhoda.client.informer.Lister;
import org.nakhoda.client.meta.Owners;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.Feed;
import org.nakhoda.client.reconcile.Reconciler;
import org.nakhoda.client.reconcile.Result;
import org.nakhoda.client.write.Deletion;
import org.nakhoda.controllers.ControllerContext;

/** Removes pods that nobody else can: those of nodes that are gone, and those that were to go before they had a node. */
public final class PodGarbageController implements Reconciler<ObjectName> {
    /** A node that is registered anew within this time finds its pods. */
    private static final Duration QUARANTINE = Duration.ofSeconds(40);

    private final Map<ObjectName, Instant> nodelessSince = new ConcurrentHashMap<>();
    private final Lister<Pod> pods;
    private final Lister<Node> nodes;
    private final KubernetesClient client;
    private final InstantSource clock;

    private PodGarbageController(Lister<Pod> pods, Lister<Node> nodes, KubernetesClient client, InstantSource clock) {
        this.pods = pods;
        this.nodes = nodes;
        this.client = client;
        this.clock = clock;
    }

    public static ControllerRunner<ObjectName> runner(ControllerContext context) {
        Informer<Pod> pods = context.informers().of(Pod.class);
        Informer<Node> nodes = context.informers().of(Node.class);
        return context.runner(
                        "pod-garbage-collector",
                        new PodGarbageController(
                                pods, nodes, context.clientFor("pod-garbage-collector"), context.clock()))
                .workers(2)
                .fedBy(Feed.of(pods))
                .fedBy(Feed.of(nodes, node -> pods
                        .indexed(Informers.BY_NODE, node.getMetadata().getName())
                        .stream()
                        .map(ObjectName::of)))
                .build();
    }

    @Override
    public Result reconcile(ObjectName key) {
        Optional<Pod> found = pods.get(key);
        if (found.isEmpty()) {
            nodelessSince.remove(key);
            return Result.done();
        }
        Pod pod = found.get();
        if (!PodFacts.isScheduled(pod)) {
            if (Owners.isTerminating(pod)) {
                Deletion.immediate().of(pod, client);
            }
            return Result.done();
        }
        String node = pod.getSpec().getNodeName();
        if (nodes.get(ObjectName.clusterScoped(node)).isPresent()) {
            nodelessSince.remove(key);
            return Result.done();
        }
        Instant now = clock.instant();
        Instant due = nodelessSince.computeIfAbsent(key, name -> now).plus(QUARANTINE);
        if (due.isAfter(now)) {
            return Result.after(Duration.between(now, due));
        }
        if (client.nodes().withName(node).get() == null) {
            Deletion.immediate().of(pod, client);
        }
        return Result.done();
    }
}
