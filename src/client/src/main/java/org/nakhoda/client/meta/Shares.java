package org.nakhoda.client.meta;

import io.fabric8.kubernetes.api.model.IntOrString;

/** Values that are a number or a percentage of one, such as {@code maxSurge}. */
public final class Shares {
    /** Which way a fraction of a percentage goes. */
    public enum Rounding {
        UP,
        DOWN
    }

    private Shares() {}

    /**
     * @param value null stands for {@code unset}
     * @throws IllegalArgumentException if it is neither a number nor a percentage
     */
    public static int of(IntOrString value, int total, Rounding rounding, int unset) {
        if (value == null) {
            return unset;
        }
        if (value.getIntVal() != null) {
            return value.getIntVal();
        }
        String text = value.getStrVal();
        if (text == null || !text.endsWith("%")) {
            throw new IllegalArgumentException("\"" + text + "\" is neither a number nor a percentage such as 25%");
        }
        long scaled = Long.parseLong(text.substring(0, text.length() - 1)) * total;
        return (int) (rounding == Rounding.UP ? -Math.floorDiv(-scaled, 100) : Math.floorDiv(scaled, 100));
    }
}
