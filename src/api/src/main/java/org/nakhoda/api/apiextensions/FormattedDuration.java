package org.nakhoda.api.apiextensions;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Durations as schemas know them: as Go writes them ({@code 1h30m}, {@code -1.5s}), or in words ({@code 3 days}). */
public final class FormattedDuration {
    private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Pattern WORDS = Pattern.compile("([0-9]+)\\s*([A-Za-zµμ]+)");

    /** What a unit is called; anything that begins with the last name is of this unit as well. */
    private record Unit(long nanos, List<String> names) {
        boolean is(String name) {
            return names.contains(name) || name.startsWith(names.get(names.size() - 1));
        }
    }

    private static final List<Unit> UNITS = List.of(
            new Unit(1L, List.of("ns", "nano")),
            new Unit(1_000L, List.of("us", "µs", "μs", "micro")),
            new Unit(1_000_000L, List.of("ms", "milli")),
            new Unit(1_000_000_000L, List.of("s", "sec")),
            new Unit(60_000_000_000L, List.of("m", "min")),
            new Unit(3_600_000_000_000L, List.of("h", "hr", "hour")),
            new Unit(86_400_000_000_000L, List.of("d", "day")),
            new Unit(604_800_000_000_000L, List.of("w", "wk", "week")));

    private FormattedDuration() {}

    /**
     * @throws IllegalArgumentException if it is none
     */
    public static Duration parse(String text) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String rest = signed ? text.substring(1) : text;
        BigDecimal nanos = rest.equals("0") ? BigDecimal.ZERO : sum(PART.matcher(rest), rest.length());
        if (nanos == null) {
            nanos = inWords(text);
        } else if (text.startsWith("-")) {
            nanos = nanos.negate();
        }
        if (nanos == null || nanos.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("\"" + text + "\" is no duration");
        }
        return Duration.ofNanos(nanos.longValue());
    }

    private static BigDecimal sum(Matcher part, int length) {
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (end < length && part.find(end) && part.start() == end) {
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit(part.group(2)))));
            end = part.end();
        }
        return end == 0 || end < length ? null : nanos;
    }

    private static BigDecimal inWords(String text) {
        BigDecimal nanos = null;
        Matcher words = WORDS.matcher(text);
        while (words.find()) {
            long unit = unit(words.group(2).toLowerCase(Locale.ROOT));
            if (unit > 0) {
                BigDecimal part = new BigDecimal(words.group(1)).multiply(BigDecimal.valueOf(unit));
                nanos = nanos == null ? part : nanos.add(part);
            }
        }
        return nanos;
    }

    private static long unit(String name) {
        return UNITS.stream()
                .filter(unit -> unit.is(name))
                .mapToLong(Unit::nanos)
                .findFirst()
                .orElse(0);
    }
}
