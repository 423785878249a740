package org.nakhoda.apiserver.cel;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** How expressions name fields whose names are no identifiers: {@code a-b} is {@code a__dash__b}. */
final class Identifiers {
    private static final Pattern NAMEABLE = Pattern.compile("[a-zA-Z_./-][a-zA-Z0-9_./-]*");
    private static final Set<String> RESERVED = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");

    private Identifiers() {}

    /** Empty if no expression can name the field. */
    static Optional<String> escaped(String field) {
        if (RESERVED.contains(field)) {
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
