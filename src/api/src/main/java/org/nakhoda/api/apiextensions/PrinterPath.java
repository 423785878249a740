package org.nakhoda.api.apiextensions;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The JSONPath of a printer column, a selectable field or a scale path: {@code .spec.list[0].name}, {@code
 * .metadata.annotations.example\.com/x}, {@code .status.conditions[?(@.type=="Ready")].status}, {@code .spec.list[*].name}.
 */
public final class PrinterPath {
    private final List<Step> steps;

    private PrinterPath(List<Step> steps) {
        this.steps = steps;
    }

    /** One step from a value to those below it. */
    private sealed interface Step {
        record Field(String name) implements Step {}

        record Index(int position) implements Step {}

        record Every() implements Step {}

        record Where(PrinterPath path, String value, boolean equal) implements Step {}
    }

    /** @throws IllegalArgumentException saying what cannot be read */
    public static PrinterPath parse(String text) {
        return new Parser(text).path();
    }

    /** The values in the order of the object; empty if there are none. */
    public List<JsonNode> all(JsonNode root) {
        List<JsonNode> current = List.of(root);
        for (Step step : steps) {
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode node : current) {
                take(step, node, next);
            }
            current = next;
        }
        return current;
    }

    /** The first value, or null. */
    public JsonNode first(JsonNode root) {
        List<JsonNode> found = all(root);
        return found.isEmpty() || found.get(0).isNull() ? null : found.get(0);
    }

    private static void take(Step step, JsonNode node, List<JsonNode> next) {
        if (step instanceof Step.Field field) {
            if (node.has(field.name())) {
                next.add(node.get(field.name()));
            }
        } else if (step instanceof Step.Index index) {
            int position = index.position() < 0 ? node.size() + index.position() : index.position();
            if (node.isArray() && node.has(position)) {
                next.add(node.get(position));
            }
        } else if (step instanceof Step.Every) {
            node.forEach(next::add);
        } else if (step instanceof Step.Where where) {
            for (JsonNode element : node) {
                JsonNode value = where.path().first(element);
                if ((value != null && value.asString("").equals(where.value())) == where.equal()) {
                    next.add(element);
                }
            }
        }
    }

    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        PrinterPath path() {
            if (text.isEmpty() || text.charAt(0) != '.' && text.charAt(0) != '[') {
                throw new IllegalArgumentException("must be a json path that begins with a dot");
            }
            List<Step> steps = new ArrayList<>();
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '.') {
                    at++;
                    String name = name();
                    if (name.equals("*")) {
                        steps.add(new Step.Every());
                    } else if (!name.isEmpty()) {
                        steps.add(new Step.Field(name));
                    } else if (at < text.length() && text.charAt(at) != '[') {
                        throw fault();
                    }
                } else if (c == '[') {
                    steps.add(bracket());
                } else {
                    throw fault();
                }
            }
            return new PrinterPath(List.copyOf(steps));
        }

        private String name() {
            StringBuilder name = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '.' && text.charAt(at) != '[') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                name.append(text.charAt(at++));
            }
            return name.toString();
        }

        private Step bracket() {
            int end = closing();
            String inner = text.substring(at + 1, end).strip();
            at = end + 1;
            if (inner.equals("*")) {
                return new Step.Every();
            }
            if (inner.startsWith("?(") && inner.endsWith(")")) {
                return where(inner.substring(2, inner.length() - 1));
            }
            if (quoted(inner)) {
                return new Step.Field(inner.substring(1, inner.length() - 1));
            }
            try {
                return new Step.Index(Integer.parseInt(inner));
            } catch (NumberFormatException e) {
                throw fault();
            }
        }

        private int closing() {
            char quote = 0;
            for (int i = at + 1; i < text.length(); i++) {
                char c = text.charAt(i);
                if (quote != 0) {
                    quote = c == quote ? 0 : quote;
                } else if (c == '"' || c == '\'') {
                    quote = c;
                } else if (c == ']') {
                    return i;
                }
            }
            throw fault();
        }

        private Step where(String condition) {
            int operator = condition.indexOf("==");
            boolean equal = operator >= 0;
            if (!equal) {
                operator = condition.indexOf("!=");
            }
            if (operator < 0 || !condition.startsWith("@")) {
                throw fault();
            }
            String value = condition.substring(operator + 2).strip();
            return new Step.Where(
                    parse(condition.substring(1, operator).strip()),
                    quoted(value) ? value.substring(1, value.length() - 1) : value,
                    equal);
        }

        private static boolean quoted(String value) {
            return value.length() >= 2
                    && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                    && value.charAt(value.length() - 1) == value.charAt(0);
        }

        private IllegalArgumentException fault() {
            return new IllegalArgumentException("cannot be read as a json path at position " + at);
        }
    }
}
