package org.nakhoda.it.surface;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What became of each attempt, by kind, verb and client. A later failure of a cell stays over a success. */
final class Matrix {
    /** The client has no call for it. */
    static final String NOT_OFFERED = "not offered";

    private final Map<String, Map<String, Map<String, String>>> cells = new LinkedHashMap<>();

    /** @param fault empty if all was well */
    void note(String client, Kind kind, String verb, String fault) {
        cells.computeIfAbsent(client, c -> new TreeMap<>())
                .computeIfAbsent(kind.toString(), k -> new LinkedHashMap<>())
                .merge(verb, fault, (before, now) -> before.isEmpty() || before.equals(NOT_OFFERED) ? now : before);
    }

    List<String> failures() {
        List<String> failures = new ArrayList<>();
        cells.forEach((client, kinds) -> kinds.forEach((kind, verbs) -> verbs.forEach((verb, fault) -> {
            if (!fault.isEmpty() && !fault.equals(NOT_OFFERED)) {
                failures.add(client + ": " + verb + " " + kind + ": " + fault);
            }
        })));
        return failures;
    }

    /** How many cells there are that were tried. */
    long tried() {
        return cells.values().stream()
                .flatMap(kinds -> kinds.values().stream())
                .flatMap(verbs -> verbs.values().stream())
                .filter(fault -> !fault.equals(NOT_OFFERED))
                .count();
    }

    /** One table for each client: kinds down, verbs across. */
    String markdown() {
        StringBuilder text =
                new StringBuilder("# Kinds, verbs and clients\n\n`ok` works, `FAULT` does not (told below), "
                        + "`-` the client has no call for it, blank: the kind has no such verb.\n");
        cells.forEach((client, kinds) -> {
            Set<String> verbs = new LinkedHashSet<>();
            kinds.values().forEach(row -> verbs.addAll(row.keySet()));
            text.append("\n## ").append(client).append("\n\n| kind | ").append(String.join(" | ", verbs));
            text.append(" |\n|---").append("|---".repeat(verbs.size())).append("|\n");
            kinds.forEach((kind, row) -> {
                text.append("| ").append(kind);
                verbs.forEach(verb -> text.append(" | ").append(mark(row.get(verb))));
                text.append(" |\n");
            });
        });
        text.append("\n## Faults\n\n");
        failures().forEach(failure -> text.append("- ").append(failure).append('\n'));
        return text.toString();
    }

    private static String mark(String fault) {
        if (fault == null) {
            return " ";
        }
        return fault.isEmpty() ? "ok" : fault.equals(NOT_OFFERED) ? "-" : "FAULT";
    }
}
