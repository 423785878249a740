package org.nakhoda.it.masters.load;

import java.time.Duration;

/** Bounds how often something is done. What was missed is not made up for. */
final class Pace {
    private final long interval;
    private long next = System.nanoTime();

    Pace(int perSecond) {
        interval = Duration.ofSeconds(1).toNanos() / perSecond;
    }

    void await() throws InterruptedException {
        long now = System.nanoTime();
        if (next > now) {
            Thread.sleep(Duration.ofNanos(next - now).toMillis(), (int) ((next - now) % 1_000_000));
        }
        next = Math.max(next + interval, now);
    }
}
