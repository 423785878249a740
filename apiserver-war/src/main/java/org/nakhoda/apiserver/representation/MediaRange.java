package org.nakhoda.apiserver.representation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One entry of an Accept header (RFC 9110, section 12.5.1). */
public record MediaRange(String type, Map<String, String> parameters) {
    /**
     * The entries, the most wanted first; of the same quality, exact types before wildcards, and otherwise in the order given.
     */
    public static List<MediaRange> list(String accept) {
        List<MediaRange> ranges = new ArrayList<>();
        for (String entry : accept.split(",")) {
            MediaRange range = parse(entry);
            if (range.quality() > 0) {
                ranges.add(range);
            }
        }
        ranges.sort(Comparator.comparingDouble(MediaRange::quality)
                .reversed()
                .thenComparing(range -> range.type().startsWith("*"))
                .thenComparing(range -> range.type().endsWith("/*")));
        return ranges;
    }

    /** One media type with its parameters. */
    public static MediaRange parse(String entry) {
        String[] parts = entry.split(";");
        Map<String, String> parameters = new HashMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals > 0) {
                String value = parts[i].substring(equals + 1).strip();
                parameters.put(
                        parts[i].substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                                ? value.substring(1, value.length() - 1)
                                : value);
            }
        }
        return new MediaRange(parts.length == 0 ? "" : parts[0].strip().toLowerCase(Locale.ROOT), parameters);
    }

    /** Empty if there is none. */
    public String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    private double quality() {
        try {
            return Double.parseDouble(parameters.getOrDefault("q", "1"));
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}
