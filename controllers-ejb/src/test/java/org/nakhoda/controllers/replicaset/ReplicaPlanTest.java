package org.nakhoda.controllers.replicaset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.controllers.pod.Some.NOON;
import static org.nakhoda.controllers.pod.Some.pod;
import static org.nakhoda.controllers.pod.Some.readyPod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplicaPlanTest {
    private static List<Pod> pods(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> readyPod("p" + i, "n1", NOON.minusSeconds(100)))
                .toList();
    }

    @Test
    void missingPodsAreMadeInOneGoUpToTheBurst() {
        assertThat(ReplicaPlan.of(3, pods(1), List.of(), NOON).create()).isEqualTo(2);
        assertThat(ReplicaPlan.of(5000, pods(1), List.of(), NOON).create()).isEqualTo(ReplicaPlan.BURST);
    }

    @Test
    void aFullSetNeedsNothing() {
        assertThat(ReplicaPlan.of(2, pods(2), List.of(), NOON)).isEqualTo(new ReplicaPlan(0, List.of()));
    }

    @Test
    void surplusPodsGoInTheirOrder() {
        List<Pod> active = List.of(readyPod("ready", "n1", NOON.minusSeconds(100)), pod("unbound"));

        assertThat(ReplicaPlan.of(1, active, active, NOON).delete())
                .extracting(pod -> pod.getMetadata().getName())
                .containsExactly("unbound");
    }

    @Test
    void aPodCountsAsAvailableOnlyAfterItsTime() {
        ReplicaSet set = new ReplicaSetBuilder()
                .withNewMetadata()
                .withName("web")
                .withGeneration(3L)
                .endMetadata()
                .withNewSpec()
                .withMinReadySeconds(30)
                .withNewTemplate()
                .endTemplate()
                .endSpec()
                .build();
        List<Pod> active =
                List.of(readyPod("long", "n1", NOON.minusSeconds(30)), readyPod("short", "n1", NOON.minusSeconds(10)));

        var status = ReplicaStatus.of(set, active, 0, Optional.empty(), NOON);

        assertThat(status.getReadyReplicas()).isEqualTo(2);
        assertThat(status.getAvailableReplicas()).isEqualTo(1);
        assertThat(status.getObservedGeneration()).isEqualTo(3);
        assertThat(ReplicaStatus.nextAvailability(set, active, NOON)).contains(NOON.plusSeconds(20));
    }

    @Test
    void aFailureIsAConditionUntilItIsOver() {
        ReplicaSet set = new ReplicaSetBuilder()
                .withNewMetadata()
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withNewTemplate()
                .endTemplate()
                .endSpec()
                .build();
        var failed = ReplicaStatus.of(
                set, List.of(), 0, Optional.of(new ReplicaFailure("FailedCreate", "quota exceeded")), NOON);
        assertThat(failed.getConditions()).singleElement().satisfies(condition -> {
            assertThat(condition.getType()).isEqualTo("ReplicaFailure");
            assertThat(condition.getReason()).isEqualTo("FailedCreate");
        });

        set.setStatus(failed);
        assertThat(ReplicaStatus.of(set, List.of(), 0, Optional.empty(), NOON).getConditions())
                .isEmpty();
    }
}
