package org.nakhoda.apiserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.apiserver.discovery.Requests.get;
import static org.nakhoda.apiserver.discovery.Requests.text;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.apiserver.memory.MemoryStore;
import org.nakhoda.db.store.LogFsyncs;

/** The database's own figures at {@code /metrics}: a series that is there is true. */
class DatabaseFsyncsTest {
    private final MemoryStore store = new MemoryStore();
    private final MetricsRoute route = new MetricsRoute();

    @BeforeEach
    void measureTheStore() {
        route.beforehand(new StoreMetrics(route.registry(), store)::refresh);
    }

    @AfterEach
    void close() {
        route.close();
    }

    private List<String> series() {
        return text(route.handle(get("/metrics")))
                .lines()
                .filter(line -> line.contains("nakhoda_database_") && !line.startsWith("# HELP"))
                .toList();
    }

    @Test
    void they_are_counters_of_how_many_and_of_seconds() {
        store.fsyncs(new LogFsyncs(20, Optional.of(Duration.ofMillis(1500))));

        assertThat(series())
                .containsExactlyInAnyOrder(
                        "# TYPE nakhoda_database_wal_fsyncs_total counter",
                        "nakhoda_database_wal_fsyncs_total 20.0",
                        "# TYPE nakhoda_database_wal_fsync_seconds_total counter",
                        "nakhoda_database_wal_fsync_seconds_total 1.5");
    }

    @Test
    void a_time_that_is_not_measured_is_left_out() {
        store.fsyncs(new LogFsyncs(20, Optional.empty()));

        assertThat(series())
                .containsExactly(
                        "# TYPE nakhoda_database_wal_fsyncs_total counter", "nakhoda_database_wal_fsyncs_total 20.0");
    }

    @Test
    void while_the_database_is_silent_they_are_left_out_and_then_go_on() {
        store.fsyncs(new LogFsyncs(20, Optional.of(Duration.ofSeconds(1))));
        assertThat(series()).isNotEmpty();

        store.fsyncs(null);
        assertThat(series()).isEmpty();

        store.fsyncs(new LogFsyncs(30, Optional.of(Duration.ofSeconds(2))));
        assertThat(series())
                .contains("nakhoda_database_wal_fsyncs_total 30.0", "nakhoda_database_wal_fsync_seconds_total 2.0");
    }
}
