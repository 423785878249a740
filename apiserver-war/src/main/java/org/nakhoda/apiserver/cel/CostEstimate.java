package org.nakhoda.apiserver.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelKind;
import java.util.ArrayList;
import java.util.List;

/**
 * The worst that a checked expression can cost, by the sizes that a schema allows: each step as {@link CostPlan} counts it, the
 * steps of a loop as often as its range has elements. What the schema says of a value is found by the path on which the
 * expression has reached it. Of one expression.
 */
final class CostEstimate {
    private final CelAbstractSyntaxTree tree;
    private final ValueSizes values;

    private CostEstimate(CelAbstractSyntaxTree tree, DeclaredSizes root) {
        this.tree = tree;
        this.values = new ValueSizes(tree, root);
    }

    /** @param root sizes of the value that is {@code self}, and {@code oldSelf}; null if nothing is known */
    static long most(CelAbstractSyntaxTree tree, DeclaredSizes root) {
        return new CostEstimate(tree, root).cost(tree.getExpr()).max();
    }

    private Bounds cost(CelExpr expr) {
        return switch (expr.getKind()) {
            case IDENT -> ident(expr);
            case SELECT -> select(expr);
            case CALL -> call(expr);
            case LIST -> list(expr);
            case MAP -> map(expr);
            case STRUCT -> {
                Bounds sum = Bounds.exactly(CostPlan.STRUCT);
                for (CelExpr.CelStruct.Entry field : expr.struct().entries()) {
                    sum = sum.plus(cost(field.value()));
                }
                yield sum;
            }
            case COMPREHENSION -> isBinding(expr.comprehension()) ? binding(expr) : comprehension(expr);
            default -> Bounds.NONE;
        };
    }

    private Bounds ident(CelExpr expr) {
        values.name(expr);
        return Bounds.ONE;
    }

    private Bounds select(CelExpr expr) {
        CelExpr operand = expr.select().operand();
        Bounds sum = cost(operand);
        if (expr.select().testOnly()) {
            return sum;
        }
        values.reach(expr, operand, expr.select().field());
        CelKind kind = values.type(operand).kind();
        boolean looked = kind == CelKind.MAP || kind == CelKind.STRUCT || kind == CelKind.TYPE_PARAM;
        return looked ? sum.plus(Bounds.ONE) : sum;
    }

    private Bounds list(CelExpr expr) {
        Bounds sum = Bounds.exactly(CostPlan.LIST);
        Bounds size = null;
        for (CelExpr element : expr.list().elements()) {
            sum = sum.plus(cost(element));
            size = union(size, values.sizeOrUnknown(element));
        }
        values.setEntries(expr, new ValueSizes.Entries(true, Bounds.ONE, size == null ? Bounds.NONE : size));
        return sum;
    }

    private Bounds map(CelExpr expr) {
        Bounds sum = Bounds.exactly(CostPlan.MAP);
        Bounds keys = null;
        Bounds contents = null;
        for (CelExpr.CelMap.Entry entry : expr.map().entries()) {
            sum = sum.plus(cost(entry.key())).plus(cost(entry.value()));
            keys = union(keys, values.sizeOrUnknown(entry.key()));
            contents = union(contents, values.sizeOrUnknown(entry.value()));
        }
        values.setEntries(
                expr,
                new ValueSizes.Entries(
                        false, keys == null ? Bounds.NONE : keys, contents == null ? Bounds.NONE : contents));
        return sum;
    }

    private static Bounds union(Bounds known, Bounds other) {
        return known == null ? other : known.or(other);
    }

    private Bounds comprehension(CelExpr expr) {
        CelComprehension loop = expr.comprehension();
        Bounds sum = cost(loop.iterRange()).plus(cost(loop.accuInit()));
        values.push(loop.accuVar(), values.of(loop.accuInit()));
        boolean two = !loop.iterVar2().isEmpty();
        if (two) {
            values.push(loop.iterVar(), values.keyOf(loop.iterRange()));
            values.push(loop.iterVar2(), values.valueOf(loop.iterRange()));
        } else {
            values.push(
                    loop.iterVar(),
                    values.overList(loop.iterRange())
                            ? values.valueOf(loop.iterRange())
                            : values.keyOf(loop.iterRange()));
        }
        Bounds once = cost(loop.loopCondition()).plus(cost(loop.loopStep()));
        values.pop(loop.iterVar());
        if (two) {
            values.pop(loop.iterVar2());
        }
        sum = sum.plus(cost(loop.result()));
        values.pop(loop.accuVar());
        Bounds times = values.sizeOrUnknown(loop.iterRange());
        switch (loop.accuInit().getKind()) {
            case CONSTANT -> values.setSize(expr, values.size(loop.accuInit()));
            case LIST, MAP -> {
                values.setSize(expr, times);
                values.setEntries(expr, values.entries(loop.loopStep()));
            }
            default -> {}
        }
        return sum.plus(times.times(once));
    }

    /** What {@code optMap} and its like make: a loop over nothing that only names a value. */
    private static boolean isBinding(CelComprehension loop) {
        return loop.iterRange().getKind() == Kind.LIST
                && loop.iterRange().list().elements().isEmpty()
                && loop.loopCondition().getKind() == Kind.CONSTANT
                && loop.loopCondition().constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE
                && !loop.loopCondition().constant().booleanValue()
                && !ValueSizes.isAccumulator(loop.accuVar());
    }

    private Bounds binding(CelExpr expr) {
        CelComprehension loop = expr.comprehension();
        Bounds sum = cost(loop.iterRange()).plus(cost(loop.accuInit()));
        values.push(loop.accuVar(), values.of(loop.accuInit()));
        sum = sum.plus(cost(loop.result()));
        values.pop(loop.accuVar());
        values.setSize(expr, values.size(loop.result()));
        values.setEntries(expr, values.entries(loop.result()));
        return sum;
    }

