package org.nakhoda.api.validation;

import java.util.Set;

/** The words of CEL that are no identifiers, by its language definition. */
public final class ReservedWords {
    public static final Set<String> ALL = Set.of(
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

    private ReservedWords() {}
}
