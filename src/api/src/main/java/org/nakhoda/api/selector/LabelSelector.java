package org.nakhoda.api.selector;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Chooses objects by their labels: every requirement must hold. Comes from text ({@code app=web,tier in (a,b),!canary})
 * or from a {@code metav1.LabelSelector} object. Immutable.
 */
public final class LabelSelector {
    private static final LabelSelector EVERYTHING = new LabelSelector(List.of(), false);
    private static final LabelSelector NOTHING = new LabelSelector(List.of(), true);

    private final List<Requirement> requirements;
    private final boolean nothing;

    private LabelSelector(List<Requirement> requirements, boolean nothing) {
        this.requirements = requirements;
        this.nothing = nothing;
    }

    /** How a requirement compares. */
    public enum Operator {
        EQUALS("="),
        NOT_EQUALS("!="),
        IN("in"),
        NOT_IN("notin"),
        EXISTS("exists"),
        DOES_NOT_EXIST("!"),
        GREATER_THAN("gt"),
        LESS_THAN("lt");

        private final String text;

        Operator(String text) {
            this.text = text;
        }
    }

    /**
     * One condition on one label.
     *
     * @param values one for equality and comparison, at least one for sets, none for existence
     */
    public record Requirement(String key, Operator operator, SortedSet<String> values) {
        /**
         * @throws InvalidSelectorException if key, values or their number do not fit
         */
        public Requirement {
            values = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(values));
            LabelSyntax.faultOfKey(key).ifPresent(fault -> {
                throw new InvalidSelectorException("key: Invalid value: \"" + key + "\": " + fault);
            });
            checkCount(operator, values.size());
            for (String value : values) {
                LabelSyntax.faultOfValue(value).ifPresent(fault -> {
                    throw new InvalidSelectorException(
                            "values[" + key + "]: Invalid value: \"" + value + "\": " + fault);
                });
            }
            if (operator == Operator.GREATER_THAN || operator == Operator.LESS_THAN) {
                number(values.first());
            }
        }

        private static void checkCount(Operator operator, int count) {
            switch (operator) {
                case IN, NOT_IN -> {
                    if (count == 0) {
                        throw new InvalidSelectorException(
                                "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty");
                    }
                }
                case EXISTS, DOES_NOT_EXIST -> {
                    if (count != 0) {
                        throw new InvalidSelectorException(
                                "values: Invalid value: values set must be empty for exists" + " and does not exist");
                    }
                }
                default -> {
                    if (count != 1) {
                        throw new InvalidSelectorException(
                                "values: Invalid value: exactly one value is required for '" + operator.text + "'");
                    }
                }
            }
        }

        private static long number(String value) {
            try {
                return Long.parseLong(value);
            } catch (NumberFormatException e) {
                throw new InvalidSelectorException("values[0]: Invalid value: \"" + value
                        + "\": for 'Gt', 'Lt' operators, the value must be an integer");
            }
        }

        boolean matches(String actual) {
            return switch (operator) {
                case EQUALS, IN -> actual != null && values.contains(actual);
                case NOT_EQUALS, NOT_IN -> actual == null || !values.contains(actual);
                case EXISTS -> actual != null;
                case DOES_NOT_EXIST -> actual == null;
                case GREATER_THAN -> compares(actual, 1);
                case LESS_THAN -> compares(actual, -1);
            };
        }

        private boolean compares(String actual, int wanted) {
            if (actual == null) {
                return false;
            }
            try {
                return Long.compare(Long.parseLong(actual), number(values.first())) == wanted;
            } catch (NumberFormatException e) {
                return false;
            }
        }

        @Override
        public String toString() {
            return switch (operator) {
                case EXISTS -> key;
                case DOES_NOT_EXIST -> "!" + key;
                case EQUALS, NOT_EQUALS -> key + operator.text + values.first();
                case IN, NOT_IN -> key + " " + operator.text + " (" + String.join(",", values) + ")";
                case GREATER_THAN -> key + ">" + values.first();
                case LESS_THAN -> key + "<" + values.first();
            };
        }
    }

    public static LabelSelector everything() {
        return EVERYTHING;
    }

    public static LabelSelector nothing() {
        return NOTHING;
    }

    public static LabelSelector of(List<Requirement> requirements) {
        return requirements.isEmpty()
                ? EVERYTHING
                : new LabelSelector(
                        requirements.stream()
                                .sorted(Comparator.comparing(Requirement::key))
                                .toList(),
                        false);
    }

    /** Every given label with the given value: a Service's or a ReplicationController's selector. */
    public static LabelSelector ofLabels(Map<String, String> labels) {
        return of(labels.entrySet().stream()
                .map(e -> requirement(e.getKey(), Operator.EQUALS, List.of(e.getValue())))
                .toList());
    }

    /**
     * @param text as in the query parameter {@code labelSelector}; empty selects everything
     * @throws InvalidSelectorException saying what was found and what was expected
     */
    public static LabelSelector parse(String text) {
        return of(new LabelSelectorParser(text).parse());
    }

    /**
     * @param object a {@code metav1.LabelSelector}; empty selects everything, null or absent selects nothing
     * @throws InvalidSelectorException if a field has the wrong type or a requirement is not valid
     */
    public static LabelSelector fromObject(JsonNode object) {
        if (object == null || object.isNull() || object.isMissingNode()) {
            return NOTHING;
        }
        List<Requirement> requirements = new ArrayList<>();
        for (Map.Entry<String, JsonNode> label : object.path("matchLabels").properties()) {
            requirements.add(requirement(
                    label.getKey(), Operator.EQUALS, List.of(text(label.getValue(), "matchLabels." + label.getKey()))));
        }
        for (JsonNode expression : object.path("matchExpressions")) {
            List<String> values = new ArrayList<>();
            for (JsonNode value : expression.path("values")) {
                values.add(text(value, "matchExpressions.values"));
            }
            requirements.add(requirement(
                    text(expression.path("key"), "matchExpressions.key"),
                    operator(text(expression.path("operator"), "matchExpressions.operator")),
                    values));
        }
        return of(requirements);
    }

    private static Operator operator(String text) {
        return switch (text) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
            default -> throw new InvalidSelectorException("\"" + text + "\" is not a valid label selector operator");
        };
    }

    private static String text(JsonNode node, String field) {
        if (!node.isString()) {
            throw new InvalidSelectorException(field + ": Invalid value: " + node + ": must be a string");
        }
        return node.stringValue();
    }

    static Requirement requirement(String key, Operator operator, List<String> values) {
        return new Requirement(key, operator, new TreeSet<>(values));
    }

    public List<Requirement> requirements() {
        return requirements;
    }

    public boolean isEverything() {
        return !nothing && requirements.isEmpty();
    }

    public boolean isNothing() {
        return nothing;
    }

    public boolean matches(Map<String, String> labels) {
        if (nothing) {
            return false;
        }
        for (Requirement requirement : requirements) {
            if (!requirement.matches(labels.get(requirement.key()))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LabelSelector s && nothing == s.nothing && requirements.equals(s.requirements);
    }

    @Override
    public int hashCode() {
        return requirements.hashCode() + (nothing ? 1 : 0);
    }

    /** The canonical text, which {@link #parse} reads; requirements are in the order of their keys. Nothing has no text of its own. */
    @Override
    public String toString() {
        return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
    }
}
