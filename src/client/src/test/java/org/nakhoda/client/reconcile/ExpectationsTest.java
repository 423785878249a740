package org.nakhoda.client.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExpectationsTest {
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private final Expectations<String> expectations = new Expectations<>(() -> now);

    @Test
    void aControllerWaitsUntilItsCreationsHaveBeenSeen() {
        expectations.expectCreations("rs", 2);
        assertThat(expectations.satisfied("rs")).isFalse();
        expectations.creationObserved("rs");
        assertThat(expectations.satisfied("rs")).isFalse();
        expectations.creationObserved("rs");
        assertThat(expectations.satisfied("rs")).isTrue();
    }

    @Test
    void onlyTheExpectedDeletionsCount() {
        expectations.expectDeletions("rs", Set.of("u1", "u2"));
        expectations.deletionObserved("rs", "u1");
        expectations.deletionObserved("rs", "u1");
        expectations.deletionObserved("rs", "another");
        assertThat(expectations.satisfied("rs")).isFalse();
        expectations.deletionObserved("rs", "u2");
        assertThat(expectations.satisfied("rs")).isTrue();
    }

    @Test
    void whatIsNotExpectedHoldsNobody() {
        expectations.creationObserved("rs");
        assertThat(expectations.satisfied("rs")).isTrue();
    }

    @Test
    void anExpectationThatIsNeverMetExpires() {
        expectations.expectCreations("rs", 1);
        now = now.plus(Duration.ofMinutes(5)).plusSeconds(1);
        assertThat(expectations.satisfied("rs")).isTrue();
    }
}
