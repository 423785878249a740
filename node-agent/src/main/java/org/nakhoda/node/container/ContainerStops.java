package org.nakhoda.node.container;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.nakhoda.node.cri.Cri;
import org.nakhoda.node.cri.CriException;
import org.nakhoda.node.event.PodEvents;
import org.nakhoda.node.runtime.RuntimeContainer;
import org.nakhoda.node.spec.PodSpecs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops containers in the background: the hook that the pod wants before the end, then the runtime's polite and at last
 * its rude signal, all within the grace period. Asking again for the same container does nothing, unless it is to end
 * sooner than it was before.
 */
public final class ContainerStops {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerStops.class);

    /** After a hook a container has at least this long for itself. */
    private static final Duration LEAST = Duration.ofSeconds(2);

    private final Map<String, Instant> deadlines = new ConcurrentHashMap<>();
    private final Cri cri;
    private final Hooks hooks;
    private final PodEvents events;
    private final ExecutorService executor;
    private final InstantSource clock;
    private final Consumer<String> done;

    /** @param done gets the uid of a pod of which a container has been stopped, or could not be */
    public ContainerStops(
            Cri cri, PodEvents events, ExecutorService executor, InstantSource clock, Consumer<String> done) {
        this.cri = cri;
        this.hooks = new Hooks(cri);
        this.events = events;
        this.executor = executor;
        this.clock = clock;
        this.done = done;
    }

    public boolean stopping(String containerId) {
        return deadlines.containsKey(containerId);
    }

    /** @param address of the pod */
    public void stop(Pod pod, RuntimeContainer container, String message, Duration grace, String address) {
        Instant deadline = clock.instant().plus(grace);
        Instant before = deadlines.get(container.id());
        if (before != null && !deadline.isBefore(before.minusSeconds(1))) {
            return;
        }
        deadlines.put(container.id(), deadline);
        if (before == null) {
            events.normal(pod, container.name(), "Killing", message);
        }
        boolean withHook = before == null;
        executor.execute(() -> {
            try {
                run(pod, container, grace, address, withHook);
            } catch (CriException e) {
                LOG.warn(
                        "container {} of {} not stopped: {}",
                        container.name(),
                        pod.getMetadata().getName(),
                        e.getMessage());
            } finally {
                deadlines.remove(container.id(), deadline);
                done.accept(pod.getMetadata().getUid());
            }
        });
    }

    private void run(Pod pod, RuntimeContainer container, Duration grace, String address, boolean withHook) {
        Instant began = clock.instant();
        Optional<Container> spec = PodSpecs.container(pod, container.name())
                .filter(c -> c.getLifecycle() != null && c.getLifecycle().getPreStop() != null);
        Duration left = grace;
        if (withHook && spec.isPresent() && container.running() && !grace.isZero()) {
            preStop(pod, spec.get(), container, grace, address);
            left = grace.minus(Duration.between(began, clock.instant()));
            left = left.compareTo(LEAST) < 0 ? LEAST : left;
        }
        cri.stopContainer(container.id(), left);
    }

    private void preStop(Pod pod, Container spec, RuntimeContainer container, Duration grace, String address) {
        Future<?> hook = executor.submit(() -> {
            hooks.run(spec.getLifecycle().getPreStop(), spec, container.id(), address, grace);
            return null;
        });
        try {
            hook.get(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            events.warning(
                    pod,
                    container.name(),
                    "FailedPreStopHook",
                    "PreStopHook failed: " + e.getCause().getMessage());
        } catch (TimeoutException e) {
            hook.cancel(true);
            events.warning(pod, container.name(), "FailedPreStopHook", "PreStopHook did not end in time");
        } catch (InterruptedException e) {
            hook.cancel(true);
            Thread.currentThread().interrupt();
        }
    }
}
