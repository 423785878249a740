package org.nakhoda.api.apiextensions;

import java.math.BigDecimal;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The condition in a JSONPath: {@code @.type=="Ready"}, {@code @.count>3}, or that there is a value at all.
 *
 * @param operator empty if the value has only to be there
 * @param value what it is compared with, without quotes
 * @param text whether that stood in quotes: texts are no numbers
 */
record PrinterFilter(PrinterPath path, String operator, String value, boolean text) {
    /** Longer ones first, so that none is taken for the beginning of another. */
    private static final List<String> OPERATORS = List.of("==", "!=", "<=", ">=", "<", ">");

    /** @throws IllegalArgumentException saying what cannot be read */
    static PrinterFilter parse(String condition) {
        if (!condition.startsWith("@")) {
            throw new IllegalArgumentException("a condition must begin with @: " + condition);
        }
        for (int at = 1; at < condition.length(); at++) {
            for (String operator : OPERATORS) {
                if (condition.startsWith(operator, at)) {
                    String value = condition.substring(at + operator.length()).strip();
                    boolean text = quoted(value);
                    return new PrinterFilter(
                            of(condition.substring(1, at).strip()),
                            operator,
                            text ? value.substring(1, value.length() - 1) : value,
                            text);
                }
            }
        }
        return new PrinterFilter(of(condition.substring(1).strip()), "", "", false);
    }

    /** The element itself, or what is below it. */
    private static PrinterPath of(String path) {
        return path.isEmpty() ? PrinterPath.SELF : PrinterPath.parse(path);
    }

    static boolean quoted(String value) {
        return value.length() >= 2
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(value.length() - 1) == value.charAt(0);
    }

    boolean holds(JsonNode element) {
        JsonNode found = path.first(element);
        if (operator.isEmpty()) {
            return found != null;
        }
        if (found == null) {
            return operator.equals("!=");
        }
        Integer order = order(found);
        return switch (operator) {
            case "==" -> order != null && order == 0;
            case "!=" -> order == null || order != 0;
            case "<" -> order != null && order < 0;
            case "<=" -> order != null && order <= 0;
            case ">" -> order != null && order > 0;
            default -> order != null && order >= 0;
        };
    }

    /** Null if the two cannot be compared. */
    private Integer order(JsonNode found) {
        if (found.isNumber() && !text) {
            try {
                return found.decimalValue().compareTo(new BigDecimal(value));
            } catch (NumberFormatException e) {
                return null;
            }
        }
        return found.isContainer() ? null : Integer.valueOf(found.asString("").compareTo(value));
    }
}
