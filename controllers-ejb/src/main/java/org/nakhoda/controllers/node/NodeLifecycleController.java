package org.nakhoda.controllers.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.nakhoda.client.event.EventRecorder;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.informer.Informers;
import org.nakhoda.client.informer.Lister;
import org.nakhoda.client.meta.ConditionKind;
import org.nakhoda.client.meta.Timestamps;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.Feed;
import org.nakhoda.client.reconcile.Reconciler;
import org.nakhoda.client.reconcile.Result;
import org.nakhoda.controllers.ControllerContext;

/**
 * Notices nodes that have fallen silent, says so in their conditions, and taints nodes as their conditions call for.
 * Silence is measured with this process's own clock from the last renewal that it has seen: nodes' clocks may differ.
 */
public final class NodeLifecycleController implements Reconciler<ObjectName> {
    /** How long a node may be silent. */
    static final Duration GRACE = Duration.ofSeconds(40);

    private static final String LEASES = "kube-node-lease";

    /** A sign of life: what it was, and when it was first seen here. */
    private record Heartbeat(String sign, Instant seen) {}

    private final Map<ObjectName, Heartbeat> heartbeats = new ConcurrentHashMap<>();
    private final AtomicReference<Instant> lastGivenUp = new AtomicReference<>(Instant.EPOCH);
    private final Lister<Node> nodes;
    private final Lister<Lease> leases;
    private final Lister<Pod> pods;
    private final KubernetesClient client;
    private final EventRecorder events;
    private final InstantSource clock;

    private NodeLifecycleController(
            Lister<Node> nodes,
            Lister<Lease> leases,
            Lister<Pod> pods,
            KubernetesClient client,
            EventRecorder events,
            InstantSource clock) {
        this.nodes = nodes;
        this.leases = leases;
        this.pods = pods;
        this.client = client;
        this.events = events;
        this.clock = clock;
    }

    public static ControllerRunner<ObjectName> runner(ControllerContext context) {
        Informer<Node> nodes = context.informers().of(Node.class);
        Informer<Lease> leases = context.informers().of(Lease.class);
        Informer<Pod> pods = context.informers().of(Pod.class);
        KubernetesClient client = context.clientFor("node-controller");
        return context.runner(
                        "node-lifecycle",
                        new NodeLifecycleController(
                                nodes,
                                leases,
                                pods,
                                client,
                                context.events(client, "node-controller"),
                                context.clock()))
                .fedBy(Feed.of(nodes))
                .fedBy(Feed.of(leases, lease -> Stream.of(lease)
                        .filter(it -> LEASES.equals(it.getMetadata().getNamespace()))
                        .map(it -> ObjectName.clusterScoped(it.getMetadata().getName()))))
                .build();
    }

    @Override
    public Result reconcile(ObjectName key) {
        Optional<Node> found = nodes.get(key);
        if (found.isEmpty()) {
            heartbeats.remove(key);
            return Result.done();
        }
        Node node = found.get();
        Instant now = clock.instant();
        Instant silentAt = heartbeat(key, node, now).seen.plus(GRACE);
        boolean silent = !now.isBefore(silentAt);
        List<NodeCondition> before = NodeHealth.conditions(node);
        List<NodeCondition> conditions = silent ? NodeHealth.silent(before, now) : before;
        if (!conditions.equals(before)) {
            node = client.resource(new NodeBuilder(node)
                            .editOrNewStatus()
                            .withConditions(conditions)
                            .endStatus()
                            .build())
                    .updateStatus();
            events.normal(node, "NodeNotReady", "Node " + key.name() + " status is now: NodeNotReady");
        }
        Duration recheck = taint(node, conditions, now);
        if (!NodeHealth.ready(conditions).equals(ConditionKind.TRUE)) {
            markPodsNotReady(key.name(), now);
        }
        return silent ? Result.after(recheck) : Result.after(Duration.between(now, silentAt));
    }

    private Heartbeat heartbeat(ObjectName key, Node node, Instant now) {
        String renewed = leases.get(new ObjectName(LEASES, key.name()))
                .map(lease -> lease.getSpec() == null
                        ? null
                        : String.valueOf(lease.getSpec().getRenewTime()))
                .orElse("none");
        String reported = NodeHealth.CONDITIONS
                .find(NodeHealth.conditions(node), NodeHealth.READY)
                .map(NodeCondition::getLastHeartbeatTime)
                .orElse("");
        String sign = renewed + " " + reported;
        return heartbeats.compute(
                key, (name, known) -> known != null && known.sign.equals(sign) ? known : new Heartbeat(sign, now));
    }

    /** @return when to look again */
    private Duration taint(Node node, List<NodeCondition> conditions, Instant now) {
        List<Taint> before = node.getSpec() == null ? List.of() : node.getSpec().getTaints();
        boolean ready = NodeHealth.ready(conditions).equals(ConditionKind.TRUE);
        boolean mayEvict = !ready && claimEviction(before, conditions, now);
        List<Taint> after = NodeHealth.taints(node, conditions, mayEvict, now);
        if (!after.equals(before)) {
            client.resource(new NodeBuilder(node)
                            .editOrNewSpec()
                            .withTaints(after)
                            .endSpec()
                            .build())
                    .update();
        }
        return Duration.ofSeconds(ready || mayEvict ? 40 : 10);
    }

    private boolean claimEviction(List<Taint> taints, List<NodeCondition> conditions, Instant now) {
        String trouble = NodeHealth.ready(conditions).equals(ConditionKind.FALSE)
                ? NodeHealth.NOT_READY
                : NodeHealth.UNREACHABLE;
        if (NodeHealth.has(taints, trouble, NodeHealth.NO_EXECUTE)) {
            return true;
        }
        List<Node> all = nodes.all();
        int notReady = (int) all.stream()
                .filter(other -> !NodeHealth.ready(NodeHealth.conditions(other)).equals(ConditionKind.TRUE))
                .count();
        Instant last = lastGivenUp.get();
        return EvictionPace.allows(all.size(), notReady, last, now) && lastGivenUp.compareAndSet(last, now);
    }

    /** Pods of a node that nobody hears from serve nobody, so far as anybody knows. */
    private void markPodsNotReady(String node, Instant now) {
        for (Pod pod : pods.indexed(Informers.BY_NODE, node)) {
            List<PodCondition> conditions =
                    pod.getStatus() == null ? List.of() : pod.getStatus().getConditions();
            boolean ready = conditions.stream()
                    .anyMatch(condition ->
                            "Ready".equals(condition.getType()) && ConditionKind.TRUE.equals(condition.getStatus()));
            if (!ready) {
                continue;
            }
            List<PodCondition> changed = conditions.stream()
                    .map(condition -> "Ready".equals(condition.getType())
                            ? new PodConditionBuilder(condition)
                                    .withStatus(ConditionKind.FALSE)
                                    .withLastTransitionTime(Timestamps.time(now))
                                    .build()
                            : condition)
                    .toList();
            writePodConditions(pod, changed);
            events.warning(pod, "NodeNotReady", "Node is not ready");
        }
    }

    private void writePodConditions(Pod pod, List<PodCondition> conditions) {
        try {
            client.resource(new PodBuilder(pod)
                            .editStatus()
                            .withConditions(conditions)
                            .endStatus()
                            .build())
                    .updateStatus();
        } catch (KubernetesClientException e) {
            if (!Objects.equals(e.getCode(), HttpURLConnection.HTTP_NOT_FOUND)) {
                throw e;
            }
        }
    }
}
