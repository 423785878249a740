package org.nakhoda.apiserver.flowcontrol;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.nakhoda.apiserver.flowcontrol.FlowCounts.Refused;

/**
 * Flow control under Kubernetes' names, {@code apiserver_flowcontrol_*}. Read when somebody asks: a request only counts.
 * Series are as many as there have been schemas and levels.
 */
final class FlowMetrics {
    private static final String PREFIX = "apiserver.flowcontrol.";

    private final MeterRegistry registry;
    private final Map<Flow, FlowCounts> counts = new ConcurrentHashMap<>();
    private final Map<String, PriorityLevel> levels = new ConcurrentHashMap<>();

    private record Flow(String schema, String level) {}

    FlowMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** The counts of a schema at a level; the same ones each time. */
    FlowCounts of(String schema, String level) {
        return counts.computeIfAbsent(new Flow(schema, level), this::register);
    }

    /** All counts of a level's schemas. */
    Collection<FlowCounts> of(String level) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().level().equals(level))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The levels that there are now. */
    void levels(Map<String, PriorityLevel> now) {
        levels.keySet().retainAll(now.keySet());
        now.forEach((name, level) -> {
            if (levels.put(name, level) == null) {
                register(name);
            }
        });
    }

    private FlowCounts register(Flow flow) {
        FlowCounts made = new FlowCounts();
        String[] tags = {"priority_level", flow.level(), "flow_schema", flow.schema()};
        gauge("current.executing.requests", "Requests that are worked on now", made::executing, tags);
        gauge("current.executing.seats", "Seats that requests have now", made::executing, tags);
        gauge("current.inqueue.requests", "Requests that wait now", made::waiting, tags);
        gauge("current.inqueue.seats", "Seats that requests wait for now", made::waiting, tags);
        FunctionCounter.builder(PREFIX + "dispatched.requests", made, FlowCounts::dispatched)
                .description("Requests that were let in")
                .tags(tags)
                .register(registry);
        for (Refused reason : Refused.values()) {
            FunctionCounter.builder(PREFIX + "rejected.requests", made, counted -> counted.refusals(reason))
                    .description("Requests that were sent away")
                    .tags(tags)
                    .tag("reason", reason.text())
                    .register(registry);
        }
        FunctionTimer.builder(
                        PREFIX + "request.wait.duration",
                        made,
                        FlowCounts::waits,
                        FlowCounts::waitedNanos,
                        TimeUnit.NANOSECONDS)
                .description("How long requests waited that had to")
                .tags(tags)
                .register(registry);
        return made;
    }

    private void register(String level) {
        limit(level, "nominal.limit.seats", "Seats by shares", each -> each.limits()
                .nominal());
        limit(
                level,
                "lower.limit.seats",
                "Seats that are not lent",
                each -> each.limits().nominal() - each.limits().lendable());
        limit(level, "upper.limit.seats", "Seats with all that may be borrowed", each -> (int) Math.min(
                Integer.MAX_VALUE,
                (long) each.limits().nominal() + each.limits().mostBorrowed()));
        limit(level, "current.limit.seats", "Seats with what is lent and borrowed now", PriorityLevel::seatsNow);
    }

    private void limit(String level, String name, String description, ToIntFunction<PriorityLevel> value) {
        LongSupplier now = () -> {
            PriorityLevel known = levels.get(level);
            return known == null ? 0 : value.applyAsInt(known);
        };
        gauge(name, description, now, "priority_level", level);
    }

    private void gauge(String name, String description, LongSupplier value, String... tags) {
        Gauge.builder(PREFIX + name, value::getAsLong)
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
