package org.nakhoda.node.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nakhoda.node.runtime.RuntimeContainer;

class RestartBackoffTest {
    private final RestartBackoff backoff = new RestartBackoff();

    private static RuntimeContainer endedAt(Instant end) {
        return new RuntimeContainer(
                "id",
                "c",
                0,
                "box",
                RuntimeContainer.State.EXITED,
                end.minusSeconds(1),
                Optional.empty(),
                Optional.of(end),
                1,
                "",
                "",
                "",
                "",
                "",
                Optional.empty(),
                Map.of());
    }

    @Test
    void theFirstRestartIsAtOnceAndEachFurtherOneTwiceAsLate() {
        Instant end = Instant.parse("2026-01-01T00:00:00Z");
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            RuntimeContainer ended = endedAt(end);
            Instant restart = backoff.restartAt("pod", ended);
            waits.add(Duration.between(end, restart).toSeconds());
            backoff.restarted("pod", ended, restart);
            end = restart.plusSeconds(1);
        }

        assertThat(waits).containsExactly(0L, 10L, 20L, 40L, 80L, 160L, 300L, 300L);
    }

    @Test
    void aContainerThatRanForLongStartsAnew() {
        Instant end = Instant.parse("2026-01-01T00:00:00Z");
        backoff.restarted("pod", endedAt(end), end);
        backoff.restarted("pod", endedAt(end.plusSeconds(30)), end.plusSeconds(30));
        Instant muchLater = end.plus(Duration.ofMinutes(11));

        assertThat(backoff.restartAt("pod", endedAt(muchLater))).isEqualTo(muchLater);
    }
}
