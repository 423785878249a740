package org.nakhoda.api.meta;

/**
 * A point in the cluster's history: strictly increasing over all writes of the whole cluster, given in commit order.
 * It is an object's {@code metadata.resourceVersion} and a list's; clients treat it as opaque.
 */
public record Revision(long value) implements Comparable<Revision> {
    /** Before the first write. As a read's {@code resourceVersion=0} it means "any state will do". */
    public static final Revision NONE = new Revision(0);

    public Revision {
        if (value < 0) {
            throw new IllegalArgumentException("a revision is not negative: " + value);
        }
    }

    /**
     * @throws NumberFormatException if {@code text} is not a decimal 64-bit number, or negative
     */
    public static Revision parse(String text) {
        long value = Long.parseLong(text);
        if (value < 0) {
            throw new NumberFormatException("negative: " + text);
        }
        return new Revision(value);
    }

    public Revision next() {
        return new Revision(value + 1);
    }

    public boolean isAfter(Revision other) {
        return value > other.value;
    }

    @Override
    public int compareTo(Revision other) {
        return Long.compare(value, other.value);
    }

    /** The decimal digits, as they stand in {@code resourceVersion}. */
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
