package org.nakhoda.controllers.replicaset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.controllers.pod.Some.NOON;
import static org.nakhoda.controllers.pod.Some.pod;
import static org.nakhoda.controllers.pod.Some.readyPod;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
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
}
