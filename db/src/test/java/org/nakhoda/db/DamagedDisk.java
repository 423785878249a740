package org.nakhoda.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.nakhoda.db.postgres.DatabaseServer;

/**
 * Lets what running servers have on their disks become another thing. What a primary writes to a page for the first time after
 * a checkpoint travels as the whole page and would mend a standby's: so all that it might still do by itself is done before.
 */
final class DamagedDisk {
    static final String OBJECTS = "nakhoda.current_object";
    static final String HISTORY = "nakhoda.event_0";

    private static final int PAGE = 8192;
    private static final int CHECKSUM_AT = 8;

    private final DatabaseServer primary;

    /** @param leader whose database is written; nothing more must be written through it afterwards */
    DamagedDisk(PostgresClusterStore leader) throws SQLException {
        this.primary = leader.server();
        for (String sql : List.of(
                "create extension if not exists pageinspect",
                "create extension if not exists pg_buffercache",
                "vacuum (freeze) " + OBJECTS,
                "vacuum (freeze) " + HISTORY,
                "checkpoint")) {
            TestServers.execute(primary, sql);
        }
    }

    /** Silently: the page's checksum is right. */
    void change(PostgresClusterStore member, Path dataDir, String table, String text, String other) throws Exception {
        damage(member, dataDir, table, text, other, true);
    }

    /** The page's checksum is wrong from now on. */
    void spoil(PostgresClusterStore member, Path dataDir, String table, String text) throws Exception {
        damage(member, dataDir, table, text, "?".repeat(text.length()), false);
    }

    private void damage(
            PostgresClusterStore member, Path dataDir, String table, String text, String other, boolean silently)
            throws Exception {
        assertThat(other).hasSameSizeAs(text);
        DatabaseServer server = member.server();
        String written = one(primary, "select pg_current_wal_flush_lsn()");
        if (one(server, "select pg_is_in_recovery()").equals("t")) {
            Eventually.holds(() -> one(server, "select pg_last_wal_replay_lsn() >= '" + written + "'")
                    .equals("t"));
        }
        Path file = dataDir.resolve("postgres")
                .resolve("data")
                .resolve(one(server, "select pg_relation_filepath('" + table + "')"));
        String evict = "select pg_buffercache_evict_relation('" + table + "')";
        one(server, evict);
        rewrite(file, text.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8), silently);
        one(server, evict);
    }

    private void rewrite(Path file, byte[] text, byte[] other, boolean silently) throws IOException, SQLException {
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            int number = 0;
            for (long at = 0; at < disk.length(); at += PAGE, number++) {
                byte[] page = new byte[PAGE];
                disk.seek(at);
                disk.readFully(page);
                if (replace(page, text, other)) {
                    if (silently) {
                        ByteBuffer.wrap(page).order(ByteOrder.nativeOrder()).putShort(CHECKSUM_AT, sum(page, number));
                    }
                    disk.seek(at);
                    disk.write(page);
                    return;
                }
            }
        }
        throw new AssertionError("not in " + file + ": " + new String(text, StandardCharsets.UTF_8));
    }

    private static boolean replace(byte[] page, byte[] text, byte[] other) {
        for (int i = 0; i + text.length <= page.length; i++) {
            if (Arrays.equals(page, i, i + text.length, text, 0, text.length)) {
                System.arraycopy(other, 0, page, i, other.length);
                return true;
            }
        }
        return false;
    }

    private short sum(byte[] page, int number) throws SQLException {
        try (Connection connection = primary.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement("select page_checksum(?, ?)")) {
            statement.setBytes(1, page);
            statement.setInt(2, number);
            try (ResultSet sum = statement.executeQuery()) {
                sum.next();
                return sum.getShort(1);
            }
        }
    }

    private static String one(DatabaseServer server, String sql) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return found.getString(1);
        }
    }
}