    private Bounds call(CelExpr expr) {
        CelCall call = expr.call();
        if (call.function().equals("dyn")) {
            CelExpr value = call.args().get(0);
            Bounds sum = cost(value).plus(Bounds.ONE);
            values.setSize(expr, values.size(value));
            values.setEntries(expr, values.entries(value));
            return sum;
        }
        List<Bounds> costs = new ArrayList<>();
        List<CallEstimates.Argument> arguments = new ArrayList<>();
        for (CelExpr argument : call.args()) {
            costs.add(cost(argument));
            arguments.add(values.argument(argument));
        }
        Bounds sum = Bounds.NONE;
        CallEstimates.Argument target = null;
        if (call.target().isPresent()) {
            sum = cost(call.target().get());
            target = values.argument(call.target().get());
        }
        Bounds most = null;
        Bounds result = null;
        List<String> overloads = tree.getReference(expr.id())
                .map(CelReference::overloadIds)
                .map(List::copyOf)
                .orElse(List.of());
        for (String overload : overloads) {
            CallEstimates.Estimate estimate = CallEstimates.of(call.function(), target, arguments);
            if (estimate == null) {
                estimate = standard(expr, overload, target, arguments, costs);
            } else {
                estimate = new CallEstimates.Estimate(estimate.cost().plus(sum(costs)), estimate.result());
            }
            most = union(most, estimate.cost());
            if (estimate.result() != null) {
                result = union(result, estimate.result());
            }
            if (overload.equals("index_list") || overload.equals("index_map")) {
                ValueSizes.Entries indexed = values.entries(call.args().get(0));
                result = indexed == null ? null : indexed.value();
                values.reach(expr, call.args().get(0), overload.equals("index_list") ? "@items" : "@values");
            }
            if (result == null) {
                result = values.size(expr);
            }
        }
        values.setSize(expr, result);
        return most == null ? Bounds.NONE : sum.plus(most);
    }

    private CallEstimates.Estimate standard(
            CelExpr expr,
            String overload,
            CallEstimates.Argument target,
            List<CallEstimates.Argument> arguments,
            List<Bounds> costs) {
        Bounds all = sum(costs);
        Bounds first = arguments.isEmpty() ? Bounds.UNKNOWN : arguments.get(0).size();
        Bounds second = arguments.size() < 2 ? Bounds.UNKNOWN : arguments.get(1).size();
        return switch (overload) {
            case "string_to_bytes" -> estimate(first, all, new Bounds(first.min(), Bounds.product(first.max(), 4)));
            case "bytes_to_string" -> estimate(first, all, new Bounds(first.min() / 4, first.max()));
            case "strings_quote" ->
                estimate(
                        first,
                        all,
                        new Bounds(Bounds.sum(first.min(), 2), Bounds.sum(Bounds.product(first.max(), 2), 2)));
            case "starts_with_string", "ends_with_string" -> estimate(first, all, null);
            case "in_list" -> CallEstimates.Estimate.of(second.plus(all));
            case "matches", "matches_string" -> {
                Bounds text = target == null ? first : target.size();
                Bounds pattern = target == null ? second : first;
                yield CallEstimates.Estimate.of(CallEstimates.characters(text.plus(Bounds.ONE))
                        .times(pattern.times(CallCharges.PER_PATTERN_CHARACTER))
                        .plus(all));
            }
            case "contains_string" ->
                CallEstimates.Estimate.of(CallEstimates.characters(target.size())
                        .times(CallEstimates.characters(first))
                        .plus(all));
            case "logical_or", "logical_and" ->
                CallEstimates.Estimate.of(new Bounds(costs.get(0).min(), all.max()));
            case "conditional" -> conditional(expr, arguments, costs);
            case "add_string", "add_bytes" -> {
                Bounds result = first.plus(second);
                yield estimate(result, all, result);
            }
            case "add_list" -> {
                CelCall call = expr.call();
                ValueSizes.Entries left = values.entries(call.args().get(0));
                values.setEntries(
                        expr,
                        left == null ? null : left.or(values.entries(call.args().get(1))));
                yield new CallEstimates.Estimate(Bounds.ONE.plus(all), first.plus(second));
            }
            case "less_string",
                    "greater_string",
                    "less_equals_string",
                    "greater_equals_string",
                    "less_bytes",
                    "greater_bytes",
                    "less_equals_bytes",
                    "greater_equals_bytes",
                    "equals",
                    "not_equals" -> {
                long most = Math.min(first.max(), second.max());
                yield estimate(new Bounds(most > 0 ? 1 : 0, most), all, null);
            }
            default -> CallEstimates.Estimate.of(Bounds.ONE.plus(all));
        };
    }

    private static CallEstimates.Estimate estimate(Bounds traversed, Bounds arguments, Bounds result) {
        return new CallEstimates.Estimate(CallEstimates.characters(traversed).plus(arguments), result);
    }

    private CallEstimates.Estimate conditional(
            CelExpr expr, List<CallEstimates.Argument> arguments, List<Bounds> costs) {
        ValueSizes.Entries yes = values.entries(expr.call().args().get(1));
        values.setEntries(
                expr,
                yes == null ? null : yes.or(values.entries(expr.call().args().get(2))));
        return new CallEstimates.Estimate(
                costs.get(0).plus(costs.get(1).or(costs.get(2))),
                arguments.get(1).size().or(arguments.get(2).size()));
    }

    private static Bounds sum(List<Bounds> costs) {
        return costs.stream().reduce(Bounds.NONE, Bounds::plus);
    }
}
