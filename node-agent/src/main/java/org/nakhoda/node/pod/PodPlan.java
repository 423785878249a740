package org.nakhoda.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.node.probe.ProbeVerdicts;
import org.nakhoda.node.runtime.PodRuntime;
import org.nakhoda.node.runtime.RuntimeContainer;
import org.nakhoda.node.runtime.RuntimeLabels;
import org.nakhoda.node.runtime.RuntimeSandbox;
import org.nakhoda.node.spec.PodSpecs;

/**
 * What to do next for a pod that is to run. It is decided from the specification, the runtime's state and the probes'
 * verdicts alone: no I/O, no clock of its own, nothing remembered.
 *
 * <pre>
 * no sandbox --> init containers, one after the other (those that keep running: until they have started)
 *            --> main containers, all at once --> finished, when all have ended and none is to run again
 * </pre>
 *
 * @param newSandbox the pod has no usable sandbox; nothing else can be done before it has
 * @param starts containers to start now, in order
 * @param stops containers to stop now; they are started again by a later plan if their policy says so
 * @param waiting containers that wait for the end of their back-off, by name, with the time at which it ends
 * @param finished nothing will run any more
 */
public record PodPlan(
        boolean newSandbox, List<Container> starts, List<Stop> stops, Map<String, Instant> waiting, boolean finished) {

    /**
     * @param grace instead of the pod's own
     */
    public record Stop(RuntimeContainer container, String reason, Optional<Duration> grace) {}

    /** When a container that ended may run again; not later than now if it may at once. */
    @FunctionalInterface
    public interface RestartTimes {
        Instant restartAt(RuntimeContainer ended);
    }

    public static PodPlan of(Pod pod, PodRuntime runtime, ProbeVerdicts probes, RestartTimes restarts, Instant now) {
        return new Planner(pod, runtime, probes, restarts, now).plan();
    }

    /** When to plan again though nothing may have changed. */
    public Optional<Instant> wakeAt() {
        return waiting.values().stream().min(Instant::compareTo);
    }

    private static final class Planner {
        private final Pod pod;
        private final PodRuntime runtime;
        private final ProbeVerdicts probes;
        private final RestartTimes restarts;
        private final Instant now;
        private final List<Container> starts = new ArrayList<>();
        private final List<Stop> stops = new ArrayList<>();
        private final Map<String, Instant> waiting = new LinkedHashMap<>();

        Planner(Pod pod, PodRuntime runtime, ProbeVerdicts probes, RestartTimes restarts, Instant now) {
            this.pod = pod;
            this.runtime = runtime;
            this.probes = probes;
            this.restarts = restarts;
            this.now = now;
        }

        PodPlan plan() {
            if (finished()) {
                return new PodPlan(false, List.of(), List.of(), Map.of(), true);
            }
            Optional<RuntimeSandbox> sandbox = usableSandbox();
            if (sandbox.isEmpty()) {
                boolean onlyOnce = PodSpecs.neverRestarts(pod)
                        && !runtime.sandboxes().isEmpty()
                        && !runtime.containers().isEmpty();
                return new PodPlan(!onlyOnce, List.of(), List.of(), Map.of(), onlyOnce);
            }
            if (initialized(sandbox.get())) {
                pod.getSpec().getContainers().forEach(this::keep);
                debug();
            }
            return new PodPlan(false, List.copyOf(starts), List.copyOf(stops), Map.copyOf(waiting), false);
        }

        private Optional<RuntimeSandbox> usableSandbox() {
            return runtime.readySandbox()
                    .filter(s -> s.hostNetwork() || !s.addresses().isEmpty());
        }

        private boolean finished() {
            for (Container init : pod.getSpec().getInitContainers()) {
                Optional<RuntimeContainer> latest = runtime.latest(init.getName());
                boolean failedForGood = !PodSpecs.isSidecar(init)
                        && latest.filter(c -> c.exited() && c.exitCode() != 0).isPresent()
                        && !PodSpecs.restarts(pod, init, latest.get().exitCode());
                if (failedForGood) {
                    return true;
                }
            }
            return pod.getSpec().getContainers().stream().allMatch(container -> runtime.latest(container.getName())
                    .filter(c -> c.exited() && !restarts(container, c))
                    .isPresent());
        }

        private boolean restarts(Container container, RuntimeContainer ended) {
            return changed(container, ended) || PodSpecs.restarts(pod, container, ended.exitCode());
        }

        private static boolean changed(Container container, RuntimeContainer existing) {
            return existing.annotation(RuntimeLabels.HASH)
                    .filter(hash -> !hash.equals(PodSpecs.hash(container)))
                    .isPresent();
        }

        /** Starts the next init container; true if the main containers may run. */
        private boolean initialized(RuntimeSandbox sandbox) {
            boolean mainHasRun = pod.getSpec().getContainers().stream()
                    .anyMatch(c -> runtime.named(c.getName()).stream()
                            .anyMatch(r -> r.sandboxId().equals(sandbox.id())));
            for (Container init : pod.getSpec().getInitContainers()) {
                if (PodSpecs.isSidecar(init)) {
                    keep(init);
                    boolean started = latestIn(sandbox, init)
                            .filter(c -> c.running() && probes.started(c.id()))
                            .isPresent();
                    if (!mainHasRun && !started) {
                        return false;
                    }
                } else if (!mainHasRun && !completed(sandbox, init)) {
                    return false;
                }
            }
            return true;
        }

        private boolean completed(RuntimeSandbox sandbox, Container init) {
            Optional<RuntimeContainer> latest = latestIn(sandbox, init);
            if (latest.filter(RuntimeContainer::succeeded).isPresent()) {
                return true;
            }
            if (latest.filter(RuntimeContainer::running).isEmpty()) {
                startWhenAllowed(init, latest);
            }
            return false;
        }

        private Optional<RuntimeContainer> latestIn(RuntimeSandbox sandbox, Container container) {
            return runtime.latest(container.getName()).filter(c -> c.sandboxId().equals(sandbox.id()));
        }

        /** Sees to it that a container runs that is to run. */
        private void keep(Container container) {
            Optional<RuntimeContainer> latest = runtime.latest(container.getName());
            if (latest.isEmpty()) {
                starts.add(container);
                return;
            }
            RuntimeContainer existing = latest.get();
            switch (existing.state()) {
                case RUNNING -> stopIfWrong(container, existing);
                case EXITED -> {
                    if (restarts(container, existing)) {
                        startWhenAllowed(container, latest);
                    }
                }
                case CREATED -> starts.add(container);
                case UNKNOWN ->
                    stops.add(new Stop(
                            existing,
                            "Container " + container.getName() + " is in an unknown state",
                            Optional.empty()));
            }
        }

        private void stopIfWrong(Container container, RuntimeContainer running) {
            String name = container.getName();
            if (changed(container, running)) {
                stops.add(new Stop(
                        running, "Container " + name + " definition changed, will be restarted", Optional.empty()));
            } else if (probes.startupFailed(running.id())) {
                stops.add(new Stop(
                        running,
                        "Container " + name + " failed startup probe, will be restarted",
                        grace(container.getStartupProbe())));
            } else if (probes.livenessFailed(running.id())) {
                stops.add(new Stop(
                        running,
                        "Container " + name + " failed liveness probe, will be restarted",
                        grace(container.getLivenessProbe())));
            }
        }

        private static Optional<Duration> grace(io.fabric8.kubernetes.api.model.Probe probe) {
            return Optional.ofNullable(probe.getTerminationGracePeriodSeconds()).map(Duration::ofSeconds);
        }

        private void startWhenAllowed(Container container, Optional<RuntimeContainer> latest) {
            Instant at = latest.filter(RuntimeContainer::exited)
                    .map(restarts::restartAt)
                    .orElse(now);
            if (at.isAfter(now)) {
                waiting.put(container.getName(), at);
            } else {
                starts.add(container);
            }
        }

        private void debug() {
            for (Container container : PodSpecs.ephemeral(pod)) {
                if (runtime.latest(container.getName()).isEmpty()) {
                    starts.add(container);
                }
            }
        }
    }
}
