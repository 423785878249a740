package org.nakhoda.apiserver.cel;

import dev.cel.common.values.CelByteString;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What a call costs once its arguments are known: the language's own table, and Kubernetes' for its functions. Texts are
 * counted by tenths of their length, regular expressions by quarters of theirs, the rest by one.
 */
final class CallCharges {
    static final double PER_CHARACTER = 0.1;
    static final double PER_PATTERN_CHARACTER = 0.25;

    private CallCharges() {}

    /** What one kind of call costs. */
    @FunctionalInterface
    interface Charge {
        /** @param arguments a member's target first; null where an argument has no value */
        long of(Object[] arguments, Object result);
    }

    private static final Charge ONE = (a, result) -> 1;
    private static final Charge FIRST = (a, result) -> traversal(size(a[0]));
    private static final Charge FIRST_TWICE = (a, result) -> traversal(2 * size(a[0]));
    private static final Charge SECOND = (a, result) -> traversal(size(a[1]));
    private static final Charge SHORTER = (a, result) -> traversal(Math.min(size(a[0]), size(a[1])));
    private static final Charge BOTH = (a, result) -> traversal(size(a[0]) + size(a[1]));
    private static final Charge ELEMENTS = (a, result) -> walk(a[0]);
    private static final Charge PATTERN = (a, result) -> pattern(size(a[0]), size(a[1]));

    /**
     * @param overload empty if it is only known when the call is made
     */
    static Charge of(String function, String overload) {
        return switch (function) {
            case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" -> ELEMENTS;
            case "url", "lowerAscii", "upperAscii", "substring", "trim", "jsonpatch.escapeKey" -> FIRST;
            case "quantity", "isQuantity", "semver", "isSemver", "cidr", "isIP", "isCIDR" -> FIRST;
            case "replace", "split", "ip.isCanonical" -> FIRST_TWICE;
            case "join" -> (a, result) -> traversal(2 * size(result));
            case "find", "findAll" -> PATTERN;
            case "ip" -> (a, result) -> a[0] instanceof CidrValue ? 1 : traversal(size(a[0]));
            case "containsIP" -> (a, result) -> traversal(2 * size(a[0])) + parsed(a[1]);
            case "containsCIDR" -> (a, result) -> traversal(2 * size(a[0])) + traversal(size(a[0])) + 1 + parsed(a[1]);
            case "validate" ->
                (a, result) -> a[0] instanceof NamedFormat format ? pattern(size(a[1]), format.patternLength()) : 1;
            case "fieldSelector", "labelSelector" -> (a, result) -> selector(size(a[1]));
            case "check" -> (a, result) -> AUTHORIZATION;
            case "sets.contains", "sets.intersects" -> (a, result) -> 1 + size(a[0]) * size(a[1]);
            case "sets.equivalent" -> (a, result) -> 1 + 2 * size(a[0]) * size(a[1]);
            case "slice", "flatten", "lists.range" -> (a, result) -> MADE + size(result);
            case "reverse" -> (a, result) -> result instanceof String ? FIRST.of(a, result) : MADE + size(result);
            case "sort", "distinct", SortBy.SORT -> (a, result) -> MADE + size(a[0]) * size(a[0]);
            case "_==_" -> (a, result) -> ofFixedSize(a[0]) ? 1 : SHORTER.of(a, result);
            default -> ofOverload(overload);
        };
    }

    /** A call that makes a list. */
    static final long MADE = 1 + CostPlan.LIST;

    /** Asking an authorizer costs so much that an expression can do it twice. */
    static final long AUTHORIZATION = 350_000;

    private static Charge ofOverload(String overload) {
        return switch (overload) {
            case "starts_with_string", "ends_with_string" -> SECOND;
            case "string_to_bytes", "bytes_to_string", "strings_quote", "string_format" -> FIRST;
            case "in_list" -> (a, result) -> size(a[1]);
            case "less_string", "greater_string", "less_equals_string", "greater_equals_string" -> SHORTER;
            case "less_bytes", "greater_bytes", "less_equals_bytes", "greater_equals_bytes" -> SHORTER;
            case "equals", "not_equals" -> SHORTER;
            case "add_string", "add_bytes" -> BOTH;
            case "matches", "matches_string" -> PATTERN;
            case "contains_string" -> (a, result) -> traversal(size(a[0])) * traversal(size(a[1]));
            default -> ONE;
        };
    }

    private static boolean ofFixedSize(Object value) {
        return OpaqueTypes.holds(value);
    }

    private static long parsed(Object other) {
        return other instanceof String text ? traversal(size(text)) : 0;
    }

    static long traversal(long size) {
        return (long) Math.ceil(size * PER_CHARACTER);
    }

    /** Also an empty text costs its pattern's compilation. */
    private static long pattern(long text, long pattern) {
        return traversal(text + 1) * (long) Math.ceil(pattern * PER_PATTERN_CHARACTER);
    }

    /** A selector of n characters has at most n/2 requirements, each of which is a list and a structure. */
    private static long selector(long length) {
        return 10 + traversal(length) + (long) Math.ceil(Math.ceil(length * 0.5) * 50);
    }

    /** Of texts in characters, of collections in elements; one for all else. */
    static long size(Object value) {
        if (value instanceof String text) {
            return text.codePointCount(0, text.length());
        }
        if (value instanceof Collection<?> list) {
            return list.size();
        }
        if (value instanceof Map<?, ?> map) {
            return map.size();
        }
        if (value instanceof CelByteString bytes) {
            return bytes.size();
        }
        if (value instanceof IpValue ip) {
            return ip.bytes().length;
        }
        return value instanceof CidrValue cidr ? (cidr.prefix() + 7) / 8 : 1;
    }

    private static long walk(Object value) {
        if (value instanceof List<?> list) {
            long cost = 0;
            for (Object element : list) {
                cost += walk(element);
            }
            return cost;
        }
        if (value instanceof Map<?, ?> map) {
            long cost = 0;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                cost += walk(entry.getKey()) + walk(entry.getValue());
            }
            return cost;
        }
        boolean text = value instanceof String || value instanceof CelByteString;
        return text ? (long) (size(value) * PER_CHARACTER) : 1;
    }
}
