package org.nakhoda.api.selector;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Chooses objects by the values of a few fields: {@code metadata.name=web,status.phase!=Running}. Every term must hold;
 * a field that is absent reads as the empty text. A backslash in front of {@code , = \} makes it part of a value.
 */
public record FieldSelector(List<Term> terms) {
    private static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    /** One comparison; {@code equal} is false for {@code !=}. */
    public record Term(String field, boolean equal, String value) {
        @Override
        public String toString() {
            return field + (equal ? "=" : "!=") + escaped(value);
        }
    }

    public FieldSelector {
        terms = List.copyOf(terms);
    }

    public static FieldSelector everything() {
        return EVERYTHING;
    }

    /**
     * @throws InvalidSelectorException naming the term that cannot be understood
     */
    public static FieldSelector parse(String text) {
        List<Term> terms = new ArrayList<>();
        for (String part : split(text)) {
            if (!part.isEmpty()) {
                terms.add(term(text, part));
            }
        }
        return terms.isEmpty() ? EVERYTHING : new FieldSelector(terms);
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) == '\\') {
                at++;
            } else if (text.charAt(at) == ',') {
                parts.add(text.substring(start, at));
                start = at + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static Term term(String whole, String part) {
        for (int at = 0; at < part.length(); at++) {
            if (part.startsWith("!=", at)) {
                return new Term(part.substring(0, at), false, unescaped(part.substring(at + 2)));
            }
            if (part.charAt(at) == '=') {
                int value = part.startsWith("==", at) ? at + 2 : at + 1;
                return new Term(part.substring(0, at), true, unescaped(part.substring(value)));
            }
        }
        throw new InvalidSelectorException("invalid selector: '" + whole + "'; can't understand '" + part + "'");
    }

    private static String unescaped(String value) {
        StringBuilder text = new StringBuilder(value.length());
        for (int at = 0; at < value.length(); at++) {
            char c = value.charAt(at);
            if (c == '\\') {
                at++;
                if (at == value.length() || "\\,=".indexOf(value.charAt(at)) < 0) {
                    throw new InvalidSelectorException("invalid field selector: '" + value
                            + "' has a backslash that is not followed by a comma, an equals sign or a backslash");
                }
                c = value.charAt(at);
            } else if (c == '=') {
                throw new InvalidSelectorException(
                        "invalid field selector: '" + value + "' has an equals sign without a backslash");
            }
            text.append(c);
        }
        return text.toString();
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
    }

    public boolean isEverything() {
        return terms.isEmpty();
    }

    /**
     * @param reader a field's value by its path; null reads as ""
     */
    public boolean matches(UnaryOperator<String> reader) {
        for (Term term : terms) {
            String actual = reader.apply(term.field());
            if ((actual == null ? "" : actual).equals(term.value()) != term.equal()) {
                return false;
            }
        }
        return true;
    }

    /** The value that the field must have, if the selector asks for exactly one. */
    public Optional<String> required(String field) {
        return terms.stream()
                .filter(term -> term.equal() && term.field().equals(field))
                .map(Term::value)
                .findFirst();
    }

    /** The canonical text, which {@link #parse} reads. */
    @Override
    public String toString() {
        return terms.stream().map(Term::toString).collect(Collectors.joining(","));
    }
}
