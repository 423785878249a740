package org.nakhoda.db.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.nakhoda.db.postgres.ReplicationException.Reason;
import org.nakhoda.db.schema.SchemaMigration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a running server is told about replication, and what it says of it, in SQL. Everything changes by ALTER SYSTEM and a
 * reload, and is waited for until it is in force.
 */
final class Replication {
    private static final Logger LOG = LoggerFactory.getLogger(Replication.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration PROMOTION_LIMIT = Duration.ofMinutes(1);

    /** Longer than the startup process waits before it looks for more of the log, so that it has looked in between. */
    private static final Duration STANDSTILL = Duration.ofMillis(250);

    private static final int KEPT = 4;

    private final DataSource connections;

    /** Sessions to be used again: to begin one takes longer than most of what is asked. */
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

    /** False after a change of the synchronous set that was not seen through. */
    private volatile boolean settled = true;

    /** Whether the checkpointer has still to note that there is anybody to wait for. */
    private volatile boolean unnoted;

    Replication(DataSource connections) {
        this.connections = connections;
    }

    private interface Work<T> {
        T over(Statement statement) throws SQLException, InterruptedException;
    }

    private interface Check {
        boolean holds() throws SQLException, InterruptedException;
    }

    private <T> T work(Work<T> work) throws InterruptedException {
        Connection kept = idle.pollFirst();
        if (kept != null) {
            try {
                return work(work, kept);
            } catch (SQLException e) {
                // all that is asked or told here may be asked or told twice; the session may have ended with its server
                forgetSessions();
            }
        }
        try {
            return work(work, connections.getConnection());
        } catch (SQLException e) {
            throw new ReplicationException(Reason.SERVER, "the own PostgreSQL: " + e.getMessage(), e);
        }
    }

    private <T> T work(Work<T> work, Connection connection) throws SQLException, InterruptedException {
        boolean fine = false;
        try (Statement statement = connection.createStatement()) {
            T result = work.over(statement);
            fine = true;
            return result;
        } finally {
            if (fine && idle.size() < KEPT) {
                idle.addFirst(connection);
            } else {
                close(connection);
            }
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("a session that is broken did not close", e);
        }
    }

    /** The server is another one from now on, or none. */
    void forgetSessions() {
        for (Connection connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
            close(connection);
        }
    }

    private static boolean tryUntil(Duration limit, Check check) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!check.holds()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(2);
        }
        return true;
    }

    private static void await(Duration limit, String what, Check check) throws SQLException, InterruptedException {
        if (!tryUntil(limit, check)) {
            throw new ReplicationException(Reason.TIMEOUT, "not within " + limit.toMillis() + " ms: " + what);
        }
    }

    private static String value(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private static boolean yes(Statement statement, String condition) throws SQLException {
        return "t".equals(value(statement, "select " + condition));
    }

    private static String bytes(String lsn) {
        return "coalesce((" + lsn + " - '0/0')::bigint, 0)";
    }

    boolean inRecovery() throws InterruptedException {
        return work(statement -> yes(statement, "pg_is_in_recovery()"));
    }

    /**
     * Changes a setting and reloads. When this returns every process that the server starts from now on has it, because
     * this session has it, and the server takes it in itself before it tells its sessions; the older processes have been told,
     * and take it in when they next look.
     *
     * @return whether it was another before
     */
    private boolean set(String name, String value) throws InterruptedException {
        return work(statement -> {
            if (value.equals(value(statement, "show " + name))) {
                return false;
            }
            statement.execute("alter system set " + name + " = " + ServerSettings.quote(value));
            statement.execute("select pg_reload_conf()");
            await(LIMIT, "a new " + name, () -> value.equals(value(statement, "show " + name)));
            return true;
        });
    }

    /**
     * Makes a standby follow nobody. When this returns it receives nothing, and confirms nothing, until told to follow.
     *
     * <p>That no receiver is to be seen does not show it: the server's startup process may have asked for one that is not
     * there yet, with the old setting. Pausing and resuming the replay does: the startup process confirms a pause only
     * after it has taken in the settings, and the second pause only after it has also ended the receiver that it had.
     */
    void detach() throws InterruptedException {
        set("primary_conninfo", "");
        work(statement -> {
            passStartupProcess(statement);
            awaitNoReceiver(statement);
            passStartupProcess(statement);
            awaitNoReceiver(statement);
            return null;
        });
    }

    private static void passStartupProcess(Statement statement) throws SQLException, InterruptedException {
        statement.execute("select pg_wal_replay_pause()");
        try {
            await(LIMIT, "a pause of the replay", () -> "paused"
                    .equals(value(statement, "select pg_get_wal_replay_pause_state()")));
        } finally {
            statement.execute("select pg_wal_replay_resume()");
        }
    }

    private static void awaitNoReceiver(Statement statement) throws SQLException, InterruptedException {
        await(
                LIMIT,
                "the end of the receiver",
                () -> yes(
                        statement,
                        "not exists (select from pg_stat_wal_receiver) and not exists"
                                + " (select from pg_stat_activity where backend_type = 'walreceiver')"));
    }

    void follow(String connectionInfo) throws InterruptedException {
        set("primary_conninfo", connectionInfo);
    }

    /** Who died, or lost the connection, between a pause and its end leaves the replay paused. */
    private static void resume(Statement statement) throws SQLException {
        statement.execute("select pg_wal_replay_resume() where pg_is_wal_replay_paused()");
    }

    boolean streaming(Upstream upstream) throws InterruptedException {
        return work(statement -> yes(
                statement,
                // one that has diverged streams too, for a moment at a time, but never gets to the newest timeline
                "exists (select from pg_stat_wal_receiver where status = 'streaming' and sender_host = "
                        + ServerSettings.quote(upstream.host()) + " and sender_port = " + upstream.port()
                        + " and received_tli >= (select coalesce(max(('x' || left(name, 8))::bit(32)::int), 1)"
                        + " from pg_ls_waldir() where name ~ '^[0-9A-F]{8}[.]history$'))"));
    }

    Position position(Duration limit) throws InterruptedException {
        return work(statement -> {
            if (!yes(statement, "pg_is_in_recovery()")) {
                long flushed = Long.parseLong(value(statement, "select " + bytes("pg_current_wal_flush_lsn()")));
                return new Position(false, epoch(statement), flushed, flushed);
            }
            resume(statement);
            Standstill standstill = new Standstill();
            boolean all = tryUntil(limit, () -> standstill.reached(statement));
            long epoch = epoch(statement);
            return new Position(true, epoch, all ? standstill.replayed : standstill.received(), standstill.replayed);
        });
    }

    private static long epoch(Statement statement) throws SQLException {
        String table = SchemaMigration.SCHEMA + ".leadership";
        if (!yes(statement, "to_regclass('" + table + "') is not null")) {
            return 0;
        }
        String epoch = value(statement, "select epoch from " + table);
        return epoch == null ? 0 : Long.parseLong(epoch);
    }

    /** Sees when a standby's startup process has nothing left to replay. */
    private static final class Standstill {
        private long received;
        private long replayed;
        private long since = System.nanoTime();

        long received() {
            return Math.max(received, replayed);
        }

        /**
         * The startup process waits for more, and either has replayed all that came or has looked again in vain: the rest
         * is a torn record. After a restart nothing has come yet, and it waits only when all that it found is replayed.
         */
        boolean reached(Statement statement) throws SQLException {
            boolean waits = yes(
                    statement,
                    "exists (select from pg_stat_activity where backend_type = 'startup'"
                            + " and wait_event in ('RecoveryRetrieveRetryInterval', 'RecoveryWalStream'))");
            try (ResultSet row = statement.executeQuery(
                    "select " + bytes("pg_last_wal_receive_lsn()") + ", " + bytes("pg_last_wal_replay_lsn()"))) {
                row.next();
                received = row.getLong(1);
                long now = row.getLong(2);
                if (now != replayed) {
                    replayed = now;
                    since = System.nanoTime();
                }
            }
            return waits && (replayed >= received || System.nanoTime() - since > STANDSTILL.toNanos());
        }
    }

    void promote() throws InterruptedException {
        work(statement -> {
            if (yes(statement, "pg_is_in_recovery()")) {
                statement.execute("select pg_promote(false)");
                await(PROMOTION_LIMIT, "the promotion", () -> yes(statement, "not pg_is_in_recovery()"));
            }
            return null;
        });
    }

    /** See {@link ReplicatedPostgres#synchronous}. */
    void synchronous(int count, Collection<String> names) throws InterruptedException {
        String wanted = count == 0
                ? ""
                : "ANY " + count + " ("
                        + names.stream()
                                .map(name -> "\"" + name.replace("\"", "\"\"") + "\"")
                                .collect(Collectors.joining(","))
                        + ")";
        String name = "synchronous_standby_names";
        if (work(statement -> value(statement, "show " + name)).isEmpty()) {
            unnoted = true;
        }
        boolean before = settled;
        settled = false;
        if (!set(name, wanted) && before) {
            settled = true;
            unnoted = false;
            return;
        }
        work(statement -> {
            if (unnoted) {
                // it takes in its settings before the next checkpoint
                statement.execute("checkpoint");
                unnoted = false;
            }
            // senders decide who is waited for: the ones from before are replaced
            List<String> old = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(
                    "select pid from pg_stat_replication where state in ('catchup', 'streaming')")) {
                while (rows.next()) {
                    old.add(rows.getString(1));
                }
            }
            if (!old.isEmpty()) {
                String those = "(" + String.join(",", old) + ")";
                statement.execute("select pg_terminate_backend(pid) from pg_stat_replication where pid in " + those);
                await(
                        LIMIT,
                        "the end of the senders",
                        () -> yes(statement, "not exists (select from pg_stat_activity where pid in " + those + ")"));
            }
            return null;
        });
        settled = true;
    }

    List<StandbyProgress> standbys() throws InterruptedException {
        String lsns = List.of("sent_lsn", "write_lsn", "flush_lsn", "replay_lsn").stream()
                .map(Replication::bytes)
                .collect(Collectors.joining(", "));
        String query = "select application_name, " + lsns + ", state, sync_state from pg_stat_replication"
                + " where state <> 'backup' order by 1";
        return work(statement -> {
            List<StandbyProgress> standbys = new ArrayList<>();
            try (ResultSet row = statement.executeQuery(query)) {
                while (row.next()) {
                    standbys.add(new StandbyProgress(
                            row.getString(1),
                            row.getLong(2),
                            row.getLong(3),
                            row.getLong(4),
                            row.getLong(5),
                            row.getString(6),
                            row.getString(7)));
                }
            }
            return standbys;
        });
    }

    /** The end of what a primary has written; of a standby, of what it has replayed. */
    long walPosition() throws InterruptedException {
        return work(statement -> Long.parseLong(value(
                statement,
                "select "
                        + bytes("case when pg_is_in_recovery() then pg_last_wal_replay_lsn()"
                                + " else pg_current_wal_flush_lsn() end"))));
    }

    /** Whether a primary's last words will be heard: a standby streams, and no commit waits in vain. */
    boolean isHeard() throws InterruptedException {
        return work(statement -> yes(
                statement,
                "exists (select from pg_stat_replication where state = 'streaming') and not exists"
                        + " (select from pg_stat_activity where wait_event = 'SyncRep')"));
    }
}
