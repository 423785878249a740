package org.nakhoda.api.selector;

import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.selector.LabelSelector.Operator;
import org.nakhoda.api.selector.LabelSelector.Requirement;

/** Reads the text form of a label selector. Used once. */
final class LabelSelectorParser {
    private static final String SPECIAL = "=!(),<>";

    private final List<String> tokens;
    private int next;

    LabelSelectorParser(String text) {
        this.tokens = tokens(text);
    }

    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            int end = at + 1;
            if (Character.isWhitespace(c)) {
                at = end;
                continue;
            }
            if (c == '=' || c == '!') {
                end += end < text.length() && text.charAt(end) == '=' ? 1 : 0;
            } else if (!isSpecial(c)) {
                while (end < text.length()
                        && !isSpecial(text.charAt(end))
                        && !Character.isWhitespace(text.charAt(end))) {
                    end++;
                }
            }
            tokens.add(text.substring(at, end));
            at = end;
        }
        return tokens;
    }

    private static boolean isSpecial(char c) {
        return SPECIAL.indexOf(c) >= 0;
    }

    List<Requirement> parse() {
        List<Requirement> requirements = new ArrayList<>();
        if (tokens.isEmpty()) {
            return requirements;
        }
        while (true) {
            requirements.add(requirement());
            if (next == tokens.size()) {
                return requirements;
            }
            if (!take(",")) {
                throw expected("',' or 'end of string'");
            }
            if (next == tokens.size()) {
                throw expected("identifier after ','");
            }
        }
    }

    private Requirement requirement() {
        if (take("!")) {
            return LabelSelector.requirement(word("identifier"), Operator.DOES_NOT_EXIST, List.of());
        }
        String key = word("!, identifier, or 'end of string'");
        if (next == tokens.size() || tokens.get(next).equals(",")) {
            return LabelSelector.requirement(key, Operator.EXISTS, List.of());
        }
        String operator = tokens.get(next++);
        return switch (operator) {
            case "=", "==" -> LabelSelector.requirement(key, Operator.EQUALS, List.of(valueOrEmpty()));
            case "!=" -> LabelSelector.requirement(key, Operator.NOT_EQUALS, List.of(valueOrEmpty()));
            case ">" -> LabelSelector.requirement(key, Operator.GREATER_THAN, List.of(word("identifier")));
            case "<" -> LabelSelector.requirement(key, Operator.LESS_THAN, List.of(word("identifier")));
            case "in" -> LabelSelector.requirement(key, Operator.IN, values());
            case "notin" -> LabelSelector.requirement(key, Operator.NOT_IN, values());
            default -> {
                next--;
                throw expected("in, notin, =, ==, !=, >, <");
            }
        };
    }

    private String valueOrEmpty() {
        return next == tokens.size() || tokens.get(next).equals(",") ? "" : word("identifier");
    }

    private List<String> values() {
        if (!take("(")) {
            throw expected("'('");
        }
        List<String> values = new ArrayList<>();
        if (take(")")) {
            return values;
        }
        while (true) {
            boolean empty = next < tokens.size()
                    && (tokens.get(next).equals(",") || tokens.get(next).equals(")"));
            values.add(empty ? "" : word("',', ')' or identifier"));
            if (take(")")) {
                return values;
            }
            if (!take(",")) {
                throw expected("',' or ')'");
            }
        }
    }

    private boolean take(String token) {
        boolean there = next < tokens.size() && tokens.get(next).equals(token);
        if (there) {
            next++;
        }
        return there;
    }

    private String word(String what) {
        if (next == tokens.size() || isSpecial(tokens.get(next).charAt(0))) {
            throw expected(what);
        }
        return tokens.get(next++);
    }

    private InvalidSelectorException expected(String what) {
        String found = next == tokens.size() ? "" : tokens.get(next);
        return new InvalidSelectorException("found '" + found + "', expected: " + what);
    }
}
