package org.nakhoda.node.cri;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.nakhoda.node.cri.containerd.Envelope;
import org.nakhoda.node.cri.containerd.EventsGrpc;
import org.nakhoda.node.cri.containerd.SubscribeRequest;
import org.nakhoda.node.cri.v1.*;

/**
 * The runtime's calls that the agent uses, blocking, each with its own limit of time.
 *
 * <p>Every method throws {@link CriException}. What stops or removes something succeeds when that is gone already.
 */
public final class Cri implements AutoCloseable {
    private static final Duration QUICK = Duration.ofMinutes(2);
    private static final Duration SANDBOX = Duration.ofMinutes(4);
    private static final Duration PULL = Duration.ofHours(1);

    private final CriChannel channel;
    private final RuntimeServiceGrpc.RuntimeServiceBlockingStub runtime;
    private final ImageServiceGrpc.ImageServiceBlockingStub images;

    /** @param executor runs what answers to calls; it must have a free thread at any time */
    public Cri(Path socket, ExecutorService executor) {
        channel = new CriChannel(socket, executor);
        runtime = RuntimeServiceGrpc.newBlockingStub(channel.channel());
        images = ImageServiceGrpc.newBlockingStub(channel.channel());
    }

    public VersionResponse version() {
        return call(() -> within(QUICK).version(VersionRequest.getDefaultInstance()));
    }

    /** @param verbose with the runtime's own configuration in the answer's info */
    public StatusResponse status(boolean verbose) {
        channel.retryNow();
        return call(() -> within(QUICK)
                .status(StatusRequest.newBuilder().setVerbose(verbose).build()));
    }

