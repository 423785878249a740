package org.nakhoda.apiserver.cel;

import java.util.Optional;
import java.util.regex.Pattern;
import org.nakhoda.api.validation.ReservedWords;

/** How expressions name fields whose names are no identifiers: {@code a-b} is {@code a__dash__b}. */
final class Identifiers {
    private static final Pattern NAMEABLE = Pattern.compile("[a-zA-Z_./-][a-zA-Z0-9_./-]*");

    private Identifiers() {}

    /** Empty if no expression can name the field. */
    static Optional<String> escaped(String field) {
        if (ReservedWords.ALL.contains(field)) {
            return Optional.of("__" + field + "__");
        }
        if (!NAMEABLE.matcher(field).matches()) {
            return Optional.empty();
        }
        return Optional.of(field.replace("__", "__underscores__")
                .replace(".", "__dot__")
                .replace("-", "__dash__")
                .replace("/", "__slash__"));
    }
}
