package org.nakhoda.controllers.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.nakhoda.client.event.EventRecorder;
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

/** Removes pods from nodes whose NoExecute taints they do not tolerate, or not any longer. */
public final class TaintEvictionController implements Reconciler<ObjectName> {
    private final Lister<Pod> pods;
    private final Lister<Node> nodes;
    private final KubernetesClient client;
    private final EventRecorder events;
    private final InstantSource clock;

    private TaintEvictionController(
            Lister<Pod> pods, Lister<Node> nodes, KubernetesClient client, EventRecorder events, InstantSource clock) {
        this.pods = pods;
        this.nodes = nodes;
        this.client = client;
        this.events = events;
        this.clock = clock;
    }

    public static ControllerRunner<ObjectName> runner(ControllerContext context) {
        Informer<Pod> pods = context.informers().of(Pod.class);
        Informer<Node> nodes = context.informers().of(Node.class);
        KubernetesClient client = context.clientFor("taint-eviction-controller");
        return context.runner(
                        "taint-eviction",
                        new TaintEvictionController(
                                pods,
                                nodes,
                                client,
                                context.events(client, "taint-eviction-controller"),
                                context.clock()))
                .fedBy(Feed.of(pods))
                .fedBy(Feed.of(nodes, node -> pods
                        .indexed(Informers.BY_NODE, node.getMetadata().getName())
                        .stream()
                        .map(ObjectName::of)))
                .build();
    }

    @Override
    public Result reconcile(ObjectName key) {
        Optional<Pod> found = pods.get(key).filter(pod -> !Owners.isTerminating(pod));
        Optional<Node> node = found.map(pod -> pod.getSpec().getNodeName())
                .filter(name -> !name.isEmpty())
                .flatMap(name -> nodes.get(ObjectName.clusterScoped(name)));
        if (node.isEmpty() || node.get().getSpec() == null) {
            return Result.done();
        }
        Pod pod = found.get();
        Instant now = clock.instant();
        Optional<Instant> time = Tolerations.evictionTime(
                pod.getSpec().getTolerations(), node.get().getSpec().getTaints(), now);
        if (time.isEmpty()) {
            return Result.done();
        }
        if (time.get().isAfter(now)) {
            return Result.after(Duration.between(now, time.get()));
        }
        events.normal(pod, "TaintManagerEviction", "Marking for deletion Pod " + key);
        Deletion.plain().of(pod, client);
        return Result.done();
    }
}
