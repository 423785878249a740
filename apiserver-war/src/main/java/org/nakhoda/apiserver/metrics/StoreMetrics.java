package org.nakhoda.apiserver.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.TimeUnit;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.db.store.ClusterStore;

/**
 * What the store does and holds. {@code nakhoda_store_changes_total / nakhoda_store_commit_seconds_count} is the size of a batch;
 * {@code apiserver_storage_objects} is Kubernetes' own.
 */
public final class StoreMetrics {
    private static final String PREFIX = "nakhoda.store.";

    private final ClusterStore store;
    private final MultiGauge objects;

    public StoreMetrics(MeterRegistry registry, ClusterStore store) {
        this.store = store;
        FunctionTimer.builder(
                        PREFIX + "commit",
                        store,
                        it -> it.figures().commits(),
                        it -> it.figures().committing().toNanos(),
                        TimeUnit.NANOSECONDS)
                .description("Transactions that made changes durable")
                .register(registry);
        FunctionCounter.builder(PREFIX + "changes", store, it -> it.figures().changes())
                .description("Changes that were made durable")
                .register(registry);
        Gauge.builder(PREFIX + "waiting.writes", store, it -> it.figures().waiting())
                .description("Writes that wait for their transaction")
                .register(registry);
        Gauge.builder(PREFIX + "epoch", store, it -> it.epoch().orElse(0L))
                .description("The epoch in which this master leads; 0 while it does not")
                .register(registry);
        this.objects = MultiGauge.builder("apiserver.storage.objects")
                .description("Objects by resource")
                .register(registry);
    }

    /** Brings the figures up to date whose series come and go. */
    public void refresh() {
        objects.register(
                store.figures().objects().entrySet().stream()
                        .map(entry -> MultiGauge.Row.of(Tags.of("resource", name(entry.getKey())), entry.getValue()))
                        .toList(),
                true);
    }

    private static String name(GroupResource resource) {
        return resource.group().isEmpty() ? resource.resource() : resource.resource() + "." + resource.group();
    }
}
