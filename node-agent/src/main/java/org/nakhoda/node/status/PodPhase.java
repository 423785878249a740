package org.nakhoda.node.status;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import org.nakhoda.node.spec.PodSpecs;

/** The one word for where a pod is in its life, out of its containers' statuses. */
final class PodPhase {
    static final String PENDING = "Pending";
    static final String RUNNING = "Running";
    static final String SUCCEEDED = "Succeeded";
    static final String FAILED = "Failed";

    private PodPhase() {}

    /** @param terminal whether nothing of the pod runs or will run */
    static String of(Pod pod, List<ContainerStatus> init, List<ContainerStatus> main, boolean terminal) {
        boolean allSucceeded = !main.isEmpty() && main.stream().allMatch(s -> exitedWith(s, 0));
        if (terminal) {
            return allSucceeded ? SUCCEEDED : FAILED;
        }
        boolean anyRan = main.stream().anyMatch(PodPhase::hasRun);
        if (!anyRan && !initialized(pod, init)) {
            return initFailedForGood(pod, init) ? FAILED : PENDING;
        }
        return main.stream().allMatch(PodPhase::hasRun) ? RUNNING : PENDING;
    }

    /** Init containers have ended well; those that keep running have started. */
    static boolean initialized(Pod pod, List<ContainerStatus> statuses) {
        for (Container container : pod.getSpec().getInitContainers()) {
            Optional<ContainerStatus> status = find(statuses, container.getName());
            boolean done = PodSpecs.isSidecar(container)
                    ? status.filter(s -> Boolean.TRUE.equals(s.getStarted())).isPresent()
                    : status.filter(s -> exitedWith(s, 0)).isPresent();
            if (!done) {
                return false;
            }
        }
        return true;
    }

    private static boolean initFailedForGood(Pod pod, List<ContainerStatus> statuses) {
        return PodSpecs.neverRestarts(pod)
                && pod.getSpec().getInitContainers().stream()
                        .filter(container -> !PodSpecs.isSidecar(container))
                        .anyMatch(container -> find(statuses, container.getName())
                                .filter(s -> terminated(s) && !exitedWith(s, 0))
                                .isPresent());
    }

    static Optional<ContainerStatus> find(List<ContainerStatus> statuses, String name) {
        return statuses.stream().filter(s -> s.getName().equals(name)).findFirst();
    }

    private static boolean hasRun(ContainerStatus status) {
        ContainerState state = status.getState();
        ContainerState last = status.getLastState();
        return state.getRunning() != null
                || state.getTerminated() != null
                || (last != null && last.getTerminated() != null);
    }

    private static boolean terminated(ContainerStatus status) {
        return status.getState().getTerminated() != null;
    }

    private static boolean exitedWith(ContainerStatus status, int code) {
        return terminated(status) && status.getState().getTerminated().getExitCode() == code;
    }
}
