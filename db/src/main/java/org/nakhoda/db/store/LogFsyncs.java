package org.nakhoda.db.store;

import java.time.Duration;
import java.util.Optional;

/**
 * How often the database has made its log durable, as it counts itself: over restarts of this process, anew after a crash of
 * its own, and some seconds late.
 *
 * @param count how many fsyncs
 * @param took all of them together; empty if the database does not measure that
 */
public record LogFsyncs(long count, Optional<Duration> took) {}
