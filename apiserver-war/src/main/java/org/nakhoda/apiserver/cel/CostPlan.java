package org.nakhoda.apiserver.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelReference;
import dev.cel.common.navigation.CelNavigableAst;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What each step of a checked expression costs when it is taken: one to look up a variable or a field, a constant for each
 * value that is made, nothing for constants, for presence tests and for what only chooses between other steps, and for calls
 * what {@link CallCharges} says. Immutable; made once for an expression.
 */
final class CostPlan {
    static final long LIST = 10;
    static final long MAP = 30;
    static final long STRUCT = 40;
    private static final Set<String> FREE = Set.of("_&&_", "_||_", "_?_:_");
    private static final Set<String> CONVERSIONS =
            Set.of("bool", "bytes", "double", "duration", "int", "string", "timestamp", "uint");

    private final Step[] steps;

    /**
     * @param arguments of a call, by their ids
     * @param charge null if the step has a fixed cost
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Step(long fixed, int[] arguments, CallCharges.Charge charge) {
        static Step fixed(long cost) {
            return new Step(cost, null, null);
        }
    }

    private CostPlan(Step[] steps) {
        this.steps = steps;
    }

    static CostPlan of(CelAbstractSyntaxTree tree) {
        List<CelExpr> nodes = new ArrayList<>();
        CelNavigableAst.fromAst(tree).getRoot().allNodes().forEach(node -> nodes.add(node.expr()));
        int size = 0;
        for (CelExpr node : nodes) {
            size = Math.max(size, (int) node.id() + 1);
        }
        Step[] steps = new Step[size];
        for (CelExpr node : nodes) {
            if (node.id() >= 0) {
                steps[(int) node.id()] = step(node, tree);
            }
        }
        return new CostPlan(steps);
    }

    private static Step step(CelExpr node, CelAbstractSyntaxTree tree) {
        return switch (node.getKind()) {
            case IDENT -> Step.fixed(1);
            case SELECT -> Step.fixed(node.select().testOnly() ? 0 : 1);
            case LIST -> Step.fixed(isConstant(node) ? 0 : LIST);
            case MAP -> Step.fixed(MAP);
            case STRUCT -> Step.fixed(STRUCT);
            case CALL -> call(node, tree);
            default -> Step.fixed(0);
        };
    }

    private static Step call(CelExpr node, CelAbstractSyntaxTree tree) {
        CelCall call = node.call();
        if (FREE.contains(call.function()) || isDoneBefore(call)) {
            return Step.fixed(0);
        }
        List<CelExpr> arguments = new ArrayList<>();
        call.target().ifPresent(arguments::add);
        arguments.addAll(call.args());
        List<String> overloads = tree.getReference(node.id())
                .map(CelReference::overloadIds)
                .map(List::copyOf)
                .orElse(List.of());
        return new Step(
                0,
                arguments.stream().mapToInt(argument -> (int) argument.id()).toArray(),
                CallCharges.of(call.function(), overloads.size() == 1 ? overloads.get(0) : ""));
    }

    /** What depends on constants alone is taken as computed before an evaluation begins. */
    private static boolean isDoneBefore(CelCall call) {
        if (call.function().equals("@in")) {
            return call.args().get(1).getKind() == Kind.LIST
                    && isConstant(call.args().get(1));
        }
        return CONVERSIONS.contains(call.function())
                && call.args().size() == 1
                && call.args().get(0).getKind() == Kind.CONSTANT;
    }

    private static boolean isConstant(CelExpr node) {
        return node.getKind() == Kind.CONSTANT
                || node.getKind() == Kind.LIST
                        && node.list().elements().stream().allMatch(CostPlan::isConstant);
    }

    /** Greater than every step's id. */
    int size() {
        return steps.length;
    }

    /** @param values what the steps before have come to, by their ids */
    long charge(int id, Object[] values, Object value) {
        Step step = steps[id];
        if (step == null) {
            return 0;
        }
        if (step.charge() == null) {
            return step.fixed();
        }
        Object[] arguments = new Object[step.arguments().length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = values[step.arguments()[i]];
        }
        return step.charge().of(arguments, value);
    }
}
