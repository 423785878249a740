package org.nakhoda.apiserver.admission.podsecurity;

import java.util.Locale;
import java.util.Optional;

/** The standards, each stricter than the one before. */
enum Level {
    PRIVILEGED,
    BASELINE,
    RESTRICTED;

    static Optional<Level> of(String text) {
        return switch (text) {
            case "privileged" -> Optional.of(PRIVILEGED);
            case "baseline" -> Optional.of(BASELINE);
            case "restricted" -> Optional.of(RESTRICTED);
            default -> Optional.empty();
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
