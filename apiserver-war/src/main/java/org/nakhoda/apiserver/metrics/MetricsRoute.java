package org.nakhoda.apiserver.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Route;

/** {@code /metrics}. Owns the one registry in which every part of the server registers its figures. */
public final class MetricsRoute implements Route, AutoCloseable {
    private static final List<String> PATH = List.of("metrics");
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private final List<Runnable> beforehand = new CopyOnWriteArrayList<>();

    /** The registry holds the figures of the Java process from the start. */
    public MetricsRoute() {
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** Has something done before figures are given, each time. */
    public void beforehand(Runnable refresh) {
        beforehand.add(refresh);
    }

    public MeterRegistry registry() {
        return registry;
    }

    @Override
    public boolean matches(ApiRequest request) {
        return request.method().equals("GET") && request.path().equals(PATH);
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        beforehand.forEach(Runnable::run);
        byte[] text = registry.scrape(TEXT).getBytes(StandardCharsets.UTF_8);
        return new ApiResponse(200, Map.of(), new ApiResponse.Body.Whole(TEXT, text));
    }

    @Override
    public void close() {
        registry.close();
    }
}
