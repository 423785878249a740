package org.nakhoda.api.selector;

import java.util.Optional;
import java.util.regex.Pattern;

/** What may stand in labels: qualified names as keys, short texts as values. */
public final class LabelSyntax {
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
    private static final Pattern PREFIX =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final int LONGEST_NAME = 63;
    private static final int LONGEST_PREFIX = 253;

    private LabelSyntax() {}

    /** What is wrong with a key such as {@code app.kubernetes.io/name}; empty if nothing is. */
    public static Optional<String> faultOfKey(String key) {
        int slash = key.indexOf('/');
        String name = key;
        if (slash >= 0) {
            String prefix = key.substring(0, slash);
            name = key.substring(slash + 1);
            if (prefix.isEmpty()) {
                return Optional.of("prefix part must be non-empty");
            }
            if (prefix.length() > LONGEST_PREFIX) {
                return Optional.of("prefix part must be no more than " + LONGEST_PREFIX + " bytes");
            }
            if (!PREFIX.matcher(prefix).matches()) {
                return Optional.of("prefix part must be a DNS subdomain of lower case letters, digits, '-' and '.'");
            }
        }
        if (name.isEmpty()) {
            return Optional.of("name part must be non-empty");
        }
        if (name.length() > LONGEST_NAME) {
            return Optional.of("name part must be no more than " + LONGEST_NAME + " bytes");
        }
        return NAME.matcher(name).matches() ? Optional.empty() : Optional.of("name part " + ALPHABET);
    }

    /** What is wrong with a value; empty if nothing is. */
    public static Optional<String> faultOfValue(String value) {
        if (value.length() > LONGEST_NAME) {
            return Optional.of("must be no more than " + LONGEST_NAME + " bytes");
        }
        return value.isEmpty() || NAME.matcher(value).matches()
                ? Optional.empty()
                : Optional.of("a valid label must be an empty string or " + ALPHABET);
    }

    private static final String ALPHABET =
            "must consist of letters, digits, '-', '_' or '.', and must start and end with a letter or digit";
}
