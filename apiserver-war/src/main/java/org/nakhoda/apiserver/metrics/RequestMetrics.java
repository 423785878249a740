package org.nakhoda.apiserver.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests under Kubernetes' names: {@code apiserver_request_total}, {@code apiserver_request_duration_seconds},
 * {@code apiserver_current_inflight_requests}, {@code apiserver_longrunning_requests}. Labels come from the catalogue and from small closed sets, never from a
 * client's text, so that the number of series is bounded.
 */
public final class RequestMetrics {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(400),
        Duration.ofMillis(800),
        Duration.ofMillis(1600),
        Duration.ofSeconds(4),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60)
    };

    private final MeterRegistry registry;
    private final AtomicInteger reading = new AtomicInteger();
    private final AtomicInteger writing = new AtomicInteger();
    private final ConcurrentMap<Target, AtomicInteger> longRunning = new ConcurrentHashMap<>();
    private final ConcurrentMap<Answered, Counter> totals = new ConcurrentHashMap<>();
    private final ConcurrentMap<Target, Timer> durations = new ConcurrentHashMap<>();

    /**
     * What was asked, in bounded terms.
     *
     * @param verb Kubernetes' verb in upper case: GET, LIST, WATCH, CREATE, PUT, PATCH, DELETE, DELETECOLLECTION, CONNECT
     * @param scope cluster, namespace, resource, or "" for paths that are no resources
     */
    public record Target(
            String verb, String group, String version, String resource, String subresource, String scope) {}

    private record Answered(Target target, int code) {}

    public RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
        inflight("readOnly", reading);
        inflight("mutating", writing);
    }

    private void inflight(String kind, AtomicInteger value) {
        Gauge.builder("apiserver.current.inflight.requests", value, AtomicInteger::get)
                .tag("request_kind", kind)
                .description("Requests that are being answered now, without long-running ones")
                .register(registry);
    }

    /** A request that is answered at once begins; {@link #finished} ends it. */
    public void started(boolean mutating) {
        (mutating ? writing : reading).incrementAndGet();
    }

    public void finished(Target target, boolean mutating, int code, Duration taken) {
        (mutating ? writing : reading).decrementAndGet();
        count(target, code);
        durations.computeIfAbsent(target, this::timer).record(taken);
    }

    /** A watch, a followed log or a stream begins; {@link #longRunningFinished} ends it. */
    public void longRunningStarted(Target target) {
        longRunning.computeIfAbsent(target, this::longRunningGauge).incrementAndGet();
    }

    public void longRunningFinished(Target target, int code) {
        longRunning.computeIfAbsent(target, this::longRunningGauge).decrementAndGet();
        count(target, code);
    }

    private void count(Target target, int code) {
        totals.computeIfAbsent(new Answered(target, code), this::counter).increment();
    }

    private Counter counter(Answered answered) {
        return Counter.builder("apiserver.request")
                .description("Requests answered, by verb, resource and HTTP code")
                .tags(tags(answered.target()))
                .tag("code", Integer.toString(answered.code()))
                .register(registry);
    }

    private Timer timer(Target target) {
        return Timer.builder("apiserver.request.duration")
                .description("Time to answer a request, by verb and resource")
                .tags(tags(target))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private AtomicInteger longRunningGauge(Target target) {
        AtomicInteger value = new AtomicInteger();
        Gauge.builder("apiserver.longrunning.requests", value, AtomicInteger::get)
                .description("Watches, followed logs and streams that are open now")
                .tags(tags(target))
                .register(registry);
        return value;
    }

    private static String[] tags(Target target) {
        return new String[] {
            "verb", target.verb(),
            "group", target.group(),
            "version", target.version(),
            "resource", target.resource(),
            "subresource", target.subresource(),
            "scope", target.scope()
        };
    }
}
