package org.nakhoda.db.masters;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The leader's right to answer reads from its memory without asking: a majority has heard of it so lately that nobody else
 * can have opened a store since. Who votes for another leader confirms nothing any more to the one before, so that all leases
 * have ended {@link #OVER} after an election; before that nobody who is newly elected takes writes, unless the leader before is known to have ended.
 * One for each time of leading: a transfer does not wait.
 */
final class Lease {
    private static final long VALID = Duration.ofMillis(200).toNanos();

    /** After an election, by the clock of who was elected: longer than a lease by what clocks may differ in speed. */
    static final Duration OVER = Duration.ofMillis(220);

    private static final long RENEW = Duration.ofMillis(80).toNanos();
    private static final Duration PATIENCE = Duration.ofMillis(1500);

    private final LongSupplier clock;
    private final Rounds<Long> rounds;

    /** When the majority was asked that confirmed last, by the clock; far in the past if none did. */
    private volatile long confirmed;

    private volatile boolean renewing;

    /**
     * @param majority see {@link Consensus#confirmLeading}
     * @param clock in nanoseconds, never going back, also going on while the process is stopped
     */
    Lease(Supplier<CompletableFuture<Void>> majority, LongSupplier clock) {
        this.clock = clock;
        this.confirmed = clock.getAsLong() - VALID;
        this.rounds = new Rounds<>(() -> {
            long asked = clock.getAsLong();
            return majority.get().thenApply(confirmation -> asked);
        });
    }

    /**
     * Returns once it is certain that this member led at some moment after the call began.
     *
     * @return false if that could not be found out in time
     */
    boolean require() throws InterruptedException {
        long age = clock.getAsLong() - confirmed;
        if (age < VALID) {
            if (age > RENEW && !renewing) {
                renewing = true;
                round().whenComplete((done, failure) -> renewing = false);
            }
            return true;
        }
        try {
            round().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private CompletableFuture<Void> round() {
        return rounds.join().thenAccept(asked -> {
            if (asked - confirmed > 0) {
                confirmed = asked;
            }
        });
    }
}
