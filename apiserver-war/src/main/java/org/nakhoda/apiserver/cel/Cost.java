package org.nakhoda.apiserver.cel;

/**
 * What the expressions of one request may cost together, in the units of {@link CallCharges}: one is some 50 ns of work. A
 * single evaluation may cost {@link #PER_EXPRESSION}, all of one object {@link #PER_OBJECT}. Of one thread.
 */
final class Cost {
    static final long PER_EXPRESSION = 1_000_000;
    static final long PER_OBJECT = 10_000_000;

    private long spent;

    /** @return false if that was too much; nothing more can be evaluated then */
    boolean spend(long cost) {
        spent = Math.addExact(spent, cost);
        return !exhausted();
    }

    /** Whether nothing more can be evaluated. */
    boolean exhausted() {
        return spent > PER_OBJECT;
    }

    /** What was spent so far. */
    long spent() {
        return spent;
    }
}
