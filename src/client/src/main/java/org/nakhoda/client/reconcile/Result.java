package org.nakhoda.client.reconcile;

import java.time.Duration;
import java.util.Optional;

/**
 * How a successful reconciliation ended.
 *
 * @param again when to look again though nothing may have changed; empty if only a change can make work
 */
public record Result(Optional<Duration> again) {
    private static final Result DONE = new Result(Optional.empty());

    public static Result done() {
        return DONE;
    }

    public static Result after(Duration delay) {
        return new Result(Optional.of(delay));
    }

    /** The one that looks again sooner. */
    public Result orSooner(Result other) {
        if (again.isEmpty()) {
            return other;
        }
        return other.again.isEmpty() || again.get().compareTo(other.again.get()) <= 0 ? this : other;
    }
}
