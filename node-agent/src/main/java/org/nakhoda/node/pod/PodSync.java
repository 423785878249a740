package org.nakhoda.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.client.meta.Timestamps;
import org.nakhoda.client.queue.Backoff;
import org.nakhoda.node.cgroup.PodLimits;
import org.nakhoda.node.container.ContainerConfigs;
import org.nakhoda.node.container.ContainerStarter;
import org.nakhoda.node.container.StartException;
import org.nakhoda.node.cri.CriException;
import org.nakhoda.node.runtime.PodRuntime;
import org.nakhoda.node.runtime.RuntimeContainer;
import org.nakhoda.node.runtime.RuntimeSandbox;
import org.nakhoda.node.spec.FieldValues;
import org.nakhoda.node.spec.PodSpecs;
import org.nakhoda.node.spec.Qos;
import org.nakhoda.node.status.PodFacts;
import org.nakhoda.node.status.PodFacts.Failure;
import org.nakhoda.node.status.PodStatuses;
import org.nakhoda.node.status.Waiting;
import org.nakhoda.node.volume.VolumeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One turn of a pod's loop: reads what the runtime has, does what is to be done next, publishes the status. It waits for
 * nothing that may take long (image pulls and stops run in the background and wake the loop), so a pod can be ended at any
 * time.
 */
final class PodSync {
    private static final Logger LOG = LoggerFactory.getLogger(PodSync.class);
    private static final Duration REFRESH = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Backoff SANDBOX_BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private final PodServices services;
    private final PodTeardown teardown;

    PodSync(PodServices services) {
        this.services = services;
        this.teardown = new PodTeardown(services);
    }

    /** How a turn ended. */
    sealed interface Outcome {
        /** Look again then, even if nothing happens before. */
        record Again(Duration delay) implements Outcome {}

        /** Nothing of the pod is left. */
        record Gone() implements Outcome {}
    }

    Outcome sync(PodState state) {
        Pod pod = state.pod();
        PodRuntime runtime = services.reader().read(state.identity.uid());
        if (!state.admitted && !admit(state, pod, runtime)) {
            return afterRefusal(state, pod);
        }
        if (!state.over && outOfTime(state, pod)) {
            return new Outcome.Again(Duration.ZERO);
        }
        if (state.deleting() || state.removed() || state.over) {
            services.probes().track(pod, runtime, addresses(pod, runtime));
            return teardown.continueWith(state, pod, runtime);
        }
        return run(state, pod, runtime);
    }

