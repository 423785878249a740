package org.nakhoda.node.probe;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.nakhoda.node.event.PodEvents;
import org.nakhoda.node.runtime.RuntimeContainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The probes of one container. Liveness and readiness wait for the startup probe; a startup or liveness probe that has
 * failed asks no more, for the container is about to be stopped.
 */
final class ContainerProbes {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerProbes.class);

    /** What a probe is for. */
    enum Kind {
        STARTUP("Startup", ProbeState.Verdict.UNKNOWN),
        LIVENESS("Liveness", ProbeState.Verdict.PASSED),
        READINESS("Readiness", ProbeState.Verdict.FAILED);

        private final String title;
        private final ProbeState.Verdict initial;

        Kind(String title, ProbeState.Verdict initial) {
            this.title = title;
            this.initial = initial;
        }
    }

    /** What all probes share. */
    record Means(ProbeAction action, PodEvents events, ScheduledExecutorService timer, Executor executor) {}

    private final Object lock = new Object();
    private final Means means;
    private final Pod pod;
    private final Container container;
    private final RuntimeContainer running;
    private final String address;
    private final Runnable changed;
    private final Map<Kind, Probe> probes = new EnumMap<>(Kind.class);

    @GuardedBy("lock")
    private final Map<Kind, ProbeState> states = new EnumMap<>(Kind.class);

    private volatile boolean stopped;
    private volatile boolean onlyReadiness;

    /** @param reported what was known of this container before the agent was restarted; verdicts begin with it */
    ContainerProbes(
            Means means,
            Pod pod,
            Container container,
            RuntimeContainer running,
            String address,
            Optional<ContainerStatus> reported,
            Runnable changed) {
        this.means = means;
        this.pod = pod;
        this.container = container;
        this.running = running;
        this.address = address;
        this.changed = changed;
        boolean wasStarted =
                reported.filter(s -> Boolean.TRUE.equals(s.getStarted())).isPresent();
        boolean wasReady =
                reported.filter(s -> Boolean.TRUE.equals(s.getReady())).isPresent();
        add(Kind.STARTUP, container.getStartupProbe(), wasStarted);
        add(Kind.LIVENESS, container.getLivenessProbe(), false);
        add(Kind.READINESS, container.getReadinessProbe(), wasReady);
    }

    private void add(Kind kind, Probe probe, boolean passedBefore) {
        if (probe != null) {
            probes.put(kind, probe);
            synchronized (lock) {
                states.put(
                        kind,
                        new ProbeState(
                                passedBefore ? ProbeState.Verdict.PASSED : kind.initial,
                                orElse(probe.getSuccessThreshold(), 1),
                                orElse(probe.getFailureThreshold(), 3)));
            }
        }
    }

    boolean isOf(String podUid) {
        return pod.getMetadata().getUid().equals(podUid);
    }

    void start() {
        if (started()) {
            startLasting();
        } else {
            begin(Kind.STARTUP);
        }
    }

    private void startLasting() {
        begin(Kind.LIVENESS);
        begin(Kind.READINESS);
    }

    private void begin(Kind kind) {
        Probe probe = probes.get(kind);
        if (probe != null) {
            Duration delay = Duration.ofSeconds(orElse(probe.getInitialDelaySeconds(), 0));
            Duration age = Duration.between(running.startedAt().orElse(running.createdAt()), Instant.now());
            schedule(kind, delay.minus(age));
        }
    }

    private void schedule(Kind kind, Duration delay) {
        if (stopped) {
            return;
        }
        try {
            means.timer.schedule(
                    () -> means.executor.execute(() -> run(kind)),
                    Math.max(0, delay.toMillis()),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("no more probes of {}: the agent is stopping", container.getName());
        }
    }

    private void run(Kind kind) {
        if (stopped || (onlyReadiness && kind != Kind.READINESS)) {
            return;
        }
        Probe probe = probes.get(kind);
        Instant began = Instant.now();
        boolean done = false;
        try {
            ProbeAction.Result result = means.action.run(probe, container, running.id(), address);
            done = !stopped && record(kind, result);
        } catch (ProbeAction.ProbeException e) {
            if (!stopped && !onlyReadiness) {
                means.events.warning(
                        pod, container.getName(), "Unhealthy", kind.title + " probe errored: " + e.getMessage());
            }
        } catch (RuntimeException e) {
            LOG.error("the {} probe of {}/{} broke", kind, pod.getMetadata().getName(), container.getName(), e);
        }
        if (!done) {
            Duration period = Duration.ofSeconds(orElse(probe.getPeriodSeconds(), 10));
            schedule(kind, period.minus(Duration.between(began, Instant.now())));
        }
    }

    /** @return whether the probe has nothing more to ask */
    private boolean record(Kind kind, ProbeAction.Result result) {
        if (!result.success()) {
            means.events.warning(
                    pod, container.getName(), "Unhealthy", kind.title + " probe failed: " + result.message());
        }
        ProbeState.Verdict verdict;
        boolean different;
        synchronized (lock) {
            ProbeState state = states.get(kind);
            different = state.record(result.success());
            verdict = state.verdict();
        }
        boolean startupPassed = kind == Kind.STARTUP && verdict == ProbeState.Verdict.PASSED;
        boolean doomed = kind != Kind.READINESS && verdict == ProbeState.Verdict.FAILED;
        if (startupPassed) {
            startLasting();
        }
        if (different) {
            changed.run();
        }
        return startupPassed || doomed;
    }

    boolean is(Kind kind, ProbeState.Verdict verdict) {
        synchronized (lock) {
            ProbeState state = states.get(kind);
            return state != null && state.verdict() == verdict;
        }
    }

    boolean started() {
        return !probes.containsKey(Kind.STARTUP) || is(Kind.STARTUP, ProbeState.Verdict.PASSED);
    }

    boolean ready() {
        return started() && (!probes.containsKey(Kind.READINESS) || is(Kind.READINESS, ProbeState.Verdict.PASSED));
    }

    /** The container is being stopped: whether it is alive is no question any more, whether it serves still is. */
    void onlyReadiness() {
        onlyReadiness = true;
    }

    void stop() {
        stopped = true;
    }

    private static int orElse(Integer value, int otherwise) {
        return value == null || value == 0 ? otherwise : value;
    }
}
