package org.nakhoda.controllers.job;

import java.util.BitSet;
import java.util.StringJoiner;

/** A set of completion indexes, written as {@code 1,3-5,7}. Immutable. */
final class IndexSet {
    private final BitSet bits;

    private IndexSet(BitSet bits) {
        this.bits = bits;
    }

    /** Parts of the text that are not indexes below {@code limit} are left out. */
    static IndexSet parse(String text, int limit) {
        BitSet bits = new BitSet();
        if (text != null && !text.isEmpty()) {
            for (String part : text.split(",", -1)) {
                String[] ends = part.split("-", 2);
                try {
                    int first = Integer.parseInt(ends[0]);
                    int last = ends.length == 2 ? Integer.parseInt(ends[1]) : first;
                    if (first >= 0 && first <= last) {
                        bits.set(Math.min(first, limit), Math.min(last + 1, limit));
                    }
                } catch (NumberFormatException e) {
                    // somebody else has written it; what can be read counts
                }
            }
        }
        return new IndexSet(bits);
    }

    boolean contains(int index) {
        return bits.get(index);
    }

    IndexSet with(int index) {
        BitSet more = (BitSet) bits.clone();
        more.set(index);
        return new IndexSet(more);
    }

    int size() {
        return bits.cardinality();
    }

    /** Two neighbours are written one by one, more as a range: as Kubernetes does. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(",");
        for (int first = bits.nextSetBit(0); first >= 0; ) {
            int end = bits.nextClearBit(first);
            if (end - first == 1) {
                text.add(Integer.toString(first));
            } else if (end - first == 2) {
                text.add(Integer.toString(first)).add(Integer.toString(first + 1));
            } else {
                text.add(first + "-" + (end - 1));
            }
            first = bits.nextSetBit(end);
        }
        return text.toString();
    }
}
