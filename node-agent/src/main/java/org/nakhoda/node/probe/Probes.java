package org.nakhoda.node.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.nakhoda.node.cri.Cri;
import org.nakhoda.node.event.PodEvents;
import org.nakhoda.node.runtime.PodRuntime;
import org.nakhoda.node.runtime.RuntimeContainer;
import org.nakhoda.node.spec.PodSpecs;

/**
 * The probes of all containers that run here. Each container has its own, which begin when it is first seen running and
 * end with it; a restarted container is a new one.
 */
public final class Probes implements ProbeVerdicts {
    private final Map<String, ContainerProbes> byContainer = new ConcurrentHashMap<>();
    private final ContainerProbes.Means means;
    private final Consumer<String> changed;

    /**
     * @param timer starts probes, and never waits for one
     * @param executor runs them
     * @param changed gets the uid of the pod of which a verdict has changed
     */
    public Probes(
            Cri cri, PodEvents events, ScheduledExecutorService timer, Executor executor, Consumer<String> changed) {
        this.means = new ContainerProbes.Means(new ProbeAction(cri), events, timer, executor);
        this.changed = changed;
    }

    /** Begins the probes of containers that run now and ends those of containers that do not any more. */
    public void track(Pod pod, PodRuntime runtime, List<String> addresses) {
        String uid = pod.getMetadata().getUid();
        Set<String> running = runtime.containers().stream()
                .filter(RuntimeContainer::running)
                .map(RuntimeContainer::id)
                .collect(Collectors.toSet());
        for (Map.Entry<String, ContainerProbes> entry : byContainer.entrySet()) {
            if (entry.getValue().isOf(uid) && !running.contains(entry.getKey())) {
                byContainer.remove(entry.getKey()).stop();
            }
        }
        for (Container container : PodSpecs.allContainers(pod)) {
            Optional<RuntimeContainer> latest =
                    runtime.latest(container.getName()).filter(RuntimeContainer::running);
            if (latest.isPresent() && !byContainer.containsKey(latest.get().id())) {
                ContainerProbes probes = new ContainerProbes(
                        means,
                        pod,
                        container,
                        latest.get(),
                        addresses.isEmpty() ? "127.0.0.1" : addresses.get(0),
                        reported(pod, latest.get()),
                        () -> changed.accept(uid));
                byContainer.put(latest.get().id(), probes);
                probes.start();
            }
        }
    }

    /** What the API knows of this very container from before the agent was restarted. */
    private static Optional<ContainerStatus> reported(Pod pod, RuntimeContainer container) {
        if (pod.getStatus() == null) {
            return Optional.empty();
        }
        List<ContainerStatus> statuses = new ArrayList<>(pod.getStatus().getContainerStatuses());
        statuses.addAll(pod.getStatus().getInitContainerStatuses());
        return statuses.stream()
                .filter(s -> s.getContainerID() != null && s.getContainerID().endsWith(container.id()))
                .findFirst();
    }

    /** The pod is going: its containers are only asked whether they still serve. */
    public void onlyReadiness(String podUid) {
        byContainer.values().stream().filter(probes -> probes.isOf(podUid)).forEach(ContainerProbes::onlyReadiness);
    }

    /** Ends all probes of a pod that is gone. */
    public void stop(String podUid) {
        byContainer.values().removeIf(probes -> {
            if (probes.isOf(podUid)) {
                probes.stop();
                return true;
            }
            return false;
        });
    }

    @Override
    public boolean started(String containerId) {
        ContainerProbes probes = byContainer.get(containerId);
        return probes != null && probes.started();
    }

    @Override
    public boolean startupFailed(String containerId) {
        ContainerProbes probes = byContainer.get(containerId);
        return probes != null && probes.is(ContainerProbes.Kind.STARTUP, ProbeState.Verdict.FAILED);
    }

    @Override
    public boolean livenessFailed(String containerId) {
        ContainerProbes probes = byContainer.get(containerId);
        return probes != null && probes.is(ContainerProbes.Kind.LIVENESS, ProbeState.Verdict.FAILED);
    }

    @Override
    public boolean ready(String containerId) {
        ContainerProbes probes = byContainer.get(containerId);
        return probes != null && probes.ready();
    }
}
