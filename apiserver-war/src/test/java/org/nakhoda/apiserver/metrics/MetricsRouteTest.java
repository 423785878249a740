package org.nakhoda.apiserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.apiserver.discovery.Requests.get;
import static org.nakhoda.apiserver.discovery.Requests.text;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.nakhoda.apiserver.metrics.RequestMetrics.Target;

class MetricsRouteTest {
    private static final Target LIST_PODS = new Target("LIST", "", "v1", "pods", "", "namespace");

    @Test
    void requestsAreCountedUnderTheNamesThatDashboardsKnow() {
        try (MetricsRoute route = new MetricsRoute()) {
            RequestMetrics requests = new RequestMetrics(route.registry());
            requests.started(false);
            requests.finished(LIST_PODS, false, 200, Duration.ofMillis(30));
            requests.started(true);
            requests.longRunningStarted(LIST_PODS);
            String scraped = text(route.handle(get("/metrics")));
            assertThat(scraped)
                    .contains(
                            "# TYPE apiserver_request_total counter",
                            "# TYPE apiserver_request_duration_seconds histogram",
                            "apiserver_current_inflight_requests{request_kind=\"mutating\"} 1.0",
                            "apiserver_current_inflight_requests{request_kind=\"readOnly\"} 0.0",
                            "# TYPE apiserver_longrunning_requests gauge",
                            "jvm_memory_used_bytes");
            assertThat(scraped.lines())
                    .anyMatch(line -> line.startsWith("apiserver_request_total{")
                            && line.contains("code=\"200\"")
                            && line.contains("resource=\"pods\"")
                            && line.endsWith(" 1.0"))
                    .anyMatch(line -> line.startsWith("apiserver_request_duration_seconds_bucket{")
                            && line.contains("le=\"0.05\"")
                            && line.endsWith(" 1"));
        }
    }
}
