package org.nakhoda.apiserver.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The worst that a checked expression can cost, by the sizes that a schema allows: each step as {@link CostPlan} counts it, the
 * steps of a loop as often as its range has elements. What the schema says of a value is found by the path on which the
 * expression has reached it. Of one expression.
 */
final class CostEstimate {
    private final CelAbstractSyntaxTree tree;
    private final DeclaredSizes root;
    private final Map<Long, List<String>> paths = new HashMap<>();
    private final Map<Long, Bounds> sizes = new HashMap<>();
    private final Map<Long, Entries> entries = new HashMap<>();
    private final Map<String, Deque<Local>> locals = new HashMap<>();

    /** How large the keys and the elements of a list or a map are that the expression itself makes. */
    private record Entries(boolean list, Bounds key, Bounds value) {
        Entries or(Entries other) {
            return other == null ? null : new Entries(list, key.or(other.key), value.or(other.value));
        }
    }

    /** A variable of a loop. */
    private record Local(List<String> path, Bounds size, Entries entries) {}

    private CostEstimate(CelAbstractSyntaxTree tree, DeclaredSizes root) {
        this.tree = tree;
        this.root = root;
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
        Local local = local(expr.ident().name());
        paths.put(expr.id(), local == null ? List.of(expr.ident().name()) : local.path());
        return Bounds.ONE;
    }

    private Bounds select(CelExpr expr) {
        CelExpr operand = expr.select().operand();
        Bounds sum = cost(operand);
        if (expr.select().testOnly()) {
            return sum;
        }
        paths.put(expr.id(), below(path(operand), expr.select().field()));
        CelKind kind = type(operand).kind();
        boolean looked = kind == CelKind.MAP || kind == CelKind.STRUCT || kind == CelKind.TYPE_PARAM;
        return looked ? sum.plus(Bounds.ONE) : sum;
    }

    private Bounds list(CelExpr expr) {
        Bounds sum = Bounds.exactly(CostPlan.LIST);
        Bounds size = null;
        for (CelExpr element : expr.list().elements()) {
            sum = sum.plus(cost(element));
            size = union(size, sizeOrUnknown(element));
        }
        entries.put(expr.id(), new Entries(true, Bounds.ONE, size == null ? Bounds.NONE : size));
        return sum;
    }

    private Bounds map(CelExpr expr) {
        Bounds sum = Bounds.exactly(CostPlan.MAP);
        Bounds keys = null;
        Bounds values = null;
        for (CelExpr.CelMap.Entry entry : expr.map().entries()) {
            sum = sum.plus(cost(entry.key())).plus(cost(entry.value()));
            keys = union(keys, sizeOrUnknown(entry.key()));
            values = union(values, sizeOrUnknown(entry.value()));
        }
        entries.put(
                expr.id(),
                new Entries(false, keys == null ? Bounds.NONE : keys, values == null ? Bounds.NONE : values));
        return sum;
    }

    private static Bounds union(Bounds known, Bounds other) {
        return known == null ? other : known.or(other);
    }

    private Bounds comprehension(CelExpr expr) {
        CelComprehension loop = expr.comprehension();
        Bounds sum = cost(loop.iterRange()).plus(cost(loop.accuInit()));
        push(loop.accuVar(), new Local(path(loop.accuInit()), size(loop.accuInit()), entries(loop.accuInit())));
        boolean two = !loop.iterVar2().isEmpty();
        if (two) {
            push(loop.iterVar(), keyOf(loop.iterRange()));
            push(loop.iterVar2(), valueOf(loop.iterRange()));
        } else {
            push(loop.iterVar(), overList(loop.iterRange()) ? valueOf(loop.iterRange()) : keyOf(loop.iterRange()));
        }
        Bounds once = cost(loop.loopCondition()).plus(cost(loop.loopStep()));
        pop(loop.iterVar());
        if (two) {
            pop(loop.iterVar2());
        }
        sum = sum.plus(cost(loop.result()));
        pop(loop.accuVar());
        Bounds times = sizeOrUnknown(loop.iterRange());
        switch (loop.accuInit().getKind()) {
            case CONSTANT -> setSize(expr, size(loop.accuInit()));
            case LIST, MAP -> {
                setSize(expr, times);
                setEntries(expr, entries(loop.loopStep()));
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
                && !isAccumulator(loop.accuVar());
    }

    private Bounds binding(CelExpr expr) {
        CelComprehension loop = expr.comprehension();
        Bounds sum = cost(loop.iterRange()).plus(cost(loop.accuInit()));
        push(loop.accuVar(), new Local(path(loop.accuInit()), size(loop.accuInit()), entries(loop.accuInit())));
        sum = sum.plus(cost(loop.result()));
        pop(loop.accuVar());
        setSize(expr, size(loop.result()));
        setEntries(expr, entries(loop.result()));
        return sum;
    }

    private Bounds call(CelExpr expr) {
        CelCall call = expr.call();
        if (call.function().equals("dyn")) {
            CelExpr value = call.args().get(0);
            Bounds sum = cost(value).plus(Bounds.ONE);
            setSize(expr, size(value));
            setEntries(expr, entries(value));
            return sum;
        }
        List<Bounds> costs = new ArrayList<>();
        List<CallEstimates.Argument> arguments = new ArrayList<>();
        for (CelExpr argument : call.args()) {
            costs.add(cost(argument));
            arguments.add(argument(argument));
        }
        Bounds sum = Bounds.NONE;
        CallEstimates.Argument target = null;
        if (call.target().isPresent()) {
            sum = cost(call.target().get());
            target = argument(call.target().get());
        }
        Bounds most = null;
        Bounds result = null;
        List<String> overloads =
                tree.getReference(expr.id()).map(CelReference::overloadIds).map(List::copyOf).orElse(List.of());
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
                Entries indexed = entries(call.args().get(0));
                result = indexed == null ? null : indexed.value();
                paths.put(
                        expr.id(), below(path(call.args().get(0)), overload.equals("index_list") ? "@items" : "@values"));
            }
            if (result == null) {
                result = size(expr);
            }
        }
        setSize(expr, result);
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
            case "string_to_bytes" ->
                estimate(first, all, new Bounds(first.min(), Bounds.product(first.max(), 4)));
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
                Entries left = entries(call.args().get(0));
                setEntries(expr, left == null ? null : left.or(entries(call.args().get(1))));
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
        Entries yes = entries(expr.call().args().get(1));
        setEntries(expr, yes == null ? null : yes.or(entries(expr.call().args().get(2))));
        return new CallEstimates.Estimate(
                costs.get(0).plus(costs.get(1).or(costs.get(2))),
                arguments.get(1).size().or(arguments.get(2).size()));
    }

