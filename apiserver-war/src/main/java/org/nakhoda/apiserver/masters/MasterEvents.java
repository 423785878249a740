package org.nakhoda.apiserver.masters;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.masters.MasterKind;
import org.nakhoda.apiserver.bootstrap.SelfClient;
import org.nakhoda.db.masters.Masters;
import org.nakhoda.db.masters.Masters.Happening;
import org.nakhoda.db.store.ClusterStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what happens among the masters as events, where this one leads. What led to its leadership happened a moment before: the
 * newest happenings wait for that long. Several masters may see the same; within a minute it is one event.
 */
public final class MasterEvents {
    private static final Logger LOG = LoggerFactory.getLogger(MasterEvents.class);
    private static final Duration KEPT = Duration.ofSeconds(30);
    private static final int MOST = 100;
    private static final String NAMESPACE = "default";

    private final ClusterStore store;
    private final SelfClient api;
    private final InstantSource clock;
    private final Executor executor;
    private final Object waitingLock = new Object();

    @GuardedBy("waitingLock")
    private final Deque<Seen> waiting = new ArrayDeque<>();

    private record Seen(Happening happening, Instant when) {}

    /** @param executor for tasks that may wait */
    public MasterEvents(ClusterStore store, SelfClient api, InstantSource clock, Executor executor) {
        this.store = store;
        this.api = api;
        this.clock = clock;
        this.executor = executor;
    }

    /** Listens from now on; once. */
    public void listen() {
        store.masters().ifPresent(masters -> masters.observe(this::happened));
    }

    /** This master leads, and what has just happened can be written. */
    public void begin() {
        wake();
    }

    private void happened(Happening happening) {
        synchronized (waitingLock) {
            waiting.add(new Seen(happening, clock.instant()));
            while (waiting.size() > MOST) {
                waiting.remove();
            }
        }
        wake();
    }

    private void wake() {
        if (store.epoch().isPresent()) {
            try {
                executor.execute(this::write);
            } catch (RejectedExecutionException e) {
                LOG.debug("the server is stopping");
            }
        }
    }

    private void write() {
        List<Seen> due;
        synchronized (waitingLock) {
            Instant oldest = clock.instant().minus(KEPT);
            due = new ArrayList<>(waiting);
            due.removeIf(seen -> seen.when.isBefore(oldest));
            waiting.clear();
        }
        due.forEach(seen -> api.create(List.of("api", "v1", "namespaces", NAMESPACE, "events"), event(seen)));
    }

    private ObjectNode event(Seen seen) {
        Happening happening = seen.happening;
        String time = seen.when.truncatedTo(ChronoUnit.SECONDS).toString();
        String name = Integer.toHexString((happening.reason() + happening.message() + seen.when.getEpochSecond() / 60)
                .hashCode());
        ObjectNode event = Json.object().put("apiVersion", "v1").put("kind", "Event");
        event.putObject("metadata").put("namespace", NAMESPACE).put("name", happening.member() + "." + name);
        event.putObject("involvedObject")
                .put("apiVersion", MasterKind.GROUP + "/v1")
                .put("kind", "Master")
                .put("name", happening.member());
        event.put("type", happening.warning() ? "Warning" : "Normal")
                .put("reason", happening.reason())
                .put("message", happening.message())
                .put("firstTimestamp", time)
                .put("lastTimestamp", time)
                .put("count", 1);
        event.putObject("source")
                .put("component", "nakhoda")
                .put("host", store.masters().map(Masters::self).map(self -> self.name()).orElse(""));
        return event;
    }
}
