package org.nakhoda.it.masters.load;

import java.util.concurrent.atomic.AtomicLong;

/** How far the writers are. */
final class Progress {
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong last = new AtomicLong(System.nanoTime());

    void acknowledged(long at) {
        acknowledged.incrementAndGet();
        last.accumulateAndGet(at, Math::max);
    }

    /** The number of acknowledged writes and the nanoTime of the last one. */
    String line() {
        return acknowledged.get() + " " + last.get();
    }
}
