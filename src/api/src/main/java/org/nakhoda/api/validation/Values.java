package org.nakhoda.api.validation;

import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Checks that many kinds share: ranges, enumerations, addresses, percentages. */
public final class Values {
    private static final Pattern PERCENT = Pattern.compile("[0-9]+%");

    private Values() {}

    /** Absent is good. */
    public static void notNegative(JsonNode parent, String field, FieldPath path, FieldErrors errors) {
        JsonNode value = parent.path(field);
        if (value.isIntegralNumber() && value.asLong() < 0) {
            errors.invalid(path.child(field), value, "must be greater than or equal to 0");
        }
    }

    /** Absent is good. */
    public static void positive(JsonNode parent, String field, FieldPath path, FieldErrors errors) {
        JsonNode value = parent.path(field);
        if (value.isIntegralNumber() && value.asLong() <= 0) {
            errors.invalid(path.child(field), value, "must be greater than 0");
        }
    }

    /** Absent is good. */
    public static void within(
            JsonNode parent, String field, long least, long most, FieldPath path, FieldErrors errors) {
        JsonNode value = parent.path(field);
        if (value.isIntegralNumber() && (value.asLong() < least || value.asLong() > most)) {
            errors.invalid(path.child(field), value, "must be between " + least + " and " + most + ", inclusive");
        }
    }

    /** Absent is good. */
    public static void oneOf(
            JsonNode parent, String field, List<String> supported, FieldPath path, FieldErrors errors) {
        JsonNode value = parent.path(field);
        if (value.isString() && !supported.contains(value.asString())) {
            errors.notSupported(path.child(field), value, supported);
        }
    }

    /** Absent or empty is a fault. */
    public static boolean required(JsonNode parent, String field, FieldPath path, FieldErrors errors) {
        JsonNode value = parent.path(field);
        boolean empty = value.isMissingNode()
                || value.isNull()
                || value.isString() && value.asString().isEmpty()
                || value.isArray() && value.isEmpty();
        if (empty) {
            errors.required(path.child(field), "");
        }
        return !empty;
    }

    public static void port(JsonNode value, FieldPath path, FieldErrors errors) {
        if (!value.isIntegralNumber() || value.asLong() < 1 || value.asLong() > 65535) {
            errors.invalid(path, value, "must be between 1 and 65535, inclusive");
        }
    }

    /** A port's number or name. */
    public static void portOrName(JsonNode value, FieldPath path, FieldErrors errors) {
        if (value.isString()) {
            String fault =
                    value.asString().isEmpty() ? "must be a port's name or number" : Names.portName(value.asString());
            if (fault != null) {
                errors.invalid(path, value, fault);
            }
        } else {
            port(value, path, errors);
        }
    }

    /** A number that is not negative, or a percentage; absent is good. */
    public static void countOrPercent(JsonNode value, FieldPath path, FieldErrors errors) {
        if (value.isString()) {
            if (!PERCENT.matcher(value.asString()).matches()) {
                errors.invalid(path, value, "must be a number or a percentage (e.g. '5' or '10%')");
            }
        } else if (value.isIntegralNumber() && value.asLong() < 0) {
            errors.invalid(path, value, "must be greater than or equal to 0");
        }
    }

    /** Whether a number or a percentage is zero. */
    public static boolean isZero(JsonNode countOrPercent) {
        return countOrPercent.isString()
                ? percent(countOrPercent) == 0
                : countOrPercent.isIntegralNumber() && countOrPercent.asLong() == 0;
    }

    /** The number before the percent sign; -1 if the value is no percentage. */
    public static long percent(JsonNode value) {
        String text = value.isString() ? value.asString() : "";
        if (!PERCENT.matcher(text).matches()) {
            return -1;
        }
        return text.length() > 10 ? Long.MAX_VALUE : Long.parseLong(text.substring(0, text.length() - 1));
    }

    /** A field that an update must not change. */
    public static void immutable(JsonNode parent, JsonNode old, String field, FieldPath path, FieldErrors errors) {
        JsonNode value = parent.path(field);
        if (!same(value, old.path(field))) {
            errors.invalid(path.child(field), value.isMissingNode() ? null : value, "field is immutable");
        }
    }

    /**
     * Whether two values mean the same: to Kubernetes an absent field, null, an empty list and an empty map are one, and
     * clients with typed models send empty ones for what they have not read. An empty object is taken for an empty map,
     * although it may stand for a choice: good enough to judge whether a client tried to change what must stay.
     */
    public static boolean same(JsonNode a, JsonNode b) {
        if (a.equals(b) || isNothing(a) && isNothing(b)) {
            return true;
        }
        if (a.isObject() && b.isObject()) {
            return a.properties().stream().allMatch(e -> same(e.getValue(), b.path(e.getKey())))
                    && b.properties().stream().allMatch(e -> a.has(e.getKey()) || isNothing(e.getValue()));
        }
        if (!a.isArray() || !b.isArray() || a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!same(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNothing(JsonNode node) {
        return node.isMissingNode() || node.isNull() || node.isContainer() && node.isEmpty();
    }
}
