package org.nakhoda.apiserver.metrics;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.OptionalDouble;

/** A counter that somebody else counts. It has no series while its count is not known: a zero would be a wrong answer. */
final class SampledCounter {
    private final MeterRegistry registry;
    private final FunctionCounter.Builder<SampledCounter> builder;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private FunctionCounter shown;

    private volatile double count;

    /** @param unit empty for what is merely counted */
    SampledCounter(MeterRegistry registry, String name, String unit, String description) {
        this.registry = registry;
        this.builder = FunctionCounter.builder(name, this, sampled -> sampled.count)
                .baseUnit(unit.isEmpty() ? null : unit)
                .description(description);
    }

    void set(OptionalDouble sample) {
        synchronized (lock) {
            if (sample.isPresent()) {
                count = sample.getAsDouble();
                if (shown == null) {
                    shown = builder.register(registry);
                }
            } else if (shown != null) {
                registry.remove(shown);
                shown = null;
            }
        }
    }
}
