package org.nakhoda.bench;

import java.util.Arrays;
import java.util.Locale;

/** Durations, of which the shape counts: the median, the hundredth that takes longest, and the longest. */
final class Delays {
    private long[] nanos = new long[1024];
    private int count;

    synchronized void add(long duration) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = duration;
    }

    synchronized int count() {
        return count;
    }

    /** "median / p99 / longest" in milliseconds. */
    @Override
    public synchronized String toString() {
        if (count == 0) {
            return "none";
        }
        Arrays.sort(nanos, 0, count);
        return String.format(
                Locale.ROOT,
                "%.1f / %.1f / %.1f ms",
                millis(count / 2),
                millis((int) (count * 0.99)),
                millis(count - 1));
    }

    private double millis(int index) {
        return nanos[Math.min(index, count - 1)] / 1e6;
    }
}
