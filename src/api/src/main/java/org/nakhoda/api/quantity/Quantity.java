package org.nakhoda.api.quantity;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Objects;

/**
 * An exact amount with the notation it was written in: {@code 100m}, {@code 1.5Gi}, {@code 1e3} (Kubernetes'
 * {@code resource.Quantity}). Nothing below a billionth is kept, non-zero remainders are rounded away from zero; nothing
 * above 2<sup>63</sup>-1 is representable, larger amounts are cut to it.
 *
 * <p>Equality and order are those of the amount: {@code 1} equals {@code 1000m}.
 */
public final class Quantity implements Comparable<Quantity> {
    /** The notation of the canonical text. */
    public enum Format {
        /** {@code n u m k M G T P E}. */
        DECIMAL_SI,
        /** {@code Ki Mi Gi Ti Pi Ei}. */
        BINARY_SI,
        /** {@code 1e3}. */
        DECIMAL_EXPONENT
    }

    public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Format.DECIMAL_SI);

    private static final int NANO = 9;
    private static final BigDecimal MAXIMUM = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
    private static final BigInteger BIG_KIBI = BigInteger.valueOf(1024);
    private static final String[] DECIMAL_SUFFIXES = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
    private static final String[] BINARY_SUFFIXES = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
    private static final int LONGEST = 400;

    private final BigDecimal amount;
    private final Format format;

    private Quantity(BigDecimal amount, Format format) {
        this.amount = amount;
        this.format = format;
    }

    public static Quantity of(long amount) {
        return new Quantity(BigDecimal.valueOf(amount), Format.DECIMAL_SI);
    }

    public static Quantity of(BigDecimal amount, Format format) {
        return new Quantity(fitted(amount), Objects.requireNonNull(format, "format"));
    }

    /** {@code 250} is {@code 250m}. */
    public static Quantity ofMilli(long thousandths) {
        return new Quantity(BigDecimal.valueOf(thousandths, 3), Format.DECIMAL_SI);
    }

    /** An amount of memory or storage, written with binary suffixes. */
    public static Quantity ofBytes(long bytes) {
        return new Quantity(BigDecimal.valueOf(bytes), Format.BINARY_SI);
    }

    /**
     * @throws InvalidQuantityException saying what is wrong
     */
    public static Quantity parse(String text) {
        int length = text.length();
        int at = length > 0 && (text.charAt(0) == '+' || text.charAt(0) == '-') ? 1 : 0;
        int end = at;
        long small = 0;
        while (end < length && isDigit(text.charAt(end))) {
            small = small * 10 + text.charAt(end) - '0';
            end++;
        }
        if (end == length && end > at && end - at <= 18) {
            return of(text.charAt(0) == '-' ? -small : small);
        }
        int digits = end - at;
        if (end < length && text.charAt(end) == '.') {
            end++;
            while (end < length && isDigit(text.charAt(end))) {
                end++;
                digits++;
            }
        }
        if (digits == 0) {
            throw new InvalidQuantityException(text, "a number such as 500m, 1.5Gi or 2e3 is expected");
        }
        if (length > LONGEST) {
            throw new InvalidQuantityException(text.substring(0, 20) + "...", "it is too long");
        }
        return withSuffix(text, new BigDecimal(text.substring(0, end)), text.substring(end));
    }

    private static Quantity withSuffix(String text, BigDecimal number, String suffix) {
        for (int i = 0; i < DECIMAL_SUFFIXES.length; i++) {
            if (DECIMAL_SUFFIXES[i].equals(suffix)) {
                return of(number.scaleByPowerOfTen((i - 3) * 3), Format.DECIMAL_SI);
            }
        }
        for (int i = 1; i < BINARY_SUFFIXES.length; i++) {
            if (BINARY_SUFFIXES[i].equals(suffix)) {
                BigDecimal amount = number.multiply(KIBI.pow(i));
                boolean fraction = amount.signum() != 0 && amount.abs().compareTo(BigDecimal.ONE) < 0;
                return of(amount, fraction ? Format.DECIMAL_SI : Format.BINARY_SI);
            }
        }
        if (suffix.length() > 1 && (suffix.charAt(0) == 'e' || suffix.charAt(0) == 'E')) {
            return of(number.scaleByPowerOfTen(exponent(text, suffix.substring(1))), Format.DECIMAL_EXPONENT);
        }
        throw new InvalidQuantityException(
                text, "\"" + suffix + "\" is none of the suffixes n u m k M G T P E Ki Mi Gi Ti Pi Ei or an exponent");
    }

    /** Exponents outside the range of a quantity all mean the same, so they are cut before they cost memory. */
    private static int exponent(String text, String exponent) {
        int start = exponent.charAt(0) == '-' || exponent.charAt(0) == '+' ? 1 : 0;
        if (start == exponent.length() || !exponent.chars().skip(start).allMatch(Quantity::isDigit)) {
            throw new InvalidQuantityException(text, "\"" + exponent + "\" is not an exponent");
        }
        BigInteger value = new BigInteger(exponent);
        return value.max(BigInteger.valueOf(-2 * LONGEST))
                .min(BigInteger.valueOf(2 * LONGEST))
                .intValue();
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static BigDecimal fitted(BigDecimal amount) {
        BigDecimal rounded = amount.scale() > NANO ? amount.setScale(NANO, RoundingMode.UP) : amount;
        if (rounded.compareTo(MAXIMUM) > 0) {
            return MAXIMUM;
        }
        return rounded.compareTo(MAXIMUM.negate()) < 0 ? MAXIMUM.negate() : rounded;
    }

    public BigDecimal amount() {
        return amount;
    }

    public Format format() {
        return format;
    }

    public int signum() {
        return amount.signum();
    }

    public boolean isZero() {
        return amount.signum() == 0;
    }

    /** The amount as a whole number, rounded away from zero. */
    public long value() {
        return saturated(amount);
    }

    /** The amount in thousandths, rounded away from zero: CPU time. */
    public long milliValue() {
        return saturated(amount.scaleByPowerOfTen(3));
    }

    private static long saturated(BigDecimal amount) {
        BigDecimal whole = amount.setScale(0, RoundingMode.UP);
        if (whole.abs().compareTo(MAXIMUM) > 0) {
            return whole.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return whole.longValueExact();
    }

    /** Keeps this quantity's notation, or takes the other's if this is zero. */
    public Quantity add(Quantity other) {
        return of(amount.add(other.amount), isZero() ? other.format : format);
    }

    /** Keeps this quantity's notation, or takes the other's if this is zero. */
    public Quantity subtract(Quantity other) {
        return of(amount.subtract(other.amount), isZero() ? other.format : format);
    }

    public Quantity negate() {
        return new Quantity(amount.negate(), format);
    }

    /** Without fractions of a thousandth, as Kubernetes keeps the amounts of resource lists. */
    public Quantity roundUpToMilli() {
        return amount.scale() > 3 ? of(amount.setScale(3, RoundingMode.UP), format) : this;
    }

    @Override
    public int compareTo(Quantity other) {
        return amount.compareTo(other.amount);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Quantity q && amount.compareTo(q.amount) == 0;
    }

    @Override
    public int hashCode() {
        return amount.stripTrailingZeros().hashCode();
    }

    /**
     * The canonical text: no fraction, the largest suffix that loses nothing. Binary notation falls back to decimal below
     * 1024 and for fractions.
     */
    @Override
    public String toString() {
        if (isZero()) {
            return "0";
        }
        BigDecimal stripped = amount.stripTrailingZeros();
        if (format == Format.BINARY_SI
                && stripped.scale() <= 0
                && stripped.abs().compareTo(KIBI) >= 0) {
            return binaryText(stripped.toBigIntegerExact());
        }
        int exponent = Math.floorDiv(-stripped.scale(), 3) * 3;
        String digits =
                stripped.scaleByPowerOfTen(-exponent).toBigIntegerExact().toString();
        if (format == Format.DECIMAL_EXPONENT) {
            return exponent == 0 ? digits : digits + "e" + exponent;
        }
        return digits + DECIMAL_SUFFIXES[exponent / 3 + 3];
    }

    private static String binaryText(BigInteger amount) {
        BigInteger digits = amount;
        int power = 0;
        while (power < BINARY_SUFFIXES.length - 1) {
            BigInteger[] parts = digits.divideAndRemainder(BIG_KIBI);
            if (parts[1].signum() != 0) {
                break;
            }
            digits = parts[0];
            power++;
        }
        return digits + BINARY_SUFFIXES[power];
    }
}
