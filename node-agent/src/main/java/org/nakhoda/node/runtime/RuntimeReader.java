package org.nakhoda.node.runtime;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.node.cri.Cri;
import org.nakhoda.node.cri.CriException;
import org.nakhoda.node.cri.v1.Container;
import org.nakhoda.node.cri.v1.ContainerStatus;
import org.nakhoda.node.cri.v1.PodIP;
import org.nakhoda.node.cri.v1.PodSandbox;
import org.nakhoda.node.cri.v1.PodSandboxState;
import org.nakhoda.node.cri.v1.PodSandboxStatus;

/** Reads pods from the runtime. */
public final class RuntimeReader {
    /** Annotation of a sandbox: that it shares the host's network. */
    public static final String HOST_NETWORK = "nakhoda.org/host-network";

    private final Cri cri;

    public RuntimeReader(Cri cri) {
        this.cri = cri;
    }

    /** All of one pod. What disappears while it is read is left out. */
    public PodRuntime read(String podUid) {
        Map<String, String> labels = Map.of(RuntimeLabels.POD_UID, podUid);
        List<RuntimeSandbox> sandboxes = new ArrayList<>();
        for (PodSandbox listed : cri.listPodSandboxes(labels)) {
            unlessGone(() -> sandbox(listed)).ifPresent(sandboxes::add);
        }
        List<RuntimeContainer> containers = new ArrayList<>();
        for (Container listed : cri.listContainers(labels)) {
            unlessGone(() -> container(listed.getPodSandboxId(), cri.containerStatus(listed.getId())))
                    .ifPresent(containers::add);
        }
        return new PodRuntime(sandboxes, containers);
    }

    private RuntimeSandbox sandbox(PodSandbox listed) {
        boolean ready = listed.getState() == PodSandboxState.SANDBOX_READY;
        boolean hostNetwork = "true".equals(listed.getAnnotationsMap().get(HOST_NETWORK));
        List<String> addresses = List.of();
        if (ready && !hostNetwork) {
            PodSandboxStatus status = cri.podSandboxStatus(listed.getId());
            ready = status.getState() == PodSandboxState.SANDBOX_READY;
            addresses = new ArrayList<>();
            if (!status.getNetwork().getIp().isEmpty()) {
                addresses.add(status.getNetwork().getIp());
            }
            for (PodIP more : status.getNetwork().getAdditionalIpsList()) {
                addresses.add(more.getIp());
            }
        }
        return new RuntimeSandbox(
                listed.getId(),
                listed.getMetadata().getAttempt(),
                ready,
                hostNetwork,
                instant(listed.getCreatedAt()).orElse(Instant.EPOCH),
                List.copyOf(addresses));
    }

    static RuntimeContainer container(String sandboxId, ContainerStatus status) {
        return new RuntimeContainer(
                status.getId(),
                status.getLabelsOrDefault(
                        RuntimeLabels.CONTAINER_NAME, status.getMetadata().getName()),
                status.getMetadata().getAttempt(),
                sandboxId,
                switch (status.getState()) {
                    case CONTAINER_CREATED -> RuntimeContainer.State.CREATED;
                    case CONTAINER_RUNNING -> RuntimeContainer.State.RUNNING;
                    case CONTAINER_EXITED -> RuntimeContainer.State.EXITED;
                    default -> RuntimeContainer.State.UNKNOWN;
                },
                instant(status.getCreatedAt()).orElse(Instant.EPOCH),
                instant(status.getStartedAt()),
                instant(status.getFinishedAt()),
                status.getExitCode(),
                status.getReason(),
                status.getMessage(),
                status.getImage().getImage(),
                status.getImageRef(),
                status.getLogPath(),
                messageFile(status),
                Map.copyOf(status.getAnnotationsMap()));
    }

    private static Optional<Path> messageFile(ContainerStatus status) {
        String target = status.getAnnotationsOrDefault(RuntimeLabels.TERMINATION_MESSAGE_PATH, "");
        return status.getMountsList().stream()
                .filter(mount -> mount.getContainerPath().equals(target))
                .map(mount -> Path.of(mount.getHostPath()))
                .findFirst();
    }

    private static Optional<Instant> instant(long nanos) {
        return nanos <= 0
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L));
    }

    /** A read that may find its object gone. */
    private interface Read<T> {
        T run();
    }

    private static <T> Optional<T> unlessGone(Read<T> read) {
        try {
            return Optional.of(read.run());
        } catch (CriException e) {
            if (e.kind() == CriException.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
