package org.nakhoda.client.queue;

import java.time.Duration;

/** Delays that double with each failure: {@code base}, twice {@code base}, ... never above {@code most}. */
public record Backoff(Duration base, Duration most) {
    /** What Kubernetes' controllers use for each key: 5 ms to 1000 s. */
    public static final Backoff KUBERNETES = new Backoff(Duration.ofMillis(5), Duration.ofSeconds(1000));

    public Backoff {
        if (base.isNegative() || base.isZero() || most.compareTo(base) < 0) {
            throw new IllegalArgumentException("a back-off needs 0 < base <= most, not " + base + " and " + most);
        }
    }

    /** @param failures how often in a row it has failed before, from 0 */
    public Duration delay(int failures) {
        if (failures < 0) {
            throw new IllegalArgumentException("negative count of failures: " + failures);
        }
        long limit = most.toNanos();
        long delay = base.toNanos();
        for (int i = 0; i < failures && delay < limit; i++) {
            delay = delay > limit / 2 ? limit : delay * 2;
        }
        return Duration.ofNanos(Math.min(delay, limit));
    }
}
