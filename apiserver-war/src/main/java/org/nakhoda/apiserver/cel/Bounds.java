package org.nakhoda.apiserver.cel;

/** The least and the most that a size or a cost can be. What would overflow stays at the greatest number. */
record Bounds(long min, long max) {
    static final Bounds NONE = new Bounds(0, 0);
    static final Bounds ONE = new Bounds(1, 1);
    static final Bounds UNKNOWN = new Bounds(0, Long.MAX_VALUE);

    static Bounds exactly(long number) {
        return new Bounds(number, number);
    }

    static Bounds upTo(long number) {
        return new Bounds(0, number);
    }

    Bounds plus(Bounds other) {
        return new Bounds(sum(min, other.min), sum(max, other.max));
    }

    Bounds times(Bounds other) {
        return new Bounds(product(min, other.min), product(max, other.max));
    }

    /** Rounded up. */
    Bounds times(double factor) {
        return new Bounds(scaled(min, factor), scaled(max, factor));
    }

    /** What lies within this or the other. */
    Bounds or(Bounds other) {
        return new Bounds(Math.min(min, other.min), Math.max(max, other.max));
    }

    static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    static long product(long a, long b) {
        return b != 0 && a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
    }

    private static long scaled(long number, double factor) {
        double product = Math.ceil(number * factor);
        return product >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) product;
    }
}
