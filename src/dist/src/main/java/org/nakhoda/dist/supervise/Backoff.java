package org.nakhoda.dist.supervise;

import java.time.Duration;

/**
 * How long to wait before a component is started again. It doubles with every end that follows soon, and begins anew after
 * a run that was long enough to be called one.
 */
record Backoff(Duration first, Duration most, Duration goodRun) {
    static final Backoff DEFAULT = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofSeconds(30));

    /** @param attempts how many ends followed soon upon each other before this start */
    Duration delay(int attempts) {
        if (attempts >= Integer.SIZE - 1 || first.multipliedBy(1L << attempts).compareTo(most) > 0) {
            return most;
        }
        return first.multipliedBy(1L << attempts);
    }

    /** The number of attempts to remember after a run of this length. */
    int attemptsAfter(int attempts, Duration ran) {
        return ran.compareTo(goodRun) >= 0 ? 0 : Math.min(attempts + 1, Integer.SIZE);
    }
}
