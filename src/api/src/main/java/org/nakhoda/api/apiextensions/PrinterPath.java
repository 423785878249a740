package org.nakhoda.api.apiextensions;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The JSONPath of a printer column, a selectable field or a scale path: {@code .spec.list[0].name}, {@code
 * .metadata.annotations.example\.com/x}, {@code .status.conditions[?(@.type=="Ready")].status}, {@code .spec.list[*].name}.
 */
public final class PrinterPath {
    /** The value itself. */
    static final PrinterPath SELF = new PrinterPath(List.of());

    private final List<Step> steps;

    private PrinterPath(List<Step> steps) {
        this.steps = steps;
    }

    /** One step from a value to those below it. */
    private sealed interface Step {
        record Field(String name) implements Step {}

        record Index(int position) implements Step {}

        record Every() implements Step {}

        /** The value itself and everything below it. */
        record Descend() implements Step {}

        /** @param end null for the end of the list */
        record Slice(int begin, Integer end, int stride) implements Step {}

        record Union(List<Step> parts) implements Step {}

        record Where(PrinterFilter filter) implements Step {}
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
        } else if (step instanceof Step.Descend) {
            next.add(node);
            node.forEach(child -> take(step, child, next));
        } else if (step instanceof Step.Slice slice) {
            slice(slice, node, next);
        } else if (step instanceof Step.Union union) {
            union.parts().forEach(part -> take(part, node, next));
        } else if (step instanceof Step.Where where) {
            for (JsonNode element : node) {
                if (where.filter().holds(element)) {
                    next.add(element);
                }
            }
        }
    }

    private static void slice(Step.Slice slice, JsonNode node, List<JsonNode> next) {
        if (node.isArray()) {
            int end = slice.end() == null ? node.size() : Math.min(position(slice.end(), node), node.size());
            for (int i = Math.max(0, position(slice.begin(), node)); i < end; i += slice.stride()) {
                next.add(node.get(i));
            }
        }
    }

    /** Below zero, positions count from the end. */
    private static int position(int stated, JsonNode list) {
        return stated < 0 ? list.size() + stated : stated;
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
                    if (at < text.length() && text.charAt(at) == '.') {
                        at++;
                        steps.add(new Step.Descend());
                    }
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
                return new Step.Where(PrinterFilter.parse(inner.substring(2, inner.length() - 1)));
            }
            List<Step> parts = new ArrayList<>();
            for (String part : commaSeparated(inner)) {
                parts.add(part(part.strip()));
            }
            return parts.size() == 1 ? parts.get(0) : new Step.Union(List.copyOf(parts));
        }

        /** Commas in quotes separate nothing. */
        private static List<String> commaSeparated(String inner) {
            List<String> parts = new ArrayList<>();
            char quote = 0;
            int begin = 0;
            for (int i = 0; i < inner.length(); i++) {
                char c = inner.charAt(i);
                if (quote != 0) {
                    quote = c == quote ? 0 : quote;
                } else if (c == '"' || c == '\'') {
                    quote = c;
                } else if (c == ',') {
                    parts.add(inner.substring(begin, i));
                    begin = i + 1;
                }
            }
            parts.add(inner.substring(begin));
            return parts;
        }

        private Step part(String part) {
            if (PrinterFilter.quoted(part)) {
                return new Step.Field(part.substring(1, part.length() - 1));
            }
            try {
                String[] bounds = part.split(":", -1);
                if (bounds.length == 1) {
                    return new Step.Index(Integer.parseInt(part));
                }
                int stride = bounds.length > 2 && !bounds[2].isBlank() ? Integer.parseInt(bounds[2].strip()) : 1;
                if (bounds.length > 3 || stride <= 0) {
                    throw fault();
                }
                return new Step.Slice(
                        bounds[0].isBlank() ? 0 : Integer.parseInt(bounds[0].strip()),
                        bounds[1].isBlank() ? null : Integer.valueOf(bounds[1].strip()),
                        stride);
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

        private IllegalArgumentException fault() {
            return new IllegalArgumentException("cannot be read as a json path at position " + at);
        }
    }
}
