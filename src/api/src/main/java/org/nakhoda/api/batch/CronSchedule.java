package org.nakhoda.api.batch;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The syntax of schedules: five fields of lists, ranges and steps, or a word such as {@code @daily}. */
final class CronSchedule {
    private static final Set<String> WORDS =
            Set.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
    private static final List<Field> FIELDS = List.of(
            new Field("minute", 0, 59, List.of()),
            new Field("hour", 0, 23, List.of()),
            new Field("day-of-month", 1, 31, List.of()),
            new Field(
                    "month",
                    1,
                    12,
                    List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
            new Field("day-of-week", 0, 6, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat")));

    private CronSchedule() {}

    /** @param names of the numbers from {@code least} on */
    private record Field(String name, int least, int most, List<String> names) {
        /** -1 if it is no number of this field. */
        int number(String text) {
            int named = names.indexOf(text.toLowerCase(Locale.ROOT));
            if (named >= 0) {
                return least + named;
            }
            return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
        }
    }

    /** Null if {@code schedule} can be followed, else why not. */
    static String fault(String schedule) {
        if (schedule.startsWith("@every ")) {
            return schedule.substring(7).matches("([0-9]+(\\.[0-9]+)?(h|m|s|ms))+") ? null : "failed to parse duration";
        }
        if (schedule.startsWith("@")) {
            return WORDS.contains(schedule) ? null : "unrecognized descriptor: " + schedule;
        }
        String[] parts = schedule.strip().split("\\s+");
        if (parts.length != FIELDS.size()) {
            return "expected exactly 5 fields, found " + parts.length + ": minute hour day-of-month month day-of-week";
        }
        for (int i = 0; i < parts.length; i++) {
            for (String range : parts[i].split(",", -1)) {
                String fault = fault(FIELDS.get(i), range);
                if (fault != null) {
                    return fault;
                }
            }
        }
        return null;
    }

    private static String fault(Field field, String range) {
        String[] stepped = range.split("/", -1);
        String span = stepped[0];
        if (stepped.length > 2) {
            return "too many slashes: " + range;
        }
        if (stepped.length == 2 && !stepped[1].matches("0*[1-9][0-9]{0,3}")) {
            return "step of range should be a positive number: " + range;
        }
        if (span.equals("*") || span.equals("?")) {
            return null;
        }
        String[] ends = span.split("-", -1);
        if (ends.length > 2) {
            return "too many hyphens: " + range;
        }
        int from = field.number(ends[0]);
        int to = ends.length == 2 ? field.number(ends[1]) : from;
        if (from < 0 || to < 0) {
            return "failed to parse " + field.name() + ": " + range;
        }
        if (from < field.least()) {
            return "beginning of range (" + from + ") below minimum (" + field.least() + "): " + range;
        }
        if (to > field.most() || from > field.most()) {
            return "end of range (" + Math.max(from, to) + ") above maximum (" + field.most() + "): " + range;
        }
        return from > to ? "beginning of range (" + from + ") beyond end of range (" + to + "): " + range : null;
    }
}
