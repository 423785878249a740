package org.nakhoda.apiserver.cel;

import dev.cel.common.CelOptions;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The operators that compare and join lists, where a list that a schema declares as a set or a map has its own idea of both
 * ({@link UnorderedList}). All else is as the language has it.
 */
final class Equality {
    private static final Set<StandardFunction> OWN = Set.of(StandardFunction.EQUALS, StandardFunction.NOT_EQUALS);
    private static final Set<String> OWN_OVERLOADS = Set.of("ADD_LIST", "IN_LIST");

    private final RuntimeEquality scalars;

    Equality(CelOptions options) {
        this.scalars = RuntimeEquality.create(RuntimeHelpers.create(), options);
    }

    /** The language's functions but for those of {@link #bindings}. */
    static CelStandardFunctions othersThanItsOwn() {
        return CelStandardFunctions.newBuilder()
                .filterFunctions((function, overload) ->
                        !OWN.contains(function) && !OWN_OVERLOADS.contains(String.valueOf(overload)))
                .build();
    }

    @SuppressWarnings("Immutable") // nothing is kept that changes
    List<CelFunctionBinding> bindings() {
        return List.of(
                CelFunctionBinding.from("equals", Object.class, Object.class, this::same),
                CelFunctionBinding.from("not_equals", Object.class, Object.class, (a, b) -> !same(a, b)),
                CelFunctionBinding.from("in_list", Object.class, List.class, (a, list) -> contains(list, a)),
                CelFunctionBinding.from("add_list", List.class, List.class, Equality::joined));
    }

    private boolean contains(List<?> list, Object wanted) {
        for (Object element : list) {
            if (same(element, wanted)) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings("unchecked")
    private static Object joined(List<?> left, List<?> right) {
        return left instanceof UnorderedList list
                ? list.with(right)
                : RuntimeHelpers.concat((List<Object>) left, (List<Object>) right);
    }

    private boolean same(Object a, Object b) {
        if (a instanceof UnorderedList list && b instanceof List<?> other) {
            return list.size() == other.size() && list.matches(other, this::same);
        }
        if (a instanceof List<?> list && b instanceof List<?> other) {
            return inOrder(list, other);
        }
        if (a instanceof Map<?, ?> map && b instanceof Map<?, ?> other) {
            return entries(map, other);
        }
        if (a instanceof Optional<?> some && b instanceof Optional<?> other) {
            return some.isPresent() == other.isPresent() && (some.isEmpty() || same(some.get(), other.get()));
        }
        return scalars.objectEquals(a, b);
    }

    private boolean inOrder(List<?> list, List<?> other) {
        if (list.size() != other.size()) {
            return false;
        }
        Iterator<?> others = other.iterator();
        for (Object element : list) {
            if (!same(element, others.next())) {
                return false;
            }
        }
        return true;
    }

    private boolean entries(Map<?, ?> map, Map<?, ?> other) {
        if (map.size() != other.size()) {
            return false;
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Optional<Object> found = scalars.findInMap(other, entry.getKey());
            if (found.isEmpty() || !same(entry.getValue(), found.get())) {
                return false;
            }
        }
        return true;
    }
}
