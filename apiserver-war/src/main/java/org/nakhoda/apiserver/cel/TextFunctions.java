package org.nakhoda.apiserver.cel;

import com.google.common.primitives.UnsignedLong;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code find} and {@code findAll} by regular expressions, and {@code format}. */
final class TextFunctions {
    private static final int DEFAULT_PRECISION = 6;

    private TextFunctions() {}

    static void addTo(FunctionLibrary library) {
        ListType texts = ListType.create(SimpleType.STRING);
        library.member("find", SimpleType.STRING, a -> find(a), SimpleType.STRING, SimpleType.STRING)
                .member("findAll", texts, a -> findAll(a, -1), SimpleType.STRING, SimpleType.STRING)
                .member(
                        "findAll",
                        texts,
                        a -> findAll(a, (Long) a[2]),
                        SimpleType.STRING,
                        SimpleType.STRING,
                        SimpleType.INT)
                .member(
                        "format",
                        SimpleType.STRING,
                        a -> format((String) a[0], (List<?>) a[1]),
                        SimpleType.STRING,
                        ListType.create(SimpleType.DYN));
    }

    private static String find(Object[] arguments) {
        Matcher matcher = Pattern.compile((String) arguments[1]).matcher((String) arguments[0]);
        return matcher.find() ? matcher.group() : "";
    }

    private static List<String> findAll(Object[] arguments, long most) {
        Matcher matcher = Pattern.compile((String) arguments[1]).matcher((String) arguments[0]);
        List<String> found = new ArrayList<>();
        while ((most < 0 || found.size() < most) && matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }

    /** The verbs s, d, f, e, b, x, X, o and %%, as the language's string extension has them. */
    private static String format(String format, List<?> arguments) {
        StringBuilder out = new StringBuilder();
        int next = 0;
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%') {
                out.append(c);
                continue;
            }
            i++;
            int precision = DEFAULT_PRECISION;
            if (i < format.length() && format.charAt(i) == '.') {
                int start = ++i;
                while (i < format.length() && Character.isDigit(format.charAt(i))) {
                    i++;
                }
                precision = Integer.parseInt(format.substring(start, i));
            }
            if (i >= format.length()) {
                throw new IllegalArgumentException("unexpected end of format string");
            }
            char verb = format.charAt(i);
            if (verb == '%') {
                out.append('%');
                continue;
            }
            if (next >= arguments.size()) {
                throw new IllegalArgumentException("index " + next + " out of range");
            }
            out.append(clause(verb, precision, arguments.get(next++)));
        }
        return out.toString();
    }

    private static String clause(char verb, int precision, Object value) {
        return switch (verb) {
            case 's' -> text(value);
            case 'd' -> value instanceof UnsignedLong number ? number.toString() : Long.toString(whole(verb, value));
            case 'f' ->
                new BigDecimal(number(verb, value))
                        .setScale(precision, RoundingMode.HALF_EVEN)
                        .toPlainString();
            case 'e' -> String.format(java.util.Locale.ROOT, "%." + precision + "e", number(verb, value));
            case 'b' -> value instanceof Boolean flag ? (flag ? "1" : "0") : Long.toString(whole(verb, value), 2);
            case 'o' -> Long.toString(whole(verb, value), 8);
            case 'x' -> hexadecimal(value);
            case 'X' -> hexadecimal(value).toUpperCase(java.util.Locale.ROOT);
            default -> throw new IllegalArgumentException("unrecognized formatting clause \"" + verb + "\"");
        };
    }

    private static String hexadecimal(Object value) {
        if (value instanceof String text) {
            return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        }
        if (value instanceof CelByteString bytes) {
            return HexFormat.of().formatHex(bytes.toByteArray());
        }
        return Long.toString(whole('x', value), 16);
    }

    private static long whole(char verb, Object value) {
        if (value instanceof Long number) {
            return number;
        }
        if (value instanceof UnsignedLong number && number.longValue() >= 0) {
            return number.longValue();
        }
        throw new IllegalArgumentException("the clause %" + verb + " takes integers, and not " + value);
    }

    private static double number(char verb, Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("the clause %" + verb + " takes numbers, and not " + value);
    }

    private static String text(Object value) {
        if (value instanceof List<?> list) {
            return "["
                    + String.join(", ", list.stream().map(TextFunctions::text).toList()) + "]";
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, String> sorted = new TreeMap<>();
            map.forEach((key, element) -> sorted.put(text(key), text(element)));
            return "{"
                    + String.join(
                            ", ",
                            sorted.entrySet().stream()
                                    .map(e -> e.getKey() + ": " + e.getValue())
                                    .toList())
                    + "}";
        }
        if (value instanceof Double number && number == Math.rint(number) && !number.isInfinite()) {
            return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
        }
        if (value instanceof java.time.Duration duration) {
            return BigDecimal.valueOf(duration.toNanos(), 9)
                            .stripTrailingZeros()
                            .toPlainString() + "s";
        }
        if (value instanceof CelByteString bytes) {
            return bytes.toStringUtf8();
        }
        return value instanceof NullValue ? "null" : String.valueOf(value);
    }
}
