package org.nakhoda.db.history;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * Of a failed question to a database: whether what is stored there is broken. It would fail again, but for data that were
 * only just being replaced, so that it is believed the second time.
 */
public final class Damage {
    /** Data and index corrupted, as a page whose checksum is wrong; and stored text that is no text. */
    private static final Set<String> STATES = Set.of("XX001", "XX002", "22021");

    private Damage() {}

    /** What the database says is broken; empty if it failed for another reason. */
    public static Optional<String> in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e && STATES.contains(String.valueOf(e.getSQLState()))) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }
        return Optional.empty();
    }
}
