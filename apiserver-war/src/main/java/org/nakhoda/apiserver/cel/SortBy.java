package org.nakhoda.apiserver.cel;

import com.google.common.collect.ImmutableList;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.types.ListType;
import dev.cel.common.types.TypeParamType;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * {@code list.sortBy(x, key)}: the list in the order of keys that may be of another type than its elements, which the
 * library's own macro does not allow.
 */
final class SortBy {
    static final CelMacro MACRO = CelMacro.newReceiverMacro("sortBy", 2, SortBy::expand);
    private static final String INPUT = "@__sortBy_input__";
    static final String SORT = "@sortByAssociatedKeys";

    private SortBy() {}

    static void addTo(FunctionLibrary library) {
        ListType elements = ListType.create(TypeParamType.create("T"));
        ListType keys = ListType.create(TypeParamType.create("U"));
        library.member(SORT, elements, a -> sorted((List<?>) a[0], (List<?>) a[1]), elements, keys);
    }

    /** The list has a name, so that it is evaluated once: its keys are computed from it, and it is sorted by them. */
    private static Optional<CelExpr> expand(
            CelMacroExprFactory make, CelExpr target, ImmutableList<CelExpr> arguments) {
        CelExpr element = arguments.get(0);
        if (element.getKind() != Kind.IDENT) {
            return Optional.of(make.reportError("sortBy can only be called with a simple identifier"));
        }
        String keys = make.getAccumulatorVarName();
        CelExpr computed = make.fold(
                element.ident().name(),
                make.newIdentifier(INPUT),
                keys,
                make.newList(),
                make.newBoolLiteral(true),
                make.newGlobalCall("_+_", make.newIdentifier(keys), make.newList(arguments.get(1))),
                make.newIdentifier(keys));
        return Optional.of(make.fold(
                "#unused",
                make.newList(),
                INPUT,
                target,
                make.newBoolLiteral(false),
                make.newIdentifier(INPUT),
                make.newReceiverCall(SORT, make.newIdentifier(INPUT), computed)));
    }

    private static List<Object> sorted(List<?> list, List<?> keys) {
        List<Object> sorted = new ArrayList<>(list.size());
        Comparator<Integer> byKey = (a, b) -> ListFunctions.compare(keys.get(a), keys.get(b));
        IntStream.range(0, list.size()).boxed().sorted(byKey).forEach(place -> sorted.add(list.get(place)));
        return sorted;
    }
}
