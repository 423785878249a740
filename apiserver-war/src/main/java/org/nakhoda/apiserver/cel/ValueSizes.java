package org.nakhoda.apiserver.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
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
 * How large the values are that the steps of a checked expression come to: as large as the expression writes them, or as the
 * schema allows where the expression has reached them. Of one expression.
 */
final class ValueSizes {
    private final CelAbstractSyntaxTree tree;
    private final DeclaredSizes root;
    private final Map<Long, List<String>> paths = new HashMap<>();
    private final Map<Long, Bounds> sizes = new HashMap<>();
    private final Map<Long, Entries> entries = new HashMap<>();
    private final Map<String, Deque<Local>> locals = new HashMap<>();

    /** How large the keys and the elements of a list or a map are that the expression itself makes. */
    record Entries(boolean list, Bounds key, Bounds value) {
        Entries or(Entries other) {
            return other == null ? null : new Entries(list, key.or(other.key), value.or(other.value));
        }
    }

    /** A variable of a loop. */
    record Local(List<String> path, Bounds size, Entries entries) {}

    /** @param root sizes of the value that every path begins at; null if nothing is known */
    ValueSizes(CelAbstractSyntaxTree tree, DeclaredSizes root) {
        this.tree = tree;
        this.root = root;
    }

    /** Takes note of what a variable stands for. */
    void name(CelExpr ident) {
        Local local = local(ident.ident().name());
        paths.put(ident.id(), local == null ? List.of(ident.ident().name()) : local.path());
    }

    /** Takes note of a value that is a part of another. */
    void reach(CelExpr part, CelExpr whole, String step) {
        paths.put(part.id(), below(path(whole), step));
    }

    /** A variable with a value. */
    Local of(CelExpr value) {
        return new Local(path(value), size(value), entries(value));
    }

    /** An argument, with what is known of its size. */
    CallEstimates.Argument argument(CelExpr expr) {
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

    static boolean isAccumulator(String name) {
        return name.equals("@result") || name.equals("__result__");
    }

    CelType type(CelExpr expr) {
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

    Bounds sizeOrUnknown(CelExpr expr) {
        Bounds size = size(expr);
        return size == null ? Bounds.UNKNOWN : size;
    }

    /** Null if nothing is known. */
    Bounds size(CelExpr expr) {
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
                    case BYTES_VALUE ->
                        Bounds.exactly(expr.constant().bytesValue().size());
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
            case OPAQUE ->
                type instanceof OptionalType optional
                        && isScalar(optional.parameters().get(0));
            default -> false;
        };
    }

    Entries entries(CelExpr expr) {
        Entries known = entries.get(expr.id());
        if (known == null && expr.getKind() == Kind.IDENT) {
            Local local = local(expr.ident().name());
            return local == null ? null : local.entries();
        }
        return known;
    }

    void setSize(CelExpr expr, Bounds size) {
        if (size != null) {
            sizes.put(expr.id(), size);
        }
    }

    void setEntries(CelExpr expr, Entries made) {
        if (made != null) {
            entries.put(expr.id(), made);
        }
    }

    boolean overList(CelExpr range) {
        Entries known = entries(range);
        return known == null ? type(range).kind() == CelKind.LIST : known.list();
    }

    Local keyOf(CelExpr range) {
        Entries known = entries(range);
        return new Local(
                below(path(range), overList(range) ? "@indices" : "@keys"), known == null ? null : known.key(), null);
    }

    Local valueOf(CelExpr range) {
        Entries known = entries(range);
        return new Local(
                below(path(range), overList(range) ? "@items" : "@values"), known == null ? null : known.value(), null);
    }

    private Local local(String name) {
        Deque<Local> stack = locals.get(name);
        return stack == null ? null : stack.peek();
    }

    void push(String name, Local local) {
        locals.computeIfAbsent(name, n -> new ArrayDeque<>()).push(local);
    }

    void pop(String name) {
        locals.get(name).pop();
    }
}