    private boolean admit(PodState state, Pod pod, PodRuntime runtime) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        if ("Succeeded".equals(phase) || "Failed".equals(phase)) {
            // ended before the agent was restarted; its status stands
            state.over = true;
        } else if (runtime.isEmpty() && !state.deleting() && !state.removed()) {
            state.failure = services.admission().refusal(pod);
            if (state.failure.isPresent()) {
                state.over = true;
                Failure failure = state.failure.get();
                services.events().warning(pod, "", failure.reason(), failure.message());
                services.statuses().publish(pod, PodStatuses.refused(facts(state, pod, runtime, true)), false);
                state.tornDown = true;
                state.admitted = true;
                return false;
            }
        }
        state.admitted = true;
        return true;
    }

    private Outcome afterRefusal(PodState state, Pod pod) {
        LOG.info(
                "{} is refused: {}",
                state.identity,
                state.failure.map(Failure::message).orElse(""));
        return new Outcome.Again(REFRESH);
    }

    private boolean outOfTime(PodState state, Pod pod) {
        Long seconds = pod.getSpec().getActiveDeadlineSeconds();
        Optional<Instant> started = services.statuses()
                .last(state.identity.uid())
                .or(() -> Optional.ofNullable(pod.getStatus()))
                .flatMap(status -> Timestamps.parse(status.getStartTime()));
        if (seconds == null
                || started.isEmpty()
                || services.clock().instant().isBefore(started.get().plusSeconds(seconds))) {
            return false;
        }
        state.failure = Optional.of(
                new Failure("DeadlineExceeded", "Pod was active on the node longer than the specified deadline"));
        services.events()
                .normal(pod, "", "DeadlineExceeded", state.failure.get().message());
        state.over = true;
        state.ending.complete(null);
        return true;
    }

    private Outcome run(PodState state, Pod pod, PodRuntime found) {
        PodRuntime runtime = found;
        Instant now = services.clock().instant();
        services.probes().track(pod, runtime, addresses(pod, runtime));
        PodPlan plan = plan(state, pod, runtime, now);
        if (plan.finished()) {
            state.over = true;
            return teardown.continueWith(state, pod, runtime);
        }
        Duration again = REFRESH;
        Map<String, Path> volumes;
        try {
            services.cgroups().ensure(state.identity.uid(), Qos.of(pod), PodLimits.of(pod));
            volumes = services.volumes().prepare(pod, placement(pod, runtime));
            if (plan.newSandbox()) {
                publish(state, pod, runtime, false);
                if (now.isBefore(state.sandboxRetryAt)) {
                    return new Outcome.Again(Duration.between(now, state.sandboxRetryAt));
                }
                Optional<Duration> failed = newSandbox(state, pod, runtime, now);
                if (failed.isPresent()) {
                    return new Outcome.Again(failed.get());
                }
                runtime = services.reader().read(state.identity.uid());
                plan = plan(state, pod, runtime, now);
            }
            again = carryOut(state, pod, runtime, plan, volumes);
        } catch (VolumeException e) {
            services.events().warning(pod, "", "FailedMount", e.getMessage());
            again = RETRY;
        } catch (IOException e) {
            services.events().warning(pod, "", "FailedSync", e.toString());
            LOG.warn("{}: {}", state.identity, e.toString());
            again = RETRY;
        }
        runtime = services.reader().read(state.identity.uid());
        services.probes().track(pod, runtime, addresses(pod, runtime));
        DeadContainers.remove(services, runtime);
        publish(state, pod, runtime, false);
        return new Outcome.Again(sooner(again, pod, state));
    }

    private Duration sooner(Duration again, Pod pod, PodState state) {
        Long seconds = pod.getSpec().getActiveDeadlineSeconds();
        Optional<Instant> started =
                services.statuses().last(state.identity.uid()).flatMap(s -> Timestamps.parse(s.getStartTime()));
        if (seconds == null || started.isEmpty()) {
            return again;
        }
        Duration left =
                Duration.between(services.clock().instant(), started.get().plusSeconds(seconds));
        return left.compareTo(again) < 0 ? left : again;
    }

    private PodPlan plan(PodState state, Pod pod, PodRuntime runtime, Instant now) {
        return PodPlan.of(
                pod,
                runtime,
                services.probes(),
                ended -> services.backoff().restartAt(state.identity.uid(), ended),
                now);
    }

    /** @return when to try again, if it failed */
    private Optional<Duration> newSandbox(PodState state, Pod pod, PodRuntime runtime, Instant now) {
        int attempt = runtime.sandbox().map(old -> old.attempt() + 1).orElse(0);
        if (attempt > 0) {
            services.events()
                    .normal(pod, "", "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.");
        }
        try {
            for (RuntimeSandbox old : runtime.sandboxes()) {
                services.cri().stopPodSandbox(old.id());
            }
            String parent = services.cgroups().parent(state.identity.uid(), Qos.of(pod));
            services.sandboxes().run(pod, attempt, parent);
            state.sandboxFailures = 0;
            return Optional.empty();
        } catch (CriException e) {
            if (e.kind() != CriException.Kind.UNAVAILABLE) {
                String message = "Failed to create pod sandbox: " + e.getMessage();
                services.events().warning(pod, "", "FailedCreatePodSandBox", message);
            }
            Duration delay = SANDBOX_BACKOFF.delay(Math.min(10, state.sandboxFailures++));
            state.sandboxRetryAt = now.plus(delay);
            return Optional.of(delay);
        }
    }

    /** @return when to look again */
    private Duration carryOut(PodState state, Pod pod, PodRuntime runtime, PodPlan plan, Map<String, Path> volumes)
            throws IOException {
        Instant now = services.clock().instant();
        String address = addresses(pod, runtime).stream().findFirst().orElse("127.0.0.1");
        services.hostNames()
                .writeHosts(pod, addresses(pod, runtime), services.files().etcHosts(state.identity.uid()));
        for (PodPlan.Stop stop : plan.stops()) {
            Duration grace = stop.grace().orElse(PodSpecs.grace(pod));
            services.stops().stop(pod, stop.container(), stop.reason(), grace, address);
        }
        Duration again = REFRESH;
        noteBackoffs(state, pod, plan);
        for (Container container : plan.starts()) {
            if (state.ending.isDone()) {
                return Duration.ZERO;
            }
            Optional<Instant> retryAt = start(state, pod, runtime, container, volumes, address);
            Duration delay = retryAt.map(at -> Duration.between(now, at)).orElse(again);
            again = delay.compareTo(again) < 0 ? delay : again;
        }
        Duration untilRestart =
                plan.wakeAt().map(at -> Duration.between(now, at)).orElse(again);
        return untilRestart.compareTo(again) < 0 ? untilRestart : again;
    }

    private void noteBackoffs(PodState state, Pod pod, PodPlan plan) {
        state.waiting
                .keySet()
                .removeIf(name -> !plan.waiting().containsKey(name)
                        && plan.starts().stream().noneMatch(c -> c.getName().equals(name)));
        for (String name : plan.waiting().keySet()) {
            Duration delay = services.backoff().delay(state.identity.uid(), name);
            Waiting waiting = new Waiting(
                    "CrashLoopBackOff",
                    "back-off " + readable(delay) + " restarting failed container=" + name + " pod=" + state.identity);
            if (!waiting.equals(state.waiting.put(name, waiting))) {
                services.events()
                        .warning(
                                pod,
                                name,
                                "BackOff",
                                "Back-off restarting failed container " + name + " in pod " + state.identity);
            }
        }
    }

    private static String readable(Duration delay) {
        return delay.toMinutesPart() > 0 || delay.toMinutes() > 0
                ? delay.toMinutes() + "m" + delay.toSecondsPart() + "s"
                : delay.toSeconds() + "s";
    }

    /** @return when to try again, if it did not start */
    private Optional<Instant> start(
            PodState state,
            Pod pod,
            PodRuntime runtime,
            Container container,
            Map<String, Path> volumes,
            String address) {
        String uid = state.identity.uid();
        String name = container.getName();
        Optional<RuntimeContainer> latest = runtime.latest(name);
        latest.filter(c -> c.state() == RuntimeContainer.State.CREATED)
                .ifPresent(c -> services.cri().removeContainer(c.id()));
        int attempt = latest.map(c -> c.attempt() + 1).orElseGet(() -> attemptsReported(pod, name));
        RuntimeSandbox sandbox = runtime.readySandbox().orElseThrow();
        String parent = services.cgroups().parent(uid, Qos.of(pod));
        ContainerStarter.Place place = new ContainerStarter.Place(
                sandbox.id(), services.sandboxes().config(pod, sandbox.attempt(), parent), address);
        Optional<String> debugTarget =
                PodSpecs.debugTarget(pod, name).flatMap(runtime::latest).map(RuntimeContainer::id);
        FieldValues.Placement placement = placement(pod, runtime);
        try {
            ContainerStarter.Outcome outcome = services.starter()
                    .start(
                            pod,
                            container,
                            place,
                            image -> new ContainerConfigs.Inputs(
                                    pod, container, attempt, image, placement, volumes, debugTarget),
                            state.ending);
            if (outcome instanceof ContainerStarter.Outcome.Waiting waiting) {
                state.waiting.put(name, new Waiting(waiting.reason(), waiting.message()));
                return waiting.retryAt();
            }
            state.waiting.remove(name);
            if (outcome instanceof ContainerStarter.Outcome.Started) {
                latest.filter(RuntimeContainer::exited).ifPresent(ended -> services.backoff()
                        .restarted(uid, ended, services.clock().instant()));
                publish(state, pod, services.reader().read(uid), false);
            }
            return Optional.empty();
        } catch (StartException e) {
            LOG.debug("{}: container {} not started: {}", state.identity, name, e.getMessage());
            state.waiting.put(name, new Waiting(e.reason(), e.getMessage()));
            latest.filter(RuntimeContainer::exited).ifPresent(ended -> services.backoff()
                    .restarted(uid, ended, services.clock().instant()));
        } catch (KubernetesClientException e) {
            state.waiting.put(
                    name,
                    new Waiting("CreateContainerConfigError", "the API server cannot be asked: " + e.getMessage()));
        }
        return Optional.of(services.clock().instant().plus(RETRY));
    }

    /** How often the container was made before, if the runtime has none of it any more. */
    private static int attemptsReported(Pod pod, String name) {
        if (pod.getStatus() == null) {
            return 0;
        }
        return pod.getStatus().getContainerStatuses().stream()
                .filter(s -> s.getName().equals(name) && s.getContainerID() != null)
                .map(s -> s.getRestartCount() + 1)
                .findFirst()
                .orElse(0);
    }

    private void publish(PodState state, Pod pod, PodRuntime runtime, boolean gone) {
        PodStatus status = PodStatuses.of(facts(state, pod, runtime, false));
        services.statuses().publish(pod, status, gone);
    }

    private PodFacts facts(PodState state, Pod pod, PodRuntime runtime, boolean terminal) {
        return facts(services, state, pod, runtime, terminal);
    }

    static PodFacts facts(PodServices services, PodState state, Pod pod, PodRuntime runtime, boolean terminal) {
        return new PodFacts(
                withLastStatus(services, pod),
                runtime,
                services.probes(),
                services.node().address(),
                addresses(services, pod, runtime),
                state.waiting,
                state.failure,
                terminal,
                services.node().runtimeName(),
                state::message,
                services.clock().instant());
    }

    /** The status computed last is newer than the one that the API shows, but the API may have conditions of others. */
    private static Pod withLastStatus(PodServices services, Pod pod) {
        Optional<PodStatus> last = services.statuses().last(pod.getMetadata().getUid());
        return last.isEmpty() ? pod : StatusMerge.withOwn(pod, last.get());
    }

    private List<String> addresses(Pod pod, PodRuntime runtime) {
        return addresses(services, pod, runtime);
    }

    static List<String> addresses(PodServices services, Pod pod, PodRuntime runtime) {
        if (PodSpecs.hostNetwork(pod)) {
            return runtime.readySandbox().isPresent() ? List.of(services.node().address()) : List.of();
        }
        return runtime.readySandbox().map(RuntimeSandbox::addresses).orElse(List.of());
    }

    private FieldValues.Placement placement(Pod pod, PodRuntime runtime) {
        return new FieldValues.Placement(services.node().name(), services.node().address(), addresses(pod, runtime));
    }
}
