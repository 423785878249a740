package org.nakhoda.it.cluster;

import java.time.Duration;
import java.util.function.Supplier;

/** Waits for what a cluster brings about in its own time. The bound is generous: it ends a hopeless wait and judges no speed. */
public final class Eventually {
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final long PAUSE_MILLIS = 250;

    private Eventually() {}

    /** Repeats {@code assertion} until it holds; at the end its own failure is thrown. */
    public static void eventually(Runnable assertion) {
        eventually(() -> {
            assertion.run();
            return null;
        });
    }

    /** @return what {@code assertion} returned when it held */
    public static <T> T eventually(Supplier<T> assertion) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            try {
                return assertion.get();
            } catch (AssertionError | RuntimeException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
