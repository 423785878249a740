package org.nakhoda.node.server;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.nakhoda.client.meta.Timestamps;
import org.nakhoda.node.cri.Cri;
import org.nakhoda.node.cri.CriException;
import org.nakhoda.node.log.LogOptions;
import org.nakhoda.node.log.LogStream;
import org.nakhoda.node.pod.StatusSink;
import org.nakhoda.node.runtime.PodRuntime;
import org.nakhoda.node.runtime.RuntimeContainer;
import org.nakhoda.node.runtime.RuntimeReader;
import org.nakhoda.node.spec.PodSpecs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /containerLogs/NAMESPACE/POD/CONTAINER}. */
public final class ContainerLogs {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerLogs.class);
    private static final Duration LOOK = Duration.ofMillis(500);

    private final PodLookup pods;
    private final StatusSink statuses;
    private final RuntimeReader reader;
    private final Cri cri;
    private final InstantSource clock;

    public ContainerLogs(PodLookup pods, StatusSink statuses, RuntimeReader reader, Cri cri, InstantSource clock) {
        this.pods = pods;
        this.statuses = statuses;
        this.reader = reader;
        this.cri = cri;
        this.clock = clock;
    }

    void answer(Channel channel, QueryStringDecoder uri) throws HttpProblem {
        String[] path = uri.path().split("/");
        if (path.length != 5) {
            throw HttpProblem.badRequest("the path is /containerLogs/NAMESPACE/POD/CONTAINER");
        }
        Query query = new Query(uri.parameters());
        LogOptions options = options(query);
        Pod pod = pods.find(path[2], path[3]).orElseThrow(() -> HttpProblem.notFound("pod does not exist"));
        String name = path[4];
        if (PodSpecs.container(pod, name).isEmpty()) {
            throw HttpProblem.notFound("container \"" + name + "\" not found in pod \"" + path[3] + "\"");
        }
        RuntimeContainer container = find(pod, name, query.flag("previous"));
        ResponseStream response = new ResponseStream(channel);
        BooleanSupplier running = running(container.id());
        try {
            new LogStream(
                            Path.of(container.logPath()),
                            options,
                            () -> channel.isActive() && running.getAsBoolean(),
                            response)
                    .run();
            response.end();
        } catch (NoSuchFileException e) {
            throw HttpProblem.notFound("the log of container \"" + name + "\" is gone");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            channel.close();
        } catch (IOException e) {
            LOG.debug("log of {}/{} not sent to its end: {}", path[3], name, e.toString());
            channel.close();
        }
    }

    private LogOptions options(Query query) throws HttpProblem {
        Optional<Instant> since = query.number("sinceSeconds")
                .map(seconds -> clock.instant().minusSeconds(seconds))
                .or(() -> Timestamps.parse(query.text("sinceTime").orElse("")));
        String stream = query.text("stream").orElse("All");
        return new LogOptions(
                query.flag("follow"),
                query.flag("timestamps"),
                query.number("tailLines").filter(lines -> lines >= 0),
                since,
                query.number("limitBytes").filter(bytes -> bytes > 0),
                !stream.equals("Stderr"),
                !stream.equals("Stdout"));
    }

    private RuntimeContainer find(Pod pod, String name, boolean previous) throws HttpProblem {
        PodRuntime runtime = reader.read(pod.getMetadata().getUid());
        String where =
                "container \"" + name + "\" in pod \"" + pod.getMetadata().getName() + "\"";
        Optional<RuntimeContainer> latest = runtime.latest(name);
        if (previous) {
            boolean waitsDead = latest.filter(RuntimeContainer::exited).isPresent() && isWaiting(pod, name);
            return (waitsDead ? latest : runtime.previous(name))
                    .orElseThrow(() -> HttpProblem.badRequest("previous terminated " + where + " not found"));
        }
        return latest.orElseThrow(() -> HttpProblem.badRequest(where + " is waiting to start" + reason(pod, name)));
    }

    private boolean isWaiting(Pod pod, String name) {
        return state(pod, name).filter(state -> state.getWaiting() != null).isPresent();
    }

    private String reason(Pod pod, String name) {
        return state(pod, name)
                .filter(state -> state.getWaiting() != null)
                .map(state -> switch (String.valueOf(state.getWaiting().getReason())) {
                    case "ErrImagePull", "ImagePullBackOff" -> ": trying and failing to pull image";
                    case "ErrImageNeverPull" -> ": image can't be pulled";
                    default -> ": " + state.getWaiting().getReason();
                })
                .orElse(" - no logs yet");
    }

    private Optional<ContainerState> state(Pod pod, String name) {
        return statuses.last(pod.getMetadata().getUid()).or(() -> Optional.ofNullable(pod.getStatus())).stream()
                .flatMap(s -> Stream.of(
                        s.getContainerStatuses(), s.getInitContainerStatuses(), s.getEphemeralContainerStatuses()))
                .flatMap(List::stream)
                .filter(s -> s.getName().equals(name))
                .map(ContainerStatus::getState)
                .findFirst();
    }

    /** Asks the runtime, but not as often as it is asked. */
    private BooleanSupplier running(String id) {
        return new BooleanSupplier() {
            private Instant nextLook = Instant.MIN;
            private boolean running = true;

            @Override
            public boolean getAsBoolean() {
                Instant now = clock.instant();
                if (running && now.isAfter(nextLook)) {
                    nextLook = now.plus(LOOK);
                    running = runs(id);
                }
                return running;
            }
        };
    }

    private boolean runs(String id) {
        try {
            return cri.containerStatus(id).getState() == org.nakhoda.node.cri.v1.ContainerState.CONTAINER_RUNNING;
        } catch (CriException e) {
            return e.kind() != CriException.Kind.NOT_FOUND;
        }
    }
}
