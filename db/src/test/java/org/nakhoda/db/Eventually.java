package org.nakhoda.db;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.nakhoda.db.store.StoreException;

/** Tries until it holds; the test's own time limit ends it. */
public final class Eventually {
    private Eventually() {}

    /** A {@link StoreException} counts as "not yet". */
    public static void holds(Callable<Boolean> condition) throws Exception {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                if (condition.call()) {
                    return;
                }
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof StoreException)) {
                    throw e;
                }
            }
            LockSupport.parkNanos(5_000_000);
        }
        throw new InterruptedException();
    }

    /** What has to be so in the end. */
    public interface Expectation {
        void require() throws Exception;
    }

    /** As {@link #holds}; what was amiss last is said if the time is over. */
    public static void is(Expectation expected) throws Exception {
        while (true) {
            try {
                expected.require();
                return;
            } catch (AssertionError e) {
                LockSupport.parkNanos(5_000_000);
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
    }
}
