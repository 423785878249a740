package org.nakhoda.controllers.replicaset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.controllers.pod.Some.NOON;
import static org.nakhoda.controllers.pod.Some.readyPod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplicaStatusTest {
    private final ReplicaSet set = new ReplicaSetBuilder()
            .withNewMetadata()
            .withName("web")
            .endMetadata()
            .withNewSpec()
            .withNewTemplate()
            .endTemplate()
            .endSpec()
            .build();

    private ReplicaSetStatus status(ReplicaSet before, Optional<ReplicaFailure> failure, Instant now) {
        return ReplicaStatus.of(before, List.of(), 0, failure, now);
    }

    @Test
    void aFailureThatGoesOnChangesNothingSoThatItsStatusDoesNotBringAboutTheNextAttempt() {
        ReplicaSetStatus first =
                status(set, Optional.of(new ReplicaFailure("FailedCreate", "pods \"web-abcde\" is forbidden")), NOON);
        set.setStatus(first);

        ReplicaSetStatus second = status(
                set,
                Optional.of(new ReplicaFailure("FailedCreate", "pods \"web-fghij\" is forbidden")),
                NOON.plusSeconds(7));

        assertThat(first.getConditions())
                .extracting(ReplicaSetCondition::getMessage)
                .containsExactly("pods \"web-abcde\" is forbidden");
        assertThat(second).isEqualTo(first);
    }

    @Test
    void aFailureIsAConditionUntilItIsOver() {
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

    @Test
    void aPodCountsAsAvailableOnlyAfterItsTime() {
        ReplicaSet slow = new ReplicaSetBuilder()
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

        var status = ReplicaStatus.of(slow, active, 0, Optional.empty(), NOON);

        assertThat(status.getReadyReplicas()).isEqualTo(2);
        assertThat(status.getAvailableReplicas()).isEqualTo(1);
        assertThat(status.getObservedGeneration()).isEqualTo(3);
        assertThat(ReplicaStatus.nextAvailability(slow, active, NOON)).contains(NOON.plusSeconds(20));
    }
}
