package org.nakhoda.node.log;

import java.time.Instant;
import java.util.Optional;

/**
 * What of a log is wanted.
 *
 * @param tailLines only so many of the last lines; empty for all
 * @param since only what was written after
 * @param limitBytes only so many bytes
 * @param stdout and {@code stderr}: which streams
 */
public record LogOptions(
        boolean follow,
        boolean timestamps,
        Optional<Long> tailLines,
        Optional<Instant> since,
        Optional<Long> limitBytes,
        boolean stdout,
        boolean stderr) {
    public static final LogOptions ALL =
            new LogOptions(false, false, Optional.empty(), Optional.empty(), Optional.empty(), true, true);
}
