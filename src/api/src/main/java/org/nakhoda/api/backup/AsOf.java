package org.nakhoda.api.backup;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.nakhoda.api.meta.Revision;

/** Which state of those that a backup knows is asked for. */
public sealed interface AsOf {
    /** The newest: as of the backup's own revision. */
    record Newest() implements AsOf {}

    record At(Revision revision) implements AsOf {}

    /** What was there at that time: after the last write until then. */
    record Time(Instant time) implements AsOf {}

    /**
     * @param text a revision, or a time as in RFC 3339 such as {@code 2026-03-01T12:00:00Z}
     * @throws IllegalArgumentException if it is neither
     */
    static AsOf parse(String text) {
        if (text.matches("[0-9]{1,18}")) {
            return new At(Revision.parse(text));
        }
        try {
            return new Time(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is neither a revision nor a time such as 2026-03-01T12:00:00Z", e);
        }
    }
}
