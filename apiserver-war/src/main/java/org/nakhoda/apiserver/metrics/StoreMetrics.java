package org.nakhoda.apiserver.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.LogFsyncs;

/** What the store does and holds, and its database. {@code apiserver_storage_objects} is Kubernetes' own. */
public final class StoreMetrics {
    private static final String PREFIX = "nakhoda.store.";

    /** From a fast disk's answer to one that is given up on. */
    private static final Duration[] COMMIT_BUCKETS = {
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    /** Up to as many as a transaction takes. */
    private static final double[] BATCH_BUCKETS = {1, 2, 4, 8, 16, 32, 64, 128, 256};

    private final ClusterStore store;
    private final MultiGauge objects;
    private final SampledCounter fsyncs;
    private final SampledCounter fsyncSeconds;

    public StoreMetrics(MeterRegistry registry, ClusterStore store) {
        this.store = store;
        Timer commits = Timer.builder(PREFIX + "commit")
                .description("How long transactions took that made changes durable")
                .serviceLevelObjectives(COMMIT_BUCKETS)
                .register(registry);
        DistributionSummary batches = DistributionSummary.builder(PREFIX + "batch.changes")
                .description("How many changes each transaction made durable")
                .serviceLevelObjectives(BATCH_BUCKETS)
                .register(registry);
        Counter changes = Counter.builder(PREFIX + "changes")
                .description("Changes that were made durable")
                .register(registry);
        store.observe((count, took) -> {
            commits.record(took);
            batches.record(count);
            changes.increment(count);
        });
        Gauge.builder(PREFIX + "waiting.writes", store, it -> it.figures().waiting())
                .description("Writes that wait for their transaction")
                .register(registry);
        Gauge.builder(PREFIX + "epoch", store, it -> it.epoch().orElse(0L))
                .description("The epoch in which this master leads; 0 while it does not")
                .register(registry);
        this.fsyncs = new SampledCounter(
                registry, "nakhoda.database.wal.fsyncs", "", "How often this master's database made its log durable");
        this.fsyncSeconds = new SampledCounter(
                registry, "nakhoda.database.wal.fsync", "seconds", "How long these fsyncs took in all");
        this.objects = MultiGauge.builder("apiserver.storage.objects")
                .description("Objects by resource")
                .register(registry);
    }

    /** Brings the figures up to date whose series come and go. Those of a database that is silent go. */
    public void refresh() {
        objects.register(
                store.figures().objects().entrySet().stream()
                        .map(entry -> MultiGauge.Row.of(Tags.of("resource", name(entry.getKey())), entry.getValue()))
                        .toList(),
                true);
        Optional<LogFsyncs> log = store.logFsyncs();
        fsyncs.set(log.map(it -> OptionalDouble.of(it.count())).orElse(OptionalDouble.empty()));
        fsyncSeconds.set(log.flatMap(LogFsyncs::took)
                .map(took -> OptionalDouble.of(took.toNanos() / 1e9))
                .orElse(OptionalDouble.empty()));
    }

    private static String name(GroupResource resource) {
        return resource.group().isEmpty() ? resource.resource() : resource.resource() + "." + resource.group();
    }
}
