package org.nakhoda.apiserver.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import java.util.List;

/**
 * What Kubernetes' functions, and those that it takes from the language's extensions, cost at most, and how large their
 * results get: the bounds that belong to {@link CallCharges}.
 */
final class CallEstimates {
    private static final int PATTERN_LENGTH = 128;
    private static final Bounds ADDRESS = new Bounds(4, 16);

    private CallEstimates() {}

    /**
     * An argument, or the target of a member.
     *
     * @param size how large its value is
     * @param elements how large a list's elements are; null if it is none
     */
    record Argument(CelExpr expression, CelType type, Bounds size, Bounds elements) {}

    /** @param result null if the result's size is not known, or is that of its type */
    record Estimate(Bounds cost, Bounds result) {
        static Estimate of(Bounds cost) {
            return new Estimate(cost, null);
        }
    }

    /** @return null for what the language's own table knows */
    static Estimate of(String function, Argument target, List<Argument> arguments) {
        return switch (function) {
            case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" -> target == null ? null : search(target);
            case "url", "jsonpatch.escapeKey" -> sameSize(arguments.get(0));
            case "lowerAscii", "upperAscii", "substring", "trim" -> target == null ? null : sameSize(target);
            case "replace" -> target == null ? null : replace(target.size(), arguments);
            case "split" -> target == null ? null : split(target.size(), arguments);
            case "join" -> target == null ? null : join(target, arguments);
            case "find", "findAll" ->
                target == null ? null : find(target.size(), arguments.get(0).size());
            case "validate" ->
                Estimate.of(
                        characters(arguments.get(0).size()).times(PATTERN_LENGTH * CallCharges.PER_PATTERN_CHARACTER));
            case "containsIP" -> Estimate.of(characters(ADDRESS.plus(ADDRESS)).plus(parsed(arguments.get(0))));
            case "containsCIDR" ->
                Estimate.of(characters(ADDRESS.plus(ADDRESS))
                        .plus(characters(ADDRESS))
                        .plus(Bounds.ONE)
                        .plus(parsed(arguments.get(0))));
            case "fieldSelector", "labelSelector" ->
                Estimate.of(selector(arguments.get(0).size()));
            case "sets.contains", "sets.intersects" ->
                Estimate.of(pairs(arguments).plus(Bounds.ONE));
            case "sets.equivalent" -> Estimate.of(pairs(arguments).times(2.0).plus(Bounds.ONE));
            case "slice", "flatten" ->
                target == null
                        ? null
                        : made(target.size(), Bounds.upTo(target.size().max()));
            case "reverse" -> target == null ? null : reversed(target);
            case "sort", "distinct", SortBy.SORT ->
                target == null
                        ? null
                        : made(
                                target.size().times(target.size()),
                                Bounds.upTo(target.size().max()));
            case "lists.range" -> made(range(arguments.get(0)), range(arguments.get(0)));
            case "check" -> Estimate.of(Bounds.exactly(CallCharges.AUTHORIZATION));
            case "_==_" -> opaque(arguments) ? Estimate.of(Bounds.ONE) : null;
            case "format" -> target == null ? null : Estimate.of(characters(target.size()));
            default -> null;
        };
    }

    private static Bounds pairs(List<Argument> lists) {
        return lists.get(0).size().times(lists.get(1).size());
    }

    private static Estimate made(Bounds steps, Bounds size) {
        return new Estimate(steps.plus(Bounds.exactly(CallCharges.MADE)), size);
    }

    private static Estimate reversed(Argument target) {
        return target.type().kind() == CelKind.LIST ? made(target.size(), target.size()) : sameSize(target);
    }

    private static Bounds range(Argument count) {
        boolean constant = count.expression().getKind() == Kind.CONSTANT;
        return constant
                ? Bounds.exactly(Math.max(0, count.expression().constant().int64Value()))
                : Bounds.UNKNOWN;
    }

    static Bounds characters(Bounds size) {
        return size.times(CallCharges.PER_CHARACTER);
    }

    private static Estimate sameSize(Argument text) {
        return new Estimate(characters(text.size()), text.size());
    }

    private static Estimate search(Argument target) {
        if (target.type().kind() != CelKind.LIST) {
            return Estimate.of(characters(target.size()));
        }
        CelKind element = target.type().parameters().get(0).kind();
        boolean text = element == CelKind.STRING || element == CelKind.BYTES;
        Bounds each = text ? Bounds.ONE.plus(characters(target.elements())) : Bounds.ONE;
        return Estimate.of(target.size().times(each));
    }

    /** Each occurrence grows or shrinks; an empty one stands before and after every character. */
    private static Estimate replace(Bounds text, List<Argument> arguments) {
        Bounds old = arguments.get(0).size();
        Bounds with = arguments.get(1).size();
        long most;
        long kept = 0;
        if (old.min() == 0) {
            most = Bounds.sum(text.max(), 1);
            kept = text.max();
        } else if (with.max() <= old.min()) {
            most = 0;
            kept = text.max();
        } else {
            most = (long) Math.ceil((double) text.max() / old.min());
        }
        long least;
        long left = 0;
        if (old.max() == 0) {
            least = Bounds.sum(text.min(), 1);
            left = text.min();
        } else if (old.max() <= with.min()) {
            least = 0;
            left = text.min();
        } else {
            least = (long) Math.ceil((double) text.min() / old.max());
        }
        Bounds result = new Bounds(least, most).times(with).plus(new Bounds(left, kept));
        return new Estimate(text.times(2 * CallCharges.PER_CHARACTER), result);
    }

    private static Estimate split(Bounds text, List<Argument> arguments) {
        long most = text.max();
        if (arguments.size() > 1) {
            CelExpr limit = arguments.get(1).expression();
            if (limit.getKind() == Kind.CONSTANT) {
                most = limit.constant().int64Value();
            }
        }
        return new Estimate(text.times(2 * CallCharges.PER_CHARACTER), Bounds.upTo(most < 0 ? Long.MAX_VALUE : most));
    }

    private static Estimate join(Argument target, List<Argument> arguments) {
        Bounds list = target.size();
        Bounds size = target.elements() == null ? Bounds.NONE : list.times(target.elements());
        if (!arguments.isEmpty()) {
            Bounds separators = new Bounds(Math.max(0, list.min() - 1), Math.max(0, list.max() - 1));
            size = size.plus(arguments.get(0).size().times(separators));
        }
        return new Estimate(characters(size), size);
    }

    private static Estimate find(Bounds text, Bounds pattern) {
        Bounds cost = characters(text.plus(Bounds.ONE)).times(pattern.times(CallCharges.PER_PATTERN_CHARACTER));
        return new Estimate(cost, Bounds.upTo(text.max()));
    }

    private static Bounds parsed(Argument other) {
        return other.type().kind() == CelKind.STRING ? characters(other.size()) : Bounds.NONE;
    }

    private static Bounds selector(Bounds length) {
        return Bounds.exactly(CostPlan.LIST)
                .plus(characters(length))
                .plus(length.times(0.5).times((double) (CostPlan.LIST + CostPlan.STRUCT)));
    }

    private static boolean opaque(List<Argument> arguments) {
        return OpaqueTypes.knows(arguments.get(0).type())
                && arguments.get(0).type().equals(arguments.get(1).type());
    }
}
