package org.nakhoda.apiserver.admission.podsecurity;

import java.util.List;
import java.util.stream.Collectors;

/** All that a pod does against a standard. */
record Violations(List<Violation> all) {
    /** @param detail may be empty */
    record Violation(String reason, String detail) {
        @Override
        public String toString() {
            return detail.isEmpty() ? reason : reason + " (" + detail + ")";
        }
    }

    Violations {
        all = List.copyOf(all);
    }

    /** Such as {@code host namespaces, privileged}. */
    String reasons() {
        return all.stream().map(Violation::reason).collect(Collectors.joining(", "));
    }

    /** The reasons, and who gives them. */
    String details() {
        return all.stream().map(Violation::toString).collect(Collectors.joining(", "));
    }
}
