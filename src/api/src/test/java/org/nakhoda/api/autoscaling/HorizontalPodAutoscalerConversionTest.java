package org.nakhoda.api.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.api.catalogue.Story.json;

import org.junit.jupiter.api.Test;
import org.nakhoda.api.catalogue.Story;
import tools.jackson.databind.node.ObjectNode;

class HorizontalPodAutoscalerConversionTest {
    private static final HorizontalPodAutoscalerConversion CONVERSION = new HorizontalPodAutoscalerConversion();
    private static final ObjectNode STORED = json("""
            {'apiVersion': 'autoscaling/v2', 'kind': 'HorizontalPodAutoscaler',
             'metadata': {'name': 'a', 'annotations': {'mine': 'x'}},
             'spec': {'minReplicas': 1, 'maxReplicas': 3, 'scaleTargetRef': {'kind': 'Deployment', 'name': 'd'},
               'metrics': [
                 {'type': 'Resource', 'resource': {'name': 'cpu', 'target': {'type': 'Utilization', 'averageUtilization': 50}}},
                 {'type': 'Resource', 'resource': {'name': 'memory', 'target': {'type': 'AverageValue', 'averageValue': '1Gi'}}},
                 {'type': 'External', 'external': {'metric': {'name': 'q', 'selector': {'matchLabels': {'a': 'b'}}},
                   'target': {'type': 'Value', 'value': '30'}}},
                 {'type': 'Object', 'object': {'describedObject': {'kind': 'Service', 'name': 's'},
                   'metric': {'name': 'hits'}, 'target': {'type': 'Value', 'value': '5'}}}],
               'behavior': {'scaleDown': {'stabilizationWindowSeconds': 9}}},
             'status': {'currentReplicas': 2, 'desiredReplicas': 2,
               'conditions': [{'type': 'AbleToScale', 'status': 'True'}],
               'currentMetrics': [
                 {'type': 'Resource', 'resource': {'name': 'cpu', 'current': {'averageUtilization': 42, 'averageValue': '10m'}}},
                 {'type': 'Pods', 'pods': {'metric': {'name': 'p'}, 'current': {'averageValue': '7'}}}]}}
            """);

    @Test
    void theShareOfCpuTimeIsAFieldAndTheRestAreAnnotations() {
        // when
        ObjectNode first = CONVERSION.fromStorage(STORED);

        // then
        assertThat(first.at("/spec/targetCPUUtilizationPercentage").asInt()).isEqualTo(50);
        assertThat(first.at("/status/currentCPUUtilizationPercentage").asInt()).isEqualTo(42);
        assertThat(first.path("spec").has("metrics")).isFalse();
        assertThat(first.path("spec").has("behavior")).isFalse();
        assertThat(json(first.path("metadata")
                                .path("annotations")
                                .path("autoscaling.alpha.kubernetes.io/behavior")
                                .asString())
                        .toString())
                .isEqualTo("{\"scaleDown\":{\"stabilizationWindowSeconds\":9}}");
        assertThat(first.path("metadata")
                        .path("annotations")
                        .path("autoscaling.alpha.kubernetes.io/metrics")
                        .asString())
                .contains("\"targetAverageValue\":\"1Gi\"")
                .contains("\"metricName\":\"q\",\"metricSelector\"")
                .contains("\"target\":{\"kind\":\"Service\"");
    }

    @Test
    void versionOneSaysHowManyThereAreEvenIfThereAreNone() {
        // given
        ObjectNode stored = json("{'apiVersion': 'autoscaling/v2', 'spec': {}, 'status': {'desiredReplicas': 0}}");

        // when
        ObjectNode first = CONVERSION.fromStorage(stored);

        // then
        assertThat(first.path("status").toString()).isEqualTo("{\"desiredReplicas\":0,\"currentReplicas\":0}");
        assertThat(CONVERSION.toStorage(first)).isEqualTo(stored);
    }

    @Test
    void theSpecificationComesBackAsItWas() {
        // when
        ObjectNode back = CONVERSION.toStorage(CONVERSION.fromStorage(STORED));

        // then
        assertThat(back.path("spec")).isEqualTo(STORED.path("spec"));
        assertThat(back.path("metadata")).isEqualTo(STORED.path("metadata"));
        assertThat(back.path("status").path("conditions"))
                .isEqualTo(STORED.path("status").path("conditions"));
    }

    @Test
    void anAnnotationThatIsNoMetricIsPassedOver() {
        // given
        ObjectNode first = CONVERSION.fromStorage(STORED);
        ((ObjectNode) first.path("metadata").path("annotations"))
                .put("autoscaling.alpha.kubernetes.io/metrics", "[{'type': 5}]".replace('\'', '"'))
                .put("autoscaling.alpha.kubernetes.io/behavior", "no json");

        // when
        ObjectNode back = CONVERSION.toStorage(first);

        // then
        assertThat(back.at("/spec/metrics").size()).isEqualTo(1);
        assertThat(back.path("spec").has("behavior")).isFalse();
    }

    @Test
    void targetsAreShownTwoAtMost() {
        Story autoscalers = Story.of("autoscaling", "v2", "HorizontalPodAutoscaler");
        assertThat(autoscalers.cell("Targets", STORED)).isEqualTo("cpu: 42%/50%, memory: <unknown>/1Gi + 2 more...");
        assertThat(Story.of("autoscaling", "v1", "HorizontalPodAutoscaler")
                        .cell("Reference", CONVERSION.fromStorage(STORED)))
                .isEqualTo("Deployment/d");
    }
}