    /** Whether the runtime manages cgroups through systemd; empty if it does not tell by this call. */
    public Optional<CgroupDriver> cgroupDriver() {
        try {
            RuntimeConfigResponse config =
                    call(() -> within(QUICK).runtimeConfig(RuntimeConfigRequest.getDefaultInstance()));
            return config.hasLinux() ? Optional.of(config.getLinux().getCgroupDriver()) : Optional.empty();
        } catch (CriException e) {
            if (e.kind() == CriException.Kind.UNIMPLEMENTED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** @return the sandbox's id */
    public String runPodSandbox(PodSandboxConfig config, String runtimeHandler) {
        RunPodSandboxRequest request = RunPodSandboxRequest.newBuilder()
                .setConfig(config)
                .setRuntimeHandler(runtimeHandler)
                .build();
        return call(() -> within(SANDBOX).runPodSandbox(request)).getPodSandboxId();
    }

    /** Ends whatever runs in the sandbox, at once, and gives its network back. */
    public void stopPodSandbox(String id) {
        gone(() -> within(SANDBOX)
                .stopPodSandbox(
                        StopPodSandboxRequest.newBuilder().setPodSandboxId(id).build()));
    }

    public void removePodSandbox(String id) {
        gone(() -> within(QUICK)
                .removePodSandbox(
                        RemovePodSandboxRequest.newBuilder().setPodSandboxId(id).build()));
    }

    public PodSandboxStatus podSandboxStatus(String id) {
        return call(() -> within(QUICK)
                        .podSandboxStatus(PodSandboxStatusRequest.newBuilder()
                                .setPodSandboxId(id)
                                .build()))
                .getStatus();
    }

    /** The sandboxes that carry all these labels. */
    public List<PodSandbox> listPodSandboxes(Map<String, String> labels) {
        ListPodSandboxRequest request = ListPodSandboxRequest.newBuilder()
                .setFilter(PodSandboxFilter.newBuilder().putAllLabelSelector(labels))
                .build();
        return call(() -> within(QUICK).listPodSandbox(request)).getItemsList();
    }

    /** @return the container's id */
    public String createContainer(String sandboxId, ContainerConfig config, PodSandboxConfig sandbox) {
        CreateContainerRequest request = CreateContainerRequest.newBuilder()
                .setPodSandboxId(sandboxId)
                .setConfig(config)
                .setSandboxConfig(sandbox)
                .build();
        return call(() -> within(QUICK).createContainer(request)).getContainerId();
    }

    public void startContainer(String id) {
        call(() -> within(QUICK)
                .startContainer(
                        StartContainerRequest.newBuilder().setContainerId(id).build()));
    }

    /** Asks the container to end, waits, and makes it end when the time is over. Returns when it has ended. */
    public void stopContainer(String id, Duration grace) {
        gone(() -> within(QUICK.plus(grace))
                .stopContainer(StopContainerRequest.newBuilder()
                        .setContainerId(id)
                        .setTimeout(grace.toSeconds())
                        .build()));
    }

    public void removeContainer(String id) {
        gone(() -> within(QUICK)
                .removeContainer(
                        RemoveContainerRequest.newBuilder().setContainerId(id).build()));
    }

    /** The containers that carry all these labels, in all states. */
    public List<Container> listContainers(Map<String, String> labels) {
        ListContainersRequest request = ListContainersRequest.newBuilder()
                .setFilter(ContainerFilter.newBuilder().putAllLabelSelector(labels))
                .build();
        return call(() -> within(QUICK).listContainers(request)).getContainersList();
    }

    public ContainerStatus containerStatus(String id) {
        return call(() -> within(QUICK)
                        .containerStatus(ContainerStatusRequest.newBuilder()
                                .setContainerId(id)
                                .build()))
                .getStatus();
    }

    public void updateContainerResources(String id, LinuxContainerResources resources) {
        call(() -> within(QUICK)
                .updateContainerResources(UpdateContainerResourcesRequest.newBuilder()
                        .setContainerId(id)
                        .setLinux(resources)
                        .build()));
    }

    public void reopenContainerLog(String id) {
        call(() -> within(QUICK)
                .reopenContainerLog(ReopenContainerLogRequest.newBuilder()
                        .setContainerId(id)
                        .build()));
    }

    /**
     * Runs a command to its end. A command that cannot be started fails the call; a command that fails is an exit code.
     *
     * @param timeout zero for as long as it takes
     */
    public ExecSyncResponse execSync(String id, List<String> command, Duration timeout) {
        ExecSyncRequest request = ExecSyncRequest.newBuilder()
                .setContainerId(id)
                .addAllCmd(command)
                .setTimeout(timeout.toSeconds())
                .build();
        return call(() -> (timeout.isZero() ? runtime : within(timeout.plusSeconds(5))).execSync(request));
    }

    /** @return the URL of the runtime's own streaming server, good for one connection */
    public String exec(ExecRequest request) {
        return call(() -> within(QUICK).exec(request)).getUrl();
    }

    public String attach(AttachRequest request) {
        return call(() -> within(QUICK).attach(request)).getUrl();
    }

    public String portForward(PortForwardRequest request) {
        return call(() -> within(QUICK).portForward(request)).getUrl();
    }

    /** What all running containers use. */
    public List<ContainerStats> containerStats() {
        return call(() -> within(QUICK).listContainerStats(ListContainerStatsRequest.getDefaultInstance()))
                .getStatsList();
    }

    public List<Image> listImages() {
        return call(() -> images.withDeadlineAfter(QUICK.toMillis(), TimeUnit.MILLISECONDS)
                        .listImages(ListImagesRequest.getDefaultInstance()))
                .getImagesList();
    }

    /** Empty if the image is not on this node. */
    public Optional<Image> imageStatus(String image) {
        ImageStatusResponse response = call(() -> images.withDeadlineAfter(QUICK.toMillis(), TimeUnit.MILLISECONDS)
                .imageStatus(ImageStatusRequest.newBuilder()
                        .setImage(ImageSpec.newBuilder().setImage(image))
                        .build()));
        return response.hasImage() ? Optional.of(response.getImage()) : Optional.empty();
    }

    /** @return what the image is known by on this node */
    public String pullImage(String image, Optional<AuthConfig> credentials) {
        PullImageRequest.Builder request =
                PullImageRequest.newBuilder().setImage(ImageSpec.newBuilder().setImage(image));
        credentials.ifPresent(request::setAuth);
        return call(() -> images.withDeadlineAfter(PULL.toMillis(), TimeUnit.MILLISECONDS)
                        .pullImage(request.build()))
                .getImageRef();
    }

    public void removeImage(String image) {
        gone(() -> images.withDeadlineAfter(QUICK.toMillis(), TimeUnit.MILLISECONDS)
                .removeImage(RemoveImageRequest.newBuilder()
                        .setImage(ImageSpec.newBuilder().setImage(image))
                        .build()));
    }

    public List<FilesystemUsage> imageFilesystems() {
        return call(() -> images.withDeadlineAfter(QUICK.toMillis(), TimeUnit.MILLISECONDS)
                        .imageFsInfo(ImageFsInfoRequest.getDefaultInstance()))
                .getImageFilesystemsList();
    }

    /**
     * Passes on what happens to containers and sandboxes until the stream breaks or the thread is interrupted.
     *
     * @param sink gets the id of what changed
     * @throws CriException of kind UNIMPLEMENTED if the runtime has no such stream
     */
    public void followEvents(Consumer<String> sink) {
        follow(() -> runtime.getContainerEvents(GetEventsRequest.getDefaultInstance())
                .forEachRemaining(event -> sink.accept(event.getContainerId())));
    }

    /** The same from containerd's own service, which is on the same socket. */
    public void followContainerdEvents(Consumer<String> sink) {
        SubscribeRequest request = SubscribeRequest.newBuilder()
                .addFilters("namespace==k8s.io,topic~=\"/tasks/(start|exit|oom|delete)\"")
                .build();
        follow(() -> {
            var events = EventsGrpc.newBlockingStub(channel.channel()).subscribe(request);
            while (events.hasNext()) {
                sink.accept(TaskEvents.containerId(events.next()));
            }
        });
    }

    private static void follow(Runnable stream) {
        // the stream is cancelled whatever ends the loop, so that the runtime does not keep a subscriber nobody reads
        try (Context.CancellableContext context = Context.current().withCancellation()) {
            context.run(() -> call(() -> {
                stream.run();
                return null;
            }));
        }
    }

    private RuntimeServiceGrpc.RuntimeServiceBlockingStub within(Duration limit) {
        return runtime.withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw CriException.of(e);
        }
    }

    private static void gone(Supplier<?> call) {
        try {
            call(call);
        } catch (CriException e) {
            if (e.kind() != CriException.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        channel.close();
    }

    /** Reads containerd's task events. */
    private static final class TaskEvents {
        static String containerId(Envelope envelope) {
            try {
                return org.nakhoda.node.cri.containerd.TaskEvent.parseFrom(
                                envelope.getEvent().getValue())
                        .getContainerId();
            } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                throw new IllegalStateException(
                        "containerd sent an event that cannot be read: " + envelope.getTopic(), e);
            }
        }
    }
}
