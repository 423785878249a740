package org.nakhoda.api.catalogue;

import java.time.Duration;

/**
 * Ages and durations as kubectl prints them: at most two units, coarser as they grow ({@code 119s}, {@code 2m},
 * {@code 9m59s}, {@code 179m}, {@code 7h59m}, {@code 47h}, {@code 7d23h}, {@code 729d}, {@code 7y364d}, {@code 9y}).
 */
public final class HumanDuration {
    private static final String UNKNOWN = "<invalid>";

    private HumanDuration() {}

    /** A slightly negative duration, as two clocks disagree, counts as zero. */
    public static String of(Duration duration) {
        long seconds = duration.toMillis() / 1000;
        if (seconds < -1) {
            return UNKNOWN;
        }
        if (seconds < 0) {
            return "0s";
        }
        if (seconds < 120) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 10) {
            return two(minutes, "m", seconds % 60, "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        long hours = minutes / 60;
        if (hours < 8) {
            return two(hours, "h", minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        long days = hours / 24;
        if (hours < 192) {
            return two(days, "d", hours % 24, "h");
        }
        if (days < 730) {
            return days + "d";
        }
        long years = days / 365;
        return years < 8 ? two(years, "y", days % 365, "d") : years + "y";
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return small == 0 ? large + largeUnit : large + largeUnit + small + smallUnit;
    }
}
