package org.nakhoda.apiserver.cel;

import java.math.BigInteger;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version as Semantic Versioning 2.0 orders it: numbers first, then what comes before a release; builds do not count. */
record SemanticVersion(long major, long minor, long patch, List<String> preRelease)
        implements Comparable<SemanticVersion> {
    private static final String NUMBER = "(0|[1-9][0-9]{0,17})";
    private static final String LABELS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
    private static final Pattern STRICT = Pattern.compile(
            NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(?:-(" + LABELS + "))?(?:\\+(" + LABELS + "))?");
    private static final Pattern LOOSE =
            Pattern.compile("v?0*([0-9]{1,18})(?:\\.0*([0-9]{1,18}))?(?:\\.0*([0-9]{1,18}))?(?:-(" + LABELS
                    + "))?(?:\\+(" + LABELS + "))?");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    /**
     * @param normalize whether to forgive a leading v, missing parts and leading zeros
     * @throws IllegalArgumentException if it is none
     */
    static SemanticVersion parse(String text, boolean normalize) {
        Matcher parts = (normalize ? LOOSE : STRICT).matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no semantic version");
        }
        List<String> labels =
                parts.group(4) == null ? List.of() : List.of(parts.group(4).split("\\."));
        for (String label : labels) {
            if (label.length() > 1
                    && label.charAt(0) == '0'
                    && DIGITS.matcher(label).matches()) {
                throw new IllegalArgumentException(
                        "\"" + text + "\" is no semantic version: a number begins with zero");
            }
        }
        return new SemanticVersion(number(parts.group(1)), number(parts.group(2)), number(parts.group(3)), labels);
    }

    private static long number(String text) {
        return text == null ? 0 : Long.parseLong(text);
    }

    @Override
    public int compareTo(SemanticVersion other) {
        int order = Long.compare(major, other.major);
        order = order != 0 ? order : Long.compare(minor, other.minor);
        order = order != 0 ? order : Long.compare(patch, other.patch);
        if (order != 0 || preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return order != 0 ? order : Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
        }
        for (int i = 0; i < Math.min(preRelease.size(), other.preRelease.size()); i++) {
            int label = compare(preRelease.get(i), other.preRelease.get(i));
            if (label != 0) {
                return label;
            }
        }
        return Integer.compare(preRelease.size(), other.preRelease.size());
    }

    private static int compare(String label, String other) {
        boolean number = DIGITS.matcher(label).matches();
        boolean otherNumber = DIGITS.matcher(other).matches();
        if (number && otherNumber) {
            return new BigInteger(label).compareTo(new BigInteger(other));
        }
        return number == otherNumber ? label.compareTo(other) : number ? -1 : 1;
    }
}
