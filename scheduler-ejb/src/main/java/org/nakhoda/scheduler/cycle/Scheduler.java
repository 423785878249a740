package org.nakhoda.scheduler.cycle;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.nakhoda.scheduler.framework.BindingPlugin;
import org.nakhoda.scheduler.framework.ClusterEvent;
import org.nakhoda.scheduler.framework.Decision;
import org.nakhoda.scheduler.framework.Framework;
import org.nakhoda.scheduler.queue.QueuedPod;
import org.nakhoda.scheduler.queue.SchedulingQueue;
import org.nakhoda.scheduler.snapshot.ClusterCache;
import org.nakhoda.scheduler.snapshot.NodeInfo;
import org.nakhoda.scheduler.snapshot.PodInfo;
import org.nakhoda.scheduler.snapshot.Snapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Places pods. Informers tell it what is there ({@link #podSeen}, {@link #nodeSeen}, ...); one thread calls
 * {@link #scheduleOne} again and again; bindings run on an executor while the next decision is made over a snapshot that
 * counts them already.
 */
public final class Scheduler {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

    private final Profile profile;
    private final Framework framework;
    private final List<BindingPlugin> binders;
    private final ClusterCache cache = new ClusterCache();
    private final SchedulingQueue queue;
    private final Reporter reporter;
    private final Executor binding;

    public Scheduler(Profile profile, Reporter reporter, Executor binding, Clock clock) {
        this.profile = profile;
        this.framework = new Framework(profile.filters(), profile.scorers());
        this.binders = profile.binders();
        this.queue = new SchedulingQueue(clock, profile.order(), profile::heldBack, profile::mayHelp);
        this.reporter = reporter;
        this.binding = binding;
    }

    /** A pod was created or changed, or is there at the start. */
    public void podSeen(Pod pod) {
        PodInfo info = PodInfo.of(pod);
        if (info.nodeName() != null || info.terminal()) {
            boolean heldRoom = cache.isPlaced(info.uid());
            cache.setPod(info);
            queue.remove(info.uid());
            if (info.terminal() && heldRoom) {
                queue.wake(new ClusterEvent.PodFreed(info));
            } else if (!info.terminal() && !heldRoom) {
                queue.wake(new ClusterEvent.PodPlaced(info));
            }
        } else if (pod.getMetadata().getDeletionTimestamp() != null) {
            queue.remove(info.uid());
        } else if (profile.schedulerName().equals(info.schedulerName()) && !cache.isPlaced(info.uid())) {
            queue.add(info);
        }
    }

    public void podGone(Pod pod) {
        PodInfo info = PodInfo.of(pod);
        cache.removePod(info.uid());
        queue.remove(info.uid());
        if (info.nodeName() != null) {
            queue.wake(new ClusterEvent.PodFreed(info));
        }
    }

    /** @param before null if the node is new */
    public void nodeSeen(Node before, Node node) {
        cache.setNode(node);
        if (before == null) {
            queue.wake(new ClusterEvent.NodeAdded(node));
        } else if (mattersToScheduling(before, node)) {
            queue.wake(new ClusterEvent.NodeChanged(before, node));
        }
    }

    public void nodeGone(Node node) {
        cache.removeNode(node.getMetadata().getName());
    }

    /** Heartbeats change a node every few seconds; only these parts of it decide where pods go. */
    private static boolean mattersToScheduling(Node before, Node after) {
        return !Objects.equals(before.getSpec(), after.getSpec())
                || !Objects.equals(
                        before.getMetadata().getLabels(), after.getMetadata().getLabels())
                || !NodeInfo.allocatable(before).equals(NodeInfo.allocatable(after));
    }

    /**
     * Tries the next pod, if one is ready within {@code longest}.
     *
     * @return the decision, or empty if no pod was ready
     */
    public Optional<Decision> scheduleOne(Duration longest) throws InterruptedException {
        Optional<QueuedPod> next = queue.take(longest);
        return next.map(this::schedule);
    }

    private Decision schedule(QueuedPod queued) {
        PodInfo pod = queued.pod();
        Snapshot snapshot = cache.snapshot();
        Decision decision = framework.decide(pod, snapshot);
        if (decision instanceof Decision.Placed placed) {
            cache.assume(pod, placed.node());
            binding.execute(() -> bind(queued, placed));
        } else if (decision instanceof Decision.Unschedulable unschedulable) {
            profile.postFilters().forEach(plugin -> plugin.postFilter(pod, snapshot, unschedulable));
            queue.rejected(queued, unschedulable.plugins());
            reporter.unschedulable(pod, unschedulable);
        }
        return decision;
    }

    private void bind(QueuedPod queued, Decision.Placed placed) {
        PodInfo pod = queued.pod();
        String node = placed.node();
        try {
            binders.forEach(plugin -> plugin.reserve(pod, node));
            binders.forEach(plugin -> plugin.permit(pod, node));
            binders.forEach(plugin -> plugin.preBind(pod, node));
            if (binders.stream().noneMatch(plugin -> plugin.bind(pod, node))) {
                throw new IllegalStateException("no plugin of profile " + profile.schedulerName() + " binds");
            }
            LOG.debug("pod {}/{} goes to node {}", pod.namespace(), pod.name(), node);
            queue.remove(pod.uid());
            reporter.scheduled(pod, placed);
        } catch (RuntimeException e) {
            LOG.warn("binding of pod {}/{} to node {} failed", pod.namespace(), pod.name(), node, e);
            for (int i = binders.size() - 1; i >= 0; i--) {
                binders.get(i).unreserve(pod, node);
            }
            cache.forget(pod.uid());
            queue.retry(queued);
            queue.wake(new ClusterEvent.PodFreed(pod));
            reporter.failed(pod, node, e);
        }
    }

    /** How many pods wait for a node. */
    public int waiting() {
        return queue.size();
    }
}
