package org.nakhoda.controllers.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.controllers.pod.Some.NOON;
import static org.nakhoda.controllers.pod.Some.pod;
import static org.nakhoda.controllers.pod.Some.readyPod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeletionRankTest {
    private static List<String> order(Map<String, Long> readyOnNode, Pod... pods) {
        return Stream.of(pods)
                .sorted(DeletionRank.firstToGo(readyOnNode, NOON))
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    @Test
    void podsThatServeNobodyGoFirst() {
        Pod ready = readyPod("ready", "n1", NOON.minusSeconds(60));
        Pod unbound = pod("unbound");
        Pod pending = new PodBuilder(pod("pending"))
                .editSpec()
                .withNodeName("n1")
                .endSpec()
                .build();
        Pod notReady = Some.inPhase(
                new PodBuilder(pending)
                        .editMetadata()
                        .withName("not-ready")
                        .endMetadata()
                        .build(),
                "Running");

        assertThat(order(Map.of(), ready, notReady, pending, unbound))
                .containsExactly("unbound", "pending", "not-ready", "ready");
    }

    @Test
    void theCostAnnotationDecidesAmongReadyPods() {
        Pod dear = new PodBuilder(readyPod("dear", "n1", NOON.minusSeconds(10)))
                .editMetadata()
                .addToAnnotations(DeletionRank.COST, "100")
                .endMetadata()
                .build();
        Pod ordinary = readyPod("ordinary", "n1", NOON.minusSeconds(9000));

        assertThat(order(Map.of(), dear, ordinary)).containsExactly("ordinary", "dear");
    }

    @Test
    void crowdedNodesAreRelievedFirst() {
        Pod alone = readyPod("alone", "quiet", NOON.minusSeconds(60));
        Pod crowded = readyPod("crowded", "busy", NOON.minusSeconds(60));

        assertThat(order(Map.of("quiet", 1L, "busy", 3L), alone, crowded)).containsExactly("crowded", "alone");
    }

    @Test
    void theYoungestOfEqualsGoesFirst() {
        Pod old = readyPod("old", "n1", NOON.minusSeconds(5000));
        Pod young = readyPod("young", "n1", NOON.minusSeconds(5));

        assertThat(order(Map.of(), old, young)).containsExactly("young", "old");
    }
}
