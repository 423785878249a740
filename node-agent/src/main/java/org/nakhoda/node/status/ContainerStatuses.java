package org.nakhoda.node.status;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountStatusBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.nakhoda.client.meta.Timestamps;
import org.nakhoda.node.runtime.RuntimeContainer;
import org.nakhoda.node.spec.PodSpecs;

/** The statuses of a pod's containers. */
final class ContainerStatuses {
    private static final int UNKNOWN_EXIT_CODE = 137;

    private final PodFacts facts;

    ContainerStatuses(PodFacts facts) {
        this.facts = facts;
    }

    List<ContainerStatus> main() {
        return facts.pod().getSpec().getContainers().stream()
                .map(container -> status(container, false))
                .toList();
    }

    List<ContainerStatus> init() {
        return facts.pod().getSpec().getInitContainers().stream()
                .map(container -> status(container, true))
                .toList();
    }

    List<ContainerStatus> ephemeral() {
        return PodSpecs.ephemeral(facts.pod()).stream()
                .map(container -> status(container, false))
                .toList();
    }

    private ContainerStatus status(Container container, boolean init) {
        String name = container.getName();
        Optional<RuntimeContainer> latest = facts.runtime().latest(name);
        Optional<ContainerStatus> before = before(name);
        ContainerStatusBuilder status = new ContainerStatusBuilder()
                .withName(name)
                .withImage(container.getImage())
                .withImageID("")
                .withRestartCount(0)
                .withReady(false)
                .withStarted(false)
                .withLastState(new ContainerState());
        if (latest.isEmpty()) {
            return unseen(container, before, status).build();
        }
        RuntimeContainer current = latest.get();
        boolean running = current.running();
        boolean started = running && facts.probes().started(current.id());
        boolean sidecar = init && PodSpecs.isSidecar(container);
        boolean ready = init && !sidecar
                ? current.succeeded()
                : running && facts.probes().ready(current.id());
        Waiting waiting = facts.terminal() ? null : facts.waiting().get(name);
        boolean held = current.exited() && waiting != null && !waiting.reason().isEmpty();
        status.withContainerID(facts.runtimeName() + "://" + current.id())
                .withImageID(current.imageRef())
                .withImage(current.image().startsWith("sha256:") ? container.getImage() : current.image())
                .withRestartCount(current.attempt())
                .withReady(ready)
                .withStarted(started)
                .withState(held ? waiting(waiting) : state(current));
        if (held) {
            status.withLastState(terminated(current));
        } else {
            facts.runtime()
                    .previous(name)
                    .filter(RuntimeContainer::exited)
                    .ifPresentOrElse(
                            previous -> status.withLastState(terminated(previous)),
                            () -> before.map(ContainerStatus::getLastState).ifPresent(status::withLastState));
        }
        addMounts(container, status);
        return status.build();
    }

    /** A container that the runtime has nothing of: it has not been made yet, or was removed after its end. */
    private ContainerStatusBuilder unseen(
            Container container, Optional<ContainerStatus> before, ContainerStatusBuilder status) {
        Optional<ContainerState> ended =
                before.map(ContainerStatus::getState).filter(state -> state.getTerminated() != null);
        if (ended.isPresent()
                && (facts.terminal() || ended.get().getTerminated().getExitCode() == 0)) {
            return new ContainerStatusBuilder(before.get());
        }
        if (facts.terminal()) {
            return status.withState(new ContainerStateBuilder()
                    .withNewTerminated()
                    .withExitCode(UNKNOWN_EXIT_CODE)
                    .withReason("ContainerStatusUnknown")
                    .withMessage("The container could not be located when the pod was terminated")
                    .endTerminated()
                    .build());
        }
        Waiting waiting = facts.waiting().get(container.getName());
        boolean hasInit = !facts.pod().getSpec().getInitContainers().isEmpty();
        Waiting usual = new Waiting(hasInit ? "PodInitializing" : "ContainerCreating", null);
        return status.withState(waiting(waiting == null || waiting.reason().isEmpty() ? usual : waiting));
    }

    private static ContainerState waiting(Waiting waiting) {
        return new ContainerStateBuilder()
                .withNewWaiting()
                .withReason(waiting.reason())
                .withMessage(waiting.message())
                .endWaiting()
                .build();
    }

    private ContainerState state(RuntimeContainer container) {
        return switch (container.state()) {
            case RUNNING ->
                new ContainerStateBuilder()
                        .withNewRunning()
                        .withStartedAt(time(container.startedAt()))
                        .endRunning()
                        .build();
            case EXITED -> terminated(container);
            case CREATED -> waiting(new Waiting("ContainerCreating", null));
            case UNKNOWN -> waiting(new Waiting("ContainerStatusUnknown", "the runtime does not know its state"));
        };
    }

    private ContainerState terminated(RuntimeContainer container) {
        String reason =
                container.reason().isEmpty() ? (container.exitCode() == 0 ? "Completed" : "Error") : container.reason();
        String message = facts.messages().apply(container);
        return new ContainerStateBuilder()
                .withNewTerminated()
                .withContainerID(facts.runtimeName() + "://" + container.id())
                .withExitCode(container.exitCode())
                .withReason(reason)
                .withMessage(message.isEmpty() ? null : message)
                .withStartedAt(time(container.startedAt()))
                .withFinishedAt(time(container.finishedAt()))
                .endTerminated()
                .build();
    }

    private static String time(Optional<Instant> instant) {
        return instant.map(Timestamps::time).orElse(null);
    }

    private static void addMounts(Container container, ContainerStatusBuilder status) {
        container
                .getVolumeMounts()
                .forEach(mount -> status.addToVolumeMounts(new VolumeMountStatusBuilder()
                        .withName(mount.getName())
                        .withMountPath(mount.getMountPath())
                        .withReadOnly(Boolean.TRUE.equals(mount.getReadOnly()) ? Boolean.TRUE : null)
                        .withRecursiveReadOnly(Boolean.TRUE.equals(mount.getReadOnly()) ? "Disabled" : null)
                        .build()));
    }

    private Optional<ContainerStatus> before(String name) {
        var status = facts.pod().getStatus();
        return status == null
                ? Optional.empty()
                : Stream.of(
                                status.getInitContainerStatuses(),
                                status.getContainerStatuses(),
                                status.getEphemeralContainerStatuses())
                        .filter(list -> list != null)
                        .flatMap(List::stream)
                        .filter(s -> name.equals(s.getName()))
                        .findFirst();
    }
}
