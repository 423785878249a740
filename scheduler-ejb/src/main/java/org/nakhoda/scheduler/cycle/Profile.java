package org.nakhoda.scheduler.cycle;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nakhoda.scheduler.framework.BindingPlugin;
import org.nakhoda.scheduler.framework.ClusterEvent;
import org.nakhoda.scheduler.framework.FilterPlugin;
import org.nakhoda.scheduler.framework.Plugin;
import org.nakhoda.scheduler.framework.PostFilterPlugin;
import org.nakhoda.scheduler.framework.QueuePlugin;
import org.nakhoda.scheduler.framework.ScorePlugin;
import org.nakhoda.scheduler.plugin.ImageLocality;
import org.nakhoda.scheduler.plugin.NodeAffinity;
import org.nakhoda.scheduler.plugin.NodeName;
import org.nakhoda.scheduler.plugin.NodePorts;
import org.nakhoda.scheduler.plugin.NodeResourcesBalancedAllocation;
import org.nakhoda.scheduler.plugin.NodeResourcesFit;
import org.nakhoda.scheduler.plugin.NodeUnschedulable;
import org.nakhoda.scheduler.plugin.PrioritySort;
import org.nakhoda.scheduler.plugin.SchedulingGates;
import org.nakhoda.scheduler.plugin.TaintToleration;
import org.nakhoda.scheduler.queue.QueuedPod;
import org.nakhoda.scheduler.snapshot.PodInfo;

/**
 * Which plugins run under one scheduler's name. A plugin is listed once and serves at every extension point that it
 * implements, in the order given.
 */
public record Profile(String schedulerName, List<Plugin> plugins) {
    public static final String DEFAULT_NAME = "default-scheduler";

    public Profile {
        plugins = List.copyOf(plugins);
    }

    /** Kubernetes' default profile, as far as its plugins exist here; the binder comes last. */
    public static Profile defaults(BindingPlugin binder) {
        NodeResourcesFit fit = new NodeResourcesFit();
        return new Profile(
                DEFAULT_NAME,
                List.of(
                        new PrioritySort(),
                        new SchedulingGates(),
                        new NodeUnschedulable(),
                        new NodeName(),
                        new TaintToleration(),
                        new NodeAffinity(),
                        new NodePorts(),
                        fit,
                        new NodeResourcesBalancedAllocation(),
                        new ImageLocality(),
                        binder));
    }

    List<FilterPlugin> filters() {
        return at(FilterPlugin.class);
    }

    List<ScorePlugin> scorers() {
        return at(ScorePlugin.class);
    }

    List<PostFilterPlugin> postFilters() {
        return at(PostFilterPlugin.class);
    }

    List<BindingPlugin> binders() {
        return at(BindingPlugin.class);
    }

    Comparator<QueuedPod> order() {
        return at(QueuePlugin.class).stream()
                .flatMap(plugin -> plugin.order().stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("profile " + schedulerName + " has no plugin that sorts"));
    }

    boolean heldBack(PodInfo pod) {
        return at(QueuePlugin.class).stream()
                .map(plugin -> plugin.holdBack(pod))
                .anyMatch(Optional::isPresent);
    }

    /** Whether any plugin that rejected the pod says that the event may help it. */
    boolean mayHelp(ClusterEvent event, QueuedPod queued) {
        Map<String, Plugin> byName = byName();
        return queued.rejectedBy().isEmpty()
                || queued.rejectedBy().stream()
                        .map(byName::get)
                        .anyMatch(plugin -> plugin == null || plugin.mayHelp(event, queued.pod()));
    }

    private Map<String, Plugin> byName() {
        return plugins.stream().collect(Collectors.toMap(Plugin::name, Function.identity()));
    }

    private <P> List<P> at(Class<P> extensionPoint) {
        Stream<Plugin> all = plugins.stream();
        return all.filter(extensionPoint::isInstance).map(extensionPoint::cast).toList();
    }
}
