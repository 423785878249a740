package org.nakhoda.apiserver.flowcontrol;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.bootstrap.SelfClient;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.FlowControl;
import org.nakhoda.apiserver.request.RequestTarget;
import org.nakhoda.apiserver.request.Route;
import org.nakhoda.apiserver.watch.Follower;
import org.nakhoda.db.store.ClusterStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Kubernetes' API priority and fairness. Each request belongs to the first FlowSchema that matches it, and takes a seat of
 * that schema's priority level from the moment it is admitted until its answer is made; a watch, until it has begun. Requests
 * that last for other reasons (exec, logs, proxies) need no seat.
 *
 * <p>What differs from Kubernetes: every request takes one seat, where Kubernetes estimates a list's or a write's cost; a seat
 * is borrowed in the moment that it is needed and returned with the request, where Kubernetes moves limits between levels
 * every ten seconds; the queues of a level are served in turn, one request each, without regard to how long requests take; a
 * request waits on its own thread, so that over all levels only a few can, and for seconds; an answer that is written piece
 * by piece holds no seat while it is sent.
 */
public final class PriorityAndFairness implements FlowControl, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PriorityAndFairness.class);
    private static final Duration UPKEEP = Duration.ofMinutes(1);

    private final ClusterStore store;
    private final Seats seats;
    private final FlowMetrics metrics;
    private final Executor executor;
    private final AtomicBoolean due = new AtomicBoolean();
    private final Object configurationLock = new Object();

    @GuardedBy("configurationLock")
    private final Map<String, FlowSchema> schemas = new HashMap<>();

    @GuardedBy("configurationLock")
    private final Map<String, LevelSpec> levels = new HashMap<>();

    @GuardedBy("configurationLock")
    private final List<Follower> followers;

    private volatile FlowRules rules;
    private volatile FlowObjects objects;
    private volatile ScheduledFuture<?> upkeep;
    private volatile boolean closed;

    /**
     * @param limits how many requests are worked on at a time
     * @param executor for tasks that may wait
     * @param registry for figures of the requests
     */
    public PriorityAndFairness(
            ClusterStore store, Limits limits, Executor executor, MeterRegistry registry, InstantSource clock) {
        this.store = store;
        this.seats = new Seats(limits.seats(), limits.waiting(), limits.longestWait(), clock);
        this.metrics = new FlowMetrics(registry);
        this.executor = executor;
        this.followers = List.of(
                new Follower(store, FlowObjects.SCHEMAS, new Schemas()),
                new Follower(store, FlowObjects.LEVELS, new Levels()));
        refresh();
    }

    /**
     * What the server can do at a time.
     *
     * @param seats requests in flight over all priority levels
     * @param waiting requests that wait for a seat, each on a thread
     */
    public record Limits(int seats, int waiting, Duration longestWait) {}

    @Override
    public Flow flow(ApiRequest request, RequestTarget target, UserInfo caller) {
        if (target.longRunning() && !target.watch()) {
            return Flow.UNLIMITED;
        }
        return rules.flow(request, target, caller);
    }

    /** What tells administrators what the levels are doing. */
    public Route dumps() {
        return new FlowDumps(seats, metrics);
    }

    /** Makes the default objects and keeps them from then on. Can be called again. */
    public void keepObjects(SelfClient api, InstantSource clock, ScheduledExecutorService timer) {
        objects = new FlowObjects(store, api, clock);
        keep();
        synchronized (configurationLock) {
            if (upkeep == null) {
                long period = UPKEEP.toSeconds();
                upkeep = timer.scheduleWithFixedDelay(this::wake, period, period, TimeUnit.SECONDS);
            }
        }
    }

    private void wake() {
        if (!closed && !due.getAndSet(true)) {
            try {
                executor.execute(this::run);
            } catch (RejectedExecutionException e) {
                LOG.debug("the server is stopping");
            }
        }
    }

    private void run() {
        due.set(false);
        if (closed) {
            return;
        }
        try {
            refresh();
            keep();
        } catch (RuntimeException e) {
            LOG.warn("flow control goes on with what it knows; it will look at its objects again", e);
        }
    }

    private void keep() {
        FlowObjects kept = objects;
        if (kept != null && store.epoch().isPresent()) {
            kept.reconcile();
        }
    }

    /** Takes over what the store has by now. */
    void refresh() {
        synchronized (configurationLock) {
            followers.forEach(Follower::follow);
            followers.forEach(follower -> follower.onReady(this::wake));
            Map<String, LevelSpec> specs = new HashMap<>(levels);
            Map<String, FlowSchema> all = new HashMap<>(schemas);
            // without its mandatory objects a server would let everybody in, or nobody
            DefaultFlowObjects.levels().stream()
                    .map(LevelSpec::of)
                    .filter(level -> DefaultFlowObjects.MANDATORY.contains(level.name()))
                    .forEach(level -> specs.putIfAbsent(level.name(), level));
            DefaultFlowObjects.schemas().stream()
                    .map(FlowSchema::of)
                    .filter(schema -> DefaultFlowObjects.MANDATORY.contains(schema.name()))
                    .forEach(schema -> all.putIfAbsent(schema.name(), schema));
            Map<String, PriorityLevel> divided = seats.divide(specs.values());
            metrics.levels(divided);
            rules = new FlowRules(all.values(), specs, divided, seats, metrics);
        }
    }

    @Override
    public void close() {
        closed = true;
        ScheduledFuture<?> kept = upkeep;
        if (kept != null) {
            kept.cancel(false);
        }
        synchronized (configurationLock) {
            followers.forEach(Follower::close);
        }
    }

    @SuppressWarnings("GuardedBy") // called while refresh runs
    private final class Schemas implements Follower.Receiver {
        @Override
        public void present(ResourceKey key, JsonNode object) {
            schemas.put(key.name(), FlowSchema.of(object));
        }

        @Override
        public void gone(ResourceKey key) {
            schemas.remove(key.name());
        }
    }

    @SuppressWarnings("GuardedBy") // called while refresh runs
    private final class Levels implements Follower.Receiver {
        @Override
        public void present(ResourceKey key, JsonNode object) {
            levels.put(key.name(), LevelSpec.of(object));
        }

        @Override
        public void gone(ResourceKey key) {
            levels.remove(key.name());
        }
    }
}
