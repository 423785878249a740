package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the metrics say about the store and its database. */
class StoreMetricsTest {
    private final Client admin = RunningApi.admin();

    private double figure(String series) {
        return admin.get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(0);
    }

    @Test
    void changes_and_objects_are_counted() {
        String limits = "/api/v1/namespaces/" + RunningApi.namespace() + "/limitranges";
        String objects = "apiserver_storage_objects{resource=\"limitranges\"}";
        double changes = figure("nakhoda_store_changes_total");
        double before = figure(objects);
        double commits = figure("nakhoda_store_commit_seconds_bucket{le=\"+Inf\"}");
        double batches = figure("nakhoda_store_batch_changes_bucket{le=\"256.0\"}");

        admin.post(limits, "{metadata: {name: a}, spec: {limits: []}}").expect(201);
        admin.post(limits, "{metadata: {name: b}, spec: {limits: []}}").expect(201);
        admin.delete(limits + "/a").expect(200);

        assertThat(figure(objects)).isEqualTo(before + 1);
        assertThat(figure("nakhoda_store_changes_total")).isGreaterThanOrEqualTo(changes + 3);
        assertThat(figure("nakhoda_store_batch_changes_bucket{le=\"256.0\"}")).isGreaterThanOrEqualTo(batches + 3);
        assertThat(figure("nakhoda_store_batch_changes_sum")).isGreaterThanOrEqualTo(changes + 3);
        assertThat(figure("nakhoda_store_commit_seconds_bucket{le=\"+Inf\"}")).isGreaterThanOrEqualTo(commits + 3);
        assertThat(figure("nakhoda_store_commit_seconds_sum")).isPositive();
        assertThat(figure("nakhoda_store_epoch")).isPositive();
        admin.delete(limits + "/b").expect(200);
    }

    @Test
    void the_database_tells_its_fsyncs_and_how_long_they_took() {
        String limits = "/api/v1/namespaces/" + RunningApi.namespace() + "/limitranges";
        double fsyncs = figure("nakhoda_database_wal_fsyncs_total");
        double seconds = figure("nakhoda_database_wal_fsync_seconds_total");

        admin.post(limits, "{metadata: {name: a}, spec: {limits: []}}").expect(201);

        RunningControllers.eventually(
                "the database has counted it", () -> figure("nakhoda_database_wal_fsyncs_total") > fsyncs);
        RunningControllers.eventually(
                "so has its clock", () -> figure("nakhoda_database_wal_fsync_seconds_total") > seconds);
        admin.delete(limits + "/a").expect(200);
    }
}
