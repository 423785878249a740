package org.nakhoda.controllers.replicaset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.controllers.pod.Some.NOON;

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
    void aSuccessEndsTheFailure() {
        set.setStatus(status(set, Optional.of(new ReplicaFailure("FailedCreate", "no")), NOON));

        assertThat(status(set, Optional.empty(), NOON).getConditions()).isEmpty();
    }
}
