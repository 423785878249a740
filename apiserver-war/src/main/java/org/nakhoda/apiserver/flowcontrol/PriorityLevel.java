package org.nakhoda.apiserver.flowcontrol;

import java.util.concurrent.atomic.AtomicInteger;
import org.nakhoda.apiserver.request.FlowControl.Permit;

/**
 * The seats of one priority level. A level has its nominal seats; a part of them it lends to levels that have none left, as
 * long as nobody of its own waits. What is lent comes back when the request on it ends, never earlier.
 *
 * <p>Its counters are atomic, and the way of a request that finds a seat takes no lock.
 */
final class PriorityLevel {
    private final String name;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger lent = new AtomicInteger();
    private final AtomicInteger borrowed = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final FairQueue queue = new FairQueue();
    private final Permit ownSeat;
    private volatile Limits limits = new Limits(false, 0, 0, 0, 0, 0, 0);

    /** @param mostBorrowed of other levels */
    record Limits(
            boolean exempt,
            int nominal,
            int lendable,
            int mostBorrowed,
            int queues,
            int handSize,
            int queueLengthLimit) {

        /** @param nominal the level's seats */
        static Limits of(LevelSpec spec, int nominal) {
            return new Limits(
                    spec.exempt(),
                    nominal,
                    Math.round(nominal * spec.lendablePercent() / 100f),
                    spec.borrowingLimitPercent() < 0
                            ? Integer.MAX_VALUE
                            : Math.round(nominal * spec.borrowingLimitPercent() / 100f),
                    spec.queues(),
                    spec.handSize(),
                    spec.queueLengthLimit());
        }
    }

    /** @param released told after each request of this level's own seats */
    PriorityLevel(String name, Released released) {
        this.name = name;
        this.ownSeat = () -> {
            taken.decrementAndGet();
            released.released(this);
        };
    }

    /** Told that one of a level's seats is free. */
    interface Released {
        void released(PriorityLevel level);
    }

    String name() {
        return name;
    }

    void configure(Limits given) {
        limits = given;
    }

    Limits limits() {
        return limits;
    }

    /** Requests that wait; guarded by the lock of {@link Seats}. */
    FairQueue queue() {
        return queue;
    }

    AtomicInteger waiting() {
        return waiting;
    }

    /** A seat of this level's own, or null. */
    Permit takeOwn() {
        return below(taken, limits.nominal) ? ownSeat : null;
    }

    /** A seat of another level, or null. */
    Permit borrowFrom(PriorityLevel lender, Released released) {
        if (!below(borrowed, limits.mostBorrowed)) {
            return null;
        }
        if (!lender.lend()) {
            borrowed.decrementAndGet();
            return null;
        }
        return () -> {
            borrowed.decrementAndGet();
            lender.lent.decrementAndGet();
            lender.taken.decrementAndGet();
            released.released(lender);
        };
    }

    private boolean lend() {
        if (waiting.get() > 0 || !below(lent, limits.lendable)) {
            return false;
        }
        if (!below(taken, limits.nominal)) {
            lent.decrementAndGet();
            return false;
        }
        return true;
    }

    private static boolean below(AtomicInteger counter, int most) {
        while (true) {
            int now = counter.get();
            if (now >= most) {
                return false;
            }
            if (counter.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    /** Its own without those that others have, and with those that it has of others. */
    int seatsNow() {
        return limits.nominal - lent.get() + borrowed.get();
    }

    int seatsTaken() {
        return taken.get();
    }
}
