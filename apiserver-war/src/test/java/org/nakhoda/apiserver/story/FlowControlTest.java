package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class FlowControlTest {
    private static final String SCHEMAS = "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas";
    private static final String LEVELS = "/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations";

    private final Client admin = RunningApi.admin();

    @Test
    void theDefaultObjectsAreThereAndEachSchemaHasItsLevel() {
        assertThat(admin.get(LEVELS).expect(200).path("items")).hasSize(8);
        eventually(() -> {
            JsonNode schemas = admin.get(SCHEMAS).expect(200).path("items");
            int found = 0;
            for (JsonNode schema : schemas) {
                found += schema.at("/status/conditions/0/status").asString("").equals("False") ? 1 : 0;
            }
            return schemas.size() >= 13 && found >= 13;
        });
        assertThat(admin.get(SCHEMAS + "/exempt")
                        .json()
                        .at("/metadata/annotations/apf.kubernetes.io~1autoupdate-spec")
                        .asString())
                .isEqualTo("true");
    }

    @Test
    void everyAnswerSaysWhichSchemaAndLevelItsRequestBelongedTo() {
        String schema =
                admin.get(SCHEMAS + "/exempt").json().at("/metadata/uid").asString();
        String level = admin.get(LEVELS + "/exempt").json().at("/metadata/uid").asString();

        eventually(() ->
                schema.equals(admin.get("/api/v1/namespaces/default").headers().get("X-Kubernetes-PF-FlowSchema-UID")));
        Client.Answer missing = admin.get("/api/v1/namespaces/no-such");

        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.headers())
                .containsEntry("X-Kubernetes-PF-FlowSchema-UID", schema)
                .containsEntry("X-Kubernetes-PF-PriorityLevel-UID", level);
    }

    @Test
    void theLevelsAndWhatBecameOfTheirRequestsAreShown() {
        String levels = admin.get("/debug/api_priority_and_fairness/dump_priority_levels")
                .text();
        String metrics = admin.get("/metrics").text();

        assertThat(levels)
                .startsWith("PriorityLevelName, ")
                .contains("\nexempt, ")
                .contains("\nworkload-low, ");
        assertThat(admin.get("/debug/api_priority_and_fairness/dump_queues").text())
                .startsWith("PriorityLevelName, ");
        assertThat(metrics)
                .contains("apiserver_flowcontrol_nominal_limit_seats{priority_level=\"workload-low\"}")
                .contains("apiserver_flowcontrol_current_limit_seats{")
                .containsPattern(
                        "apiserver_flowcontrol_dispatched_requests_total\\{flow_schema=\"exempt\",priority_level=\"exempt\"} [1-9]")
                .contains("apiserver_flowcontrol_rejected_requests_total{")
                .contains("reason=\"queue-full\"")
                .contains("apiserver_flowcontrol_current_inqueue_requests{")
                .contains("apiserver_flowcontrol_request_wait_duration_seconds_count{");
    }

    @Test
    void aMandatoryObjectComesBackAndASchemaWithoutItsLevelSaysSo() {
        admin.post(
                        SCHEMAS,
                        "{metadata: {name: lost}, spec: {priorityLevelConfiguration: {name: nowhere}, rules: ["
                                + "{subjects: [{kind: User, user: {name: x}}], nonResourceRules: ["
                                + "{verbs: ['*'], nonResourceURLs: ['*']}]}]}}")
                .expect(201);
        eventually(() -> admin.get(SCHEMAS + "/lost")
                .json()
                .at("/status/conditions/0/reason")
                .asString("")
                .equals("NotFound"));
        admin.delete(SCHEMAS + "/lost").expect(200);

        admin.delete(LEVELS + "/catch-all").expect(200);
        eventually(() -> admin.get(LEVELS + "/catch-all").status() == 200);
    }

    private static void eventually(BooleanSupplier condition) {
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("the condition did not come true").isBefore(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
