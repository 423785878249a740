package org.nakhoda.apiserver.admission.podsecurity;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.nakhoda.apiserver.admission.podsecurity.Violations.Violation;

/** Which rules make up a standard in a version: in the order of their ids, the lower standard's first. */
final class Checks {
    private Checks() {}

    static Optional<Violations> violations(LevelVersion standard, PodUnderTest pod) {
        if (standard.checksNothing()) {
            return Optional.empty();
        }
        List<Violation> violations = new ArrayList<>();
        for (Check check : of(standard)) {
            check.test().apply(pod).ifPresent(violations::add);
        }
        return violations.isEmpty() ? Optional.empty() : Optional.of(new Violations(violations));
    }

    private static List<Check> of(LevelVersion standard) {
        List<Check> baseline = at(standard.minor(), BaselineChecks.ALL);
        if (standard.level() == Level.BASELINE) {
            return baseline;
        }
        List<Check> restricted = at(standard.minor(), RestrictedChecks.ALL);
        Set<String> replaced = new HashSet<>();
        restricted.forEach(check -> replaced.addAll(check.instead()));
        List<Check> all = new ArrayList<>(baseline);
        all.removeIf(check -> replaced.contains(check.id()));
        all.addAll(restricted);
        return all;
    }

    private static List<Check> at(int minor, List<Check> checks) {
        Map<String, Check> newest = new TreeMap<>();
        for (Check check : checks) {
            if (check.since() <= minor) {
                newest.merge(check.id(), check, (one, other) -> one.since() > other.since() ? one : other);
            }
        }
        return List.copyOf(newest.values());
    }
}
