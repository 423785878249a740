package org.nakhoda.node.image;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.nakhoda.client.queue.Backoff;
import org.nakhoda.node.cri.Cri;
import org.nakhoda.node.cri.CriException;
import org.nakhoda.node.cri.v1.AuthConfig;
import org.nakhoda.node.cri.v1.Image;
import org.nakhoda.node.objects.ClusterObjects;

/**
 * Gets images in the background. {@link #ask} never waits: it says what is known now, and the pod is woken when that
 * changes. Pods that want the same image with the same credentials share a pull. After a failure an image is left alone for
 * 10 s, then twice as long each time, at most 5 minutes.
 */
public final class ImagePuller {
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(5));

    private final Object lock = new Object();
    private final Cri cri;
    private final PullSecrets secrets;
    private final Executor executor;
    private final InstantSource clock;
    private final Consumer<String> wake;

    @GuardedBy("lock")
    private final Map<Source, Pull> pulls = new HashMap<>();

    private record Source(String image, List<AuthConfig> credentials) {}

    private record Asker(String podUid, String container) {}

    /** The last pull from one source, under way or over. */
    private static final class Pull {
        private final Set<Asker> waiting = new HashSet<>();
        private final Map<Asker, Duration> served = new HashMap<>();
        private final Set<Asker> toldOfFailure = new HashSet<>();
        private boolean running;
        private int failures;
        private String error = "";
        private Instant retryAt = Instant.MIN;
    }

    /** What there is to say about a container's image. */
    public sealed interface Answer {
        /** It can be used. The time that it took to pull is there if it has been pulled for this container. */
        record Ready(Image image, Optional<Duration> pulled) implements Answer {}

        /** It is being pulled; {@code started} if by this very request. */
        record Pulling(boolean started) implements Answer {}

        /** It cannot be had before {@code retryAt}; {@code fresh} if this container has not been told yet. */
        record Unavailable(String reason, String message, Instant retryAt, boolean fresh) implements Answer {}
    }

    /** @param wake gets the uid of each pod that waited for a pull which has ended */
    public ImagePuller(Cri cri, ClusterObjects objects, Executor executor, InstantSource clock, Consumer<String> wake) {
        this.cri = cri;
        this.secrets = new PullSecrets(objects);
        this.executor = executor;
        this.clock = clock;
        this.wake = wake;
    }

    /** Says whether the container's image can be used, and begins to get it if its policy says so. */
    public Answer ask(Pod pod, Container container) {
        String image = container.getImage() == null ? "" : container.getImage().strip();
        Instant now = clock.instant();
        if (!isName(image)) {
            String message = "couldn't parse image name \"" + image + "\": invalid reference format";
            return new Answer.Unavailable("InvalidImageName", message, now.plus(BACKOFF.most()), true);
        }
        String policy = container.getImagePullPolicy() == null
                ? ImageReferences.defaultPolicy(image)
                : container.getImagePullPolicy();
        Optional<Image> present = cri.imageStatus(image);
        if (policy.equals("Never") && present.isEmpty()) {
            String message = "Container image \"" + image + "\" is not present with pull policy of Never";
            return new Answer.Unavailable("ErrImageNeverPull", message, now.plus(BACKOFF.base()), true);
        }
        Asker asker = new Asker(pod.getMetadata().getUid(), container.getName());
        Source source = new Source(image, policy.equals("Never") ? List.of() : secrets.credentials(pod, image));
        synchronized (lock) {
            Pull pull = pulls.computeIfAbsent(source, s -> new Pull());
            Optional<Duration> served = Optional.ofNullable(pull.served.remove(asker));
            if (present.isPresent() && (served.isPresent() || !policy.equals("Always"))) {
                return new Answer.Ready(present.get(), served);
            }
            if (pull.running) {
                pull.waiting.add(asker);
                return new Answer.Pulling(false);
            }
            if (now.isBefore(pull.retryAt)) {
                boolean fresh = pull.toldOfFailure.add(asker);
                String cause = "failed to pull image \"" + image + "\": " + pull.error;
                return fresh
                        ? new Answer.Unavailable("ErrImagePull", cause, pull.retryAt, true)
                        : new Answer.Unavailable(
                                "ImagePullBackOff",
                                "Back-off pulling image \"" + image + "\": ErrImagePull: " + cause,
                                pull.retryAt,
                                false);
            }
            pull.running = true;
            pull.waiting.add(asker);
        }
        executor.execute(() -> pull(source));
        return new Answer.Pulling(true);
    }

    /** Upper case is for tags only. */
    private static boolean isName(String image) {
        String repository = ImageReferences.repository(image);
        String path = repository.substring(ImageReferences.registry(image).length());
        return !image.isEmpty()
                && image.chars().noneMatch(c -> Character.isWhitespace(c) || c < ' ')
                && path.equals(path.toLowerCase(Locale.ROOT));
    }

    private void pull(Source source) {
        Instant began = clock.instant();
        String failure = source.credentials.isEmpty() ? pullWith(source.image, Optional.empty()) : "";
        for (AuthConfig credentials : source.credentials) {
            failure = pullWith(source.image, Optional.of(credentials));
            if (failure.isEmpty()) {
                break;
            }
        }
        Set<Asker> waiting;
        synchronized (lock) {
            Instant now = clock.instant();
            Pull pull = pulls.computeIfAbsent(source, s -> new Pull());
            pull.running = false;
            pull.error = failure;
            waiting = Set.copyOf(pull.waiting);
            pull.waiting.clear();
            pull.toldOfFailure.clear();
            if (failure.isEmpty()) {
                pull.failures = 0;
                pull.retryAt = Instant.MIN;
                waiting.forEach(asker -> pull.served.put(asker, Duration.between(began, now)));
            } else {
                pull.retryAt = now.plus(BACKOFF.delay(pull.failures++));
            }
        }
        waiting.stream().map(Asker::podUid).distinct().forEach(wake);
    }

    /** @return what went wrong; empty if nothing */
    private String pullWith(String image, Optional<AuthConfig> credentials) {
        try {
            cri.pullImage(image, credentials);
            return "";
        } catch (CriException e) {
            return e.getMessage();
        }
    }

    /** Drops what was kept for a pod that is gone. */
    public void forget(String podUid) {
        synchronized (lock) {
            for (Pull pull : pulls.values()) {
                pull.served.keySet().removeIf(asker -> asker.podUid.equals(podUid));
                pull.toldOfFailure.removeIf(asker -> asker.podUid.equals(podUid));
                pull.waiting.removeIf(asker -> asker.podUid.equals(podUid));
            }
            Instant now = clock.instant();
            pulls.values().removeIf(pull -> !pull.running && pull.served.isEmpty() && now.isAfter(pull.retryAt));
        }
    }
}
