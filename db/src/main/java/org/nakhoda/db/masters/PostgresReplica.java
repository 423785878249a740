package org.nakhoda.db.masters;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.nakhoda.db.postgres.ReplicatedPostgres;
import org.nakhoda.db.postgres.ReplicationException;
import org.nakhoda.db.postgres.Upstream;

/** The embedded PostgreSQL as the group's replica. */
public final class PostgresReplica implements Replica {
    private static final Set<String> RECEIVING = Set.of("streaming", "catchup");
    private static final Duration REPLAYING = Duration.ofSeconds(20);

    private final ReplicatedPostgres server;
    private volatile Runnable died = () -> {};

    /** Whether the end of the server would be a surprise. */
    private volatile boolean primary;

    public PostgresReplica(ReplicatedPostgres server) {
        this.server = server;
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public boolean hasData() {
        return server.hasData();
    }

    @Override
    public Position position() throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + REPLAYING.toNanos();
        while (true) {
            org.nakhoda.db.postgres.Position here = translated(server::position);
            boolean whole = !here.inRecovery() || here.replayed() >= here.received();
            if (whole) {
                return new Position(!here.inRecovery(), here.epoch(), here.received());
            }
            if (System.nanoTime() > deadline) {
                throw new SQLException("the database has applied its log up to " + here.replayed() + " of "
                        + here.received() + " only: where it is cannot be said yet");
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void detach() throws SQLException {
        primary = false;
        told(server::detach);
    }

    @Override
    public void halt() throws SQLException {
        primary = false;
        told(server::halt);
    }

    @Override
    public void follow(Member upstream) throws SQLException {
        told(() -> server.follow(upstream(upstream)));
    }

    @Override
    public boolean streaming() {
        try {
            return server.streaming();
        } catch (ReplicationException e) {
            return false;
        }
    }

    @Override
    public void promote() throws SQLException {
        told(server::promote);
        primary = true;
        server.pid().flatMap(ProcessHandle::of).ifPresent(process -> process.onExit()
                .thenRun(() -> {
                    if (primary) {
                        died.run();
                    }
                }));
    }

    @Override
    public void synchronous(int confirming, Collection<String> names) throws SQLException {
        told(() -> server.synchronous(confirming, names));
    }

    @Override
    public void rebuild(Member source, LongConsumer bytes) throws IOException, SQLException {
        primary = false;
        told(() -> server.rebuild(upstream(source), bytes::accept));
    }

    @Override
    public List<Follower> followers() throws SQLException {
        return translated(server::standbys).stream()
                .map(standby -> new Follower(standby.name(), RECEIVING.contains(standby.state()), standby.flushed()))
                .toList();
    }

    @Override
    public long written() throws SQLException {
        return translated(server::walPosition);
    }

    @Override
    public void checkpoint() throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("checkpoint");
        }
    }

    @Override
    public void onDeath(Runnable told) {
        died = told;
    }

    private static Upstream upstream(Member member) {
        return new Upstream(member.address(), member.databasePort());
    }

    private interface Asked<T> {
        T ask();
    }

    private static <T> T translated(Asked<T> question) throws SQLException {
        try {
            return question.ask();
        } catch (ReplicationException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    private static void told(Runnable order) throws SQLException {
        translated(() -> {
            order.run();
            return null;
        });
    }

    @Override
    public DataSource dataSource() {
        return server.dataSource();
    }

    @Override
    public String description() {
        return server.description();
    }

    @Override
    public void close() {
        primary = false;
        server.close();
    }
}
