package org.nakhoda.apiserver.cel;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.DOUBLE;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;
import static org.nakhoda.apiserver.cel.OpaqueTypes.QUANTITY;

import java.math.BigDecimal;
import org.nakhoda.api.quantity.Quantity;

/** Amounts of resources: {@code quantity("1Gi").isGreaterThan(quantity("500Mi"))}. */
final class QuantityFunctions {
    private QuantityFunctions() {}

    static void addTo(FunctionLibrary library) {
        library.global("quantity", QUANTITY, a -> Quantity.parse((String) a[0]), STRING)
                .global("isQuantity", BOOL, a -> Trial.succeeds(() -> Quantity.parse((String) a[0])), STRING)
                .member("sign", INT, a -> (long) ((Quantity) a[0]).signum(), QUANTITY)
                .member("isInteger", BOOL, a -> Trial.succeeds(() -> whole(a[0])), QUANTITY)
                .member("asInteger", INT, a -> whole(a[0]), QUANTITY)
                .member("asApproximateFloat", DOUBLE, a -> amount(a[0]).doubleValue(), QUANTITY)
                .member("add", QUANTITY, a -> ((Quantity) a[0]).add((Quantity) a[1]), QUANTITY, QUANTITY)
                .member("add", QUANTITY, a -> ((Quantity) a[0]).add(Quantity.of((Long) a[1])), QUANTITY, INT)
                .member("sub", QUANTITY, a -> ((Quantity) a[0]).subtract((Quantity) a[1]), QUANTITY, QUANTITY)
                .member("sub", QUANTITY, a -> ((Quantity) a[0]).subtract(Quantity.of((Long) a[1])), QUANTITY, INT)
                .member("isGreaterThan", BOOL, a -> order(a) > 0, QUANTITY, QUANTITY)
                .member("isLessThan", BOOL, a -> order(a) < 0, QUANTITY, QUANTITY)
                .member("compareTo", INT, a -> (long) Integer.signum(order(a)), QUANTITY, QUANTITY);
    }

    private static BigDecimal amount(Object quantity) {
        return ((Quantity) quantity).amount();
    }

    private static long whole(Object quantity) {
        return amount(quantity).longValueExact();
    }

    private static int order(Object[] arguments) {
        return ((Quantity) arguments[0]).compareTo((Quantity) arguments[1]);
    }
}
