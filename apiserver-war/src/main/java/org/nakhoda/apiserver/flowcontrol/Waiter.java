package org.nakhoda.apiserver.flowcontrol;

import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.nakhoda.apiserver.request.FlowControl.Permit;

/** One request that waits for a seat. */
final class Waiter {
    private final CountDownLatch given = new CountDownLatch(1);
    private final String flow;
    private final Instant arrived;
    private volatile Permit permit;

    /** @param flow its schema's name, and after a slash what distinguishes it within */
    Waiter(String flow, Instant arrived) {
        this.flow = flow;
        this.arrived = arrived;
    }

    String flow() {
        return flow;
    }

    Instant arrived() {
        return arrived;
    }

    void give(Permit seat) {
        permit = seat;
        given.countDown();
    }

    /** @return whether it was given a seat in time */
    boolean await(long millis) throws InterruptedException {
        return given.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Null if there is none yet. */
    Permit permit() {
        return permit;
    }
}
