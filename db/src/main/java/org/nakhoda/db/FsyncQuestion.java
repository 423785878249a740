package org.nakhoda.db;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.nakhoda.db.store.LogFsyncs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the database how often it has made its log durable, and waits for the answer no longer than the deadline. All who ask at
 * one time share one question, so that a silent database holds one thread and one connection, however often it is asked.
 */
final class FsyncQuestion {
    private static final Logger LOG = LoggerFactory.getLogger(FsyncQuestion.class);
    private static final Duration DEADLINE = Duration.ofSeconds(1);

    /** Since this version all I/O is in one view; before, that of the log was in one of its own. */
    private static final int ONE_VIEW = 18;

    private static final String TIMED = "current_setting('track_wal_io_timing')::boolean";

    /** Without the fsyncs of new segments, which no commit waits for, as in the view before. */
    private static final String SQL = "select sum(fsyncs), sum(fsync_time), " + TIMED
            + " from pg_stat_io where object = 'wal' and context = 'normal'";

    private static final String SQL_BEFORE = "select wal_sync, wal_sync_time, " + TIMED + " from pg_stat_wal";

    private final DataSource connections;
    private final Executor executor;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private CompletableFuture<LogFsyncs> underWay;

    FsyncQuestion(DataSource connections, Executor executor) {
        this.connections = connections;
        this.executor = executor;
    }

    /** @return empty if the database does not answer in time, or does not know */
    Optional<LogFsyncs> ask() {
        try {
            return Optional.of(question().get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException | ExecutionException | RejectedExecutionException e) {
            LOG.debug("the database does not tell its fsyncs", e);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private CompletableFuture<LogFsyncs> question() {
        synchronized (lock) {
            if (underWay == null || underWay.isDone()) {
                underWay = CompletableFuture.supplyAsync(this::read, executor);
            }
            return underWay;
        }
    }

    private LogFsyncs read() {
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        connection.getMetaData().getDatabaseMajorVersion() >= ONE_VIEW ? SQL : SQL_BEFORE)) {
            row.next();
            Optional<Duration> took = row.getBoolean(3)
                    ? Optional.of(Duration.ofNanos(Math.round(row.getDouble(2) * 1_000_000)))
                    : Optional.empty();
            return new LogFsyncs(row.getLong(1), took);
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }
}
