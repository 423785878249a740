package org.nakhoda.apiserver.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.common.values.CelByteString;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** {@code isSorted}, {@code sum}, {@code min}, {@code max}, {@code indexOf}, {@code lastIndexOf}. */
final class ListFunctions {
    private ListFunctions() {}

    static void addTo(FunctionLibrary library) {
        TypeParamType element = TypeParamType.create("T");
        ListType list = ListType.create(element);
        library.member("isSorted", SimpleType.BOOL, a -> isSorted((List<?>) a[0]), list)
                .member("sum", SimpleType.INT, a -> sum((List<?>) a[0], 0L), ListType.create(SimpleType.INT))
                .member("sum", SimpleType.DOUBLE, a -> sum((List<?>) a[0], 0.0), ListType.create(SimpleType.DOUBLE))
                .member(
                        "sum",
                        SimpleType.UINT,
                        a -> sum((List<?>) a[0], UnsignedLong.ZERO),
                        ListType.create(SimpleType.UINT))
                .member(
                        "sum",
                        SimpleType.DURATION,
                        a -> sum((List<?>) a[0], Duration.ZERO),
                        ListType.create(SimpleType.DURATION))
                .member("min", element, a -> extreme((List<?>) a[0], -1), list)
                .member("max", element, a -> extreme((List<?>) a[0], 1), list)
                .member("indexOf", SimpleType.INT, a -> indexOf((List<?>) a[0], a[1]), list, element)
                .member("lastIndexOf", SimpleType.INT, a -> lastIndexOf((List<?>) a[0], a[1]), list, element);
    }

    private static boolean isSorted(List<?> list) {
        for (int i = 1; i < list.size(); i++) {
            if (compare(list.get(i - 1), list.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    private static Object sum(List<?> list, Object zero) {
        Object sum = zero;
        for (Object element : list) {
            if (element instanceof Long number && sum instanceof Long so) {
                sum = Math.addExact(so, number);
            } else if (element instanceof UnsignedLong number && sum instanceof UnsignedLong so) {
                sum = so.plus(number);
            } else if (element instanceof Duration duration && sum instanceof Duration so) {
                sum = so.plus(duration);
            } else if (element instanceof Number number && sum instanceof Number so) {
                sum = so.doubleValue() + number.doubleValue();
            } else {
                throw new IllegalArgumentException("no sum of such elements: " + element);
            }
        }
        return sum;
    }

    private static Object extreme(List<?> list, int sign) {
        if (list.isEmpty()) {
            throw new IllegalArgumentException((sign < 0 ? "min" : "max") + " called on empty list");
        }
        Object best = list.get(0);
        for (Object element : list) {
            if (compare(element, best) * sign > 0) {
                best = element;
            }
        }
        return best;
    }

    private static long indexOf(List<?> list, Object wanted) {
        for (int i = 0; i < list.size(); i++) {
            if (same(list.get(i), wanted)) {
                return i;
            }
        }
        return -1;
    }

    private static long lastIndexOf(List<?> list, Object wanted) {
        for (int i = list.size() - 1; i >= 0; i--) {
            if (same(list.get(i), wanted)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean same(Object a, Object b) {
        return a instanceof Number one && b instanceof Number other
                ? one.doubleValue() == other.doubleValue()
                : Objects.equals(a, b);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    static int compare(Object a, Object b) {
        if (a instanceof Number one && b instanceof Number other && one.getClass() != other.getClass()) {
            return Double.compare(one.doubleValue(), other.doubleValue());
        }
        if (a instanceof CelByteString one && b instanceof CelByteString other) {
            return CelByteString.unsignedLexicographicalComparator().compare(one, other);
        }
        if (a instanceof Comparable comparable && a.getClass() == b.getClass()) {
            return comparable.compareTo(b);
        }
        throw new IllegalArgumentException("elements that have no order: " + a + " and " + b);
    }
}
