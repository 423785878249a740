package org.nakhoda.it.masters;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.nakhoda.it.masters.history.History;
import org.nakhoda.it.masters.history.Observation.Event;
import org.nakhoda.it.masters.history.Observation.Outcome;
import org.nakhoda.it.masters.history.Observation.Read;
import org.nakhoda.it.masters.history.Observation.Write;
import org.nakhoda.it.masters.history.Violation;

/**
 * What came of one fault.
 *
 * @param gap the longest time in which no client got a write acknowledged
 * @param unknown writes whose outcome no client knows
 * @param troubles what kept the cluster from working again, in words; violations say what was wrong meanwhile
 */
public record Report(
        String fault,
        Duration gap,
        long acknowledged,
        long unknown,
        long reads,
        long events,
        List<String> troubles,
        List<Violation> violations) {
    private static final String ROW = "| %-68s | %12s | %6s | %7s | %6s | %7s | %s |";
    private static final int SHOWN = 20;

    public Report {
        troubles = List.copyOf(troubles);
        violations = List.copyOf(violations);
    }

    static Report of(String fault, History history, List<String> troubles, List<Violation> violations) {
        return new Report(
                fault,
                longestGap(history),
                count(history, Outcome.OK),
                count(history, Outcome.UNKNOWN),
                history.all(Read.class).count(),
                history.all(Event.class).count(),
                troubles,
                violations);
    }

    private static long count(History history, Outcome outcome) {
        return history.all(Write.class)
                .filter(write -> write.outcome() == outcome)
                .count();
    }

    static Duration longestGap(History history) {
        long[] ends = history.all(Write.class)
                .filter(write -> write.outcome() == Outcome.OK)
                .mapToLong(Write::end)
                .sorted()
                .toArray();
        long longest = 0;
        for (int i = 1; i < ends.length; i++) {
            longest = Math.max(longest, ends[i] - ends[i - 1]);
        }
        return Duration.ofNanos(longest);
    }

    public boolean good() {
        return troubles.isEmpty() && violations.isEmpty();
    }

    public static String head() {
        return row("fault", "longest gap", "writes", "unknown", "reads", "events", "verdict") + "\n"
                + "|---|---:|---:|---:|---:|---:|---|";
    }

    public String row() {
        String verdict = good() ? "good" : violations.size() + " violations, " + troubles.size() + " troubles";
        return row(fault, gap.toMillis() + " ms", acknowledged, unknown, reads, events, verdict);
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, ROW, cells);
    }

    /** What is wrong, one a line; not all of very many. */
    public String faultsFound() {
        StringBuilder text = new StringBuilder();
        troubles.forEach(trouble -> text.append(trouble).append('\n'));
        violations.stream().limit(SHOWN).forEach(violation -> text.append(violation)
                .append('\n'));
        if (violations.size() > SHOWN) {
            text.append("and ").append(violations.size() - SHOWN).append(" more\n");
        }
        return text.toString();
    }
}