    private static Bounds sum(List<Bounds> costs) {
        return costs.stream().reduce(Bounds.NONE, Bounds::plus);
    }

    private CallEstimates.Argument argument(CelExpr expr) {
        CelType type = type(expr);
        Bounds elements = null;
        if (type.kind() == CelKind.LIST && !type.parameters().isEmpty()) {
            List<String> path = path(expr);
            boolean known = !path.isEmpty() && !isAccumulator(path.get(0));
            elements = known ? declared(below(path, "@items")) : null;
            elements = elements == null ? Bounds.UNKNOWN : elements;
        }
        return new CallEstimates.Argument(expr, type, sizeOrUnknown(expr), elements);
    }

    private static boolean isAccumulator(String name) {
        return name.equals("@result") || name.equals("__result__");
    }

    private CelType type(CelExpr expr) {
        return tree.getType(expr.id()).orElse(SimpleType.DYN);
    }

    private List<String> path(CelExpr expr) {
        if (expr.getKind() == Kind.IDENT) {
            Local local = local(expr.ident().name());
            if (local != null) {
                return local.path();
            }
        }
        return paths.getOrDefault(expr.id(), List.of());
    }

    /** Below a value of no known path the schema's own root is taken for it, as Kubernetes does. */
    private static List<String> below(List<String> path, String step) {
        List<String> longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }

    private Bounds declared(List<String> path) {
        return path.isEmpty() || root == null ? null : root.at(path.subList(1, path.size()));
    }

    private Bounds sizeOrUnknown(CelExpr expr) {
        Bounds size = size(expr);
        return size == null ? Bounds.UNKNOWN : size;
    }

    /** Null if nothing is known. */
    private Bounds size(CelExpr expr) {
        Bounds known = sizes.get(expr.id());
        known = known == null ? written(expr) : known;
        known = known == null ? declared(path(expr)) : known;
        if (known == null && isScalar(type(expr))) {
            return Bounds.ONE;
        }
        if (known == null && expr.getKind() == Kind.IDENT) {
            Local local = local(expr.ident().name());
            return local == null ? null : local.size();
        }
        return known;
    }

    private static Bounds written(CelExpr expr) {
        return switch (expr.getKind()) {
            case CONSTANT ->
                switch (expr.constant().getKind()) {
                    case STRING_VALUE ->
                        Bounds.exactly(CallCharges.size(expr.constant().stringValue()));
                    case BYTES_VALUE -> Bounds.exactly(expr.constant().bytesValue().size());
                    default -> Bounds.ONE;
                };
            case LIST -> Bounds.exactly(expr.list().elements().size());
            case MAP -> Bounds.exactly(expr.map().entries().size());
            default -> null;
        };
    }

    private static boolean isScalar(CelType type) {
        return switch (type.kind()) {
            case BOOL, DOUBLE, DURATION, INT, TIMESTAMP, UINT -> true;
            case OPAQUE -> type instanceof OptionalType optional && isScalar(optional.parameters().get(0));
            default -> false;
        };
    }

    private Entries entries(CelExpr expr) {
        Entries known = entries.get(expr.id());
        if (known == null && expr.getKind() == Kind.IDENT) {
            Local local = local(expr.ident().name());
            return local == null ? null : local.entries();
        }
        return known;
    }

    private void setSize(CelExpr expr, Bounds size) {
        if (size != null) {
            sizes.put(expr.id(), size);
        }
    }

    private void setEntries(CelExpr expr, Entries made) {
        if (made != null) {
            entries.put(expr.id(), made);
        }
    }

    private boolean overList(CelExpr range) {
        Entries known = entries(range);
        return known == null ? type(range).kind() == CelKind.LIST : known.list();
    }

    private Local keyOf(CelExpr range) {
        Entries known = entries(range);
        return new Local(
                below(path(range), overList(range) ? "@indices" : "@keys"), known == null ? null : known.key(), null);
    }

    private Local valueOf(CelExpr range) {
        Entries known = entries(range);
        return new Local(
                below(path(range), overList(range) ? "@items" : "@values"), known == null ? null : known.value(), null);
    }

    private Local local(String name) {
        Deque<Local> stack = locals.get(name);
        return stack == null ? null : stack.peek();
    }

    private void push(String name, Local local) {
        locals.computeIfAbsent(name, n -> new ArrayDeque<>()).push(local);
    }

    private void pop(String name) {
        locals.get(name).pop();
    }
}
