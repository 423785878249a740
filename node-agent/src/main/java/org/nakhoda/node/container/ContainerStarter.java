package org.nakhoda.node.container;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import org.nakhoda.node.cri.Cri;
import org.nakhoda.node.cri.CriException;
import org.nakhoda.node.cri.v1.Image;
import org.nakhoda.node.cri.v1.PodSandboxConfig;
import org.nakhoda.node.event.PodEvents;
import org.nakhoda.node.image.ImagePuller;

/** Brings one container from nothing to running: image, configuration, creation, start, and the hook after the start. */
public final class ContainerStarter {
    private final Cri cri;
    private final ImagePuller images;
    private final ContainerConfigs configs;
    private final Hooks hooks;
    private final PodEvents events;
    private final ExecutorService executor;

    public ContainerStarter(
            Cri cri, ImagePuller images, ContainerConfigs configs, PodEvents events, ExecutorService executor) {
        this.cri = cri;
        this.images = images;
        this.configs = configs;
        this.hooks = new Hooks(cri);
        this.events = events;
        this.executor = executor;
    }

    /** How far it has come. */
    public sealed interface Outcome {
        /** It runs. */
        record Started(String containerId) implements Outcome {}

        /** The image is on its way; the pod is woken when it is there. */
        record Pulling() implements Outcome {}

        /** It has to wait. An empty reason leaves the status as it is. */
        record Waiting(String reason, String message, Optional<Instant> retryAt) implements Outcome {}
    }

    /** Where a container is started. */
    public record Place(String sandboxId, PodSandboxConfig sandbox, String address) {}

    /** The part of the inputs that is known before the image is. */
    @FunctionalInterface
    public interface InputsForImage {
        ContainerConfigs.Inputs with(Image image);
    }

    /**
     * @param abandoned completes when the pod is to end: the hook is not waited for any longer then
     * @throws StartException if it failed; an event says so already
     */
    public Outcome start(
            Pod pod, Container container, Place place, InputsForImage inputs, CompletableFuture<Void> abandoned)
            throws StartException {
        ImagePuller.Answer answer = images.ask(pod, container);
        if (answer instanceof ImagePuller.Answer.Pulling pulling) {
            if (pulling.started()) {
                events.normal(pod, container.getName(), "Pulling", "Pulling image \"" + container.getImage() + "\"");
            }
            return new Outcome.Pulling();
        }
        if (answer instanceof ImagePuller.Answer.Unavailable unavailable) {
            return unavailable(pod, container, unavailable);
        }
        ImagePuller.Answer.Ready ready = (ImagePuller.Answer.Ready) answer;
        events.normal(pod, container.getName(), "Pulled", pulledMessage(container, ready));
        String id = create(pod, container, place, inputs.with(ready.image()));
        runIn(pod, container, id);
        if (container.getLifecycle() != null && container.getLifecycle().getPostStart() != null) {
            postStart(pod, container, id, place.address(), abandoned);
        }
        return new Outcome.Started(id);
    }

    private Outcome unavailable(Pod pod, Container container, ImagePuller.Answer.Unavailable unavailable) {
        if (unavailable.reason().equals("ImagePullBackOff")) {
            events.normal(
                    pod, container.getName(), "BackOff", "Back-off pulling image \"" + container.getImage() + "\"");
            events.warning(pod, container.getName(), "Failed", "Error: ImagePullBackOff");
        } else if (unavailable.fresh()) {
            String reason =
                    switch (unavailable.reason()) {
                        case "InvalidImageName" -> "InspectFailed";
                        case "ErrImageNeverPull" -> "ErrImageNeverPull";
                        default -> "Failed";
                    };
            String message = unavailable.reason().equals("ErrImagePull")
                    ? capitalized(unavailable.message())
                    : unavailable.message();
            events.warning(pod, container.getName(), reason, message);
            events.warning(pod, container.getName(), "Failed", "Error: " + unavailable.reason());
        }
        return new Outcome.Waiting(unavailable.reason(), unavailable.message(), Optional.of(unavailable.retryAt()));
    }

    private static String capitalized(String message) {
        return message.substring(0, 1).toUpperCase(Locale.ROOT) + message.substring(1);
    }

    private static String pulledMessage(Container container, ImagePuller.Answer.Ready ready) {
        if (ready.pulled().isEmpty()) {
            return "Container image \"" + container.getImage() + "\" already present on machine";
        }
        Duration took = ready.pulled().get();
        String time = took.toMillis() < 1000 ? took.toMillis() + "ms" : took.toMillis() / 1000.0 + "s";
        return "Successfully pulled image \"" + container.getImage() + "\" in " + time + " (" + time
                + " including waiting). Image size: " + ready.image().getSize() + " bytes.";
    }

    private String create(Pod pod, Container container, Place place, ContainerConfigs.Inputs inputs)
            throws StartException {
        try {
            String id = cri.createContainer(place.sandboxId(), configs.of(inputs), place.sandbox());
            events.normal(pod, container.getName(), "Created", "Created container: " + container.getName());
            return id;
        } catch (CriException e) {
            throw failed(pod, container, new StartException("CreateContainerError", e.getMessage()));
        } catch (StartException e) {
            throw failed(pod, container, e);
        }
    }

    private void runIn(Pod pod, Container container, String id) throws StartException {
        try {
            cri.startContainer(id);
            events.normal(pod, container.getName(), "Started", "Started container " + container.getName());
        } catch (CriException e) {
            throw failed(pod, container, new StartException("RunContainerError", e.getMessage()));
        }
    }

    private StartException failed(Pod pod, Container container, StartException failure) {
        events.warning(pod, container.getName(), "Failed", "Error: " + failure.getMessage());
        return failure;
    }

    private void postStart(Pod pod, Container container, String id, String address, CompletableFuture<Void> abandoned)
            throws StartException {
        CompletableFuture<Void> hook = CompletableFuture.runAsync(
                () -> {
                    try {
                        hooks.run(container.getLifecycle().getPostStart(), container, id, address, Duration.ZERO);
                    } catch (Hooks.HookException | InterruptedException e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
        try {
            CompletableFuture.anyOf(hook, abandoned).join();
        } catch (CompletionException e) {
            String message = "PostStartHook failed: " + e.getCause().getMessage();
            events.warning(pod, container.getName(), "FailedPostStartHook", message);
            cri.stopContainer(id, Duration.ofSeconds(2));
            throw new StartException("PostStartHookError", message);
        }
    }
}
