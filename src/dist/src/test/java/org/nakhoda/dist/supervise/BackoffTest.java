package org.nakhoda.dist.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(1));

    @Test
    void theFirstRestartComesWithinASecond() {
        assertThat(backoff.delay(0)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void everyEndThatFollowsSoonDoublesTheWaitUpToItsBound() {
        assertThat(IntStream.range(0, 9).mapToObj(backoff::delay).map(Duration::toMillis))
                .containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L, 30_000L);
    }

    @Test
    void aGoodRunMakesTheWaitShortAgain() {
        assertThat(backoff.attemptsAfter(7, Duration.ofMinutes(1))).isZero();
        assertThat(backoff.attemptsAfter(7, Duration.ofSeconds(59))).isEqualTo(8);
    }

    @Test
    void aThingThatNeverStartsIsTriedForEver() {
        int attempts = 0;
        for (int i = 0; i < 1_000; i++) {
            assertThat(backoff.delay(attempts)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(30));
            attempts = backoff.attemptsAfter(attempts, Duration.ZERO);
        }
        assertThat(backoff.delay(attempts)).isEqualTo(Duration.ofSeconds(30));
    }
}
