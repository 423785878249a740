package org.nakhoda.db.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.nakhoda.db.postgres.ReplicationException.Reason;
import org.nakhoda.db.postgres.ServerLife.Stop;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL that comes with Nakhoda as one of several that replicate. By itself it is never more than a standby that
 * follows nobody; its owner tells it whom to follow, and when to become the primary.
 *
 * <pre>
 *                           rebuild                  follow
 *   NO DATA ───────────────────────> DETACHED <──────────────────> FOLLOWING
 *      ^                              STANDBY         detach         STANDBY
 *      │ a rebuild breaks off          │   ^                           │
 *      └───────────────────────  promote   │ detach; it dies           │
 *                                      v   │                           │
 *                                     PRIMARY <────────────────────────┘ promote
 * </pre>
 *
 * <p>It starts as a detached standby whatever it was before. A server that dies comes back as one too. A primary
 * confirms no commit before {@link #synchronous} said who has to confirm it.
 *
 * <p>All members of a cluster have the same file {@code password} in {@code home}: the roles, and with them the password,
 * are copied with the data, and {@link #rebuild} does not touch the file.
 *
 * <p>What is asked of the server throws {@link ReplicationException} if it does not happen. One thread after the other is
 * served, and a restart is waited for.
 */
public final class ReplicatedPostgres implements DatabaseServer {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicatedPostgres.class);
    private static final Duration REPLAY_LIMIT = Duration.ofSeconds(3);

    /** Of an answer to a question about replication. A promotion asks again and again and may take longer as a whole. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    private final DatabaseFolder folder;
    private final ReplicaSettings replica;
    private final PGSimpleDataSource dataSource;
    private final PGSimpleDataSource questions;
    private final Replication replication;
    private final ReplicaServer server;
    private final Rebuilding rebuilding;

    private volatile Runnable restarted = () -> {};
    private volatile Optional<Upstream> following = Optional.empty();

    private ReplicatedPostgres(DatabaseFolder folder, Path log, ReplicaSettings replica, Duration socketTimeout) {
        this.folder = folder;
        this.replica = replica;
        this.dataSource = local(socketTimeout);
        this.questions = local(ANSWER_LIMIT);
        this.replication = new Replication(questions);
        this.server = new ReplicaServer(folder, log, replica, replication, this::usePassword, () -> restarted.run());
        this.rebuilding = new Rebuilding(folder, replica, server);
    }

    private void usePassword() {
        following = Optional.empty();
        try {
            String password = folder.password();
            dataSource.setPassword(password);
            questions.setPassword(password);
        } catch (IOException e) {
            throw new PostgresStartException("there is no password for the database in " + folder.home(), e);
        }
    }

    private PGSimpleDataSource local(Duration socketTimeout) {
        PGSimpleDataSource source = Connections.local("", socketTimeout);
        source.setPortNumbers(new int[] {replica.port()});
        source.setSslMode("disable");
        return source;
    }

    /**
     * Returns when the server accepts connections as a detached standby, or at once if there is no data directory. A
     * running server is adopted if it is a standby with the same settings; any other, a primary above all, is stopped.
     *
     * @param home where its files are; made if it does not exist
     * @param log the server's log file, appended to
     * @throws PostgresStartException if it cannot be started
     */
    public static ReplicatedPostgres start(Path home, Path log, ReplicaSettings replica, Duration socketTimeout) {
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            DatabaseFolder folder = DatabaseFolder.prepareWithoutDatabase(home);
            ReplicatedPostgres database = new ReplicatedPostgres(folder, log, replica, socketTimeout);
            if (database.hasData()) {
                database.server.exclusively(() -> {
                    database.server.adoptOrStart();
                    return null;
                });
            }
            database.server.keepFromNowOn();
            return database;
        } catch (IOException e) {
            throw new PostgresStartException("the embedded PostgreSQL in " + home + " cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresStartException("interrupted while starting the embedded PostgreSQL", e);
        }
    }

    /** @param told after the server died and is there again: what it is now is to be asked */
    public void onRestart(Runnable told) {
        restarted = told;
    }

    /** Whether there is a database; if not, nothing runs until {@link #rebuild}. */
    public boolean hasData() {
        return folder.hasData();
    }

    /** Whether it runs as a primary. Cheap, and without a connection. */
    public boolean primary() {
        return server.primary();
    }

    @Override
    public DataSource dataSource() {
        return dataSource;
    }

    @Override
    public String description() {
        return "the embedded PostgreSQL on 127.0.0.1:" + replica.port() + ", replica " + replica.name();
    }

    /** The server's process, for who watches or supervises it; empty while it is stopped. */
    public Optional<Long> pid() {
        return server.pid();
    }

    /**
     * Where its data end. Of a standby it is meaningful when it is detached; then it waits, some seconds at most, until
     * everything received is replayed.
     */
    public Position position() {
        return ask(() -> replication.position(REPLAY_LIMIT));
    }

    /**
     * When this returns the server receives nothing from any primary and confirms nothing to it, and confirms no commit of
     * its own clients either: if it was a primary it has been stopped at once, without a word to those whose commits
     * wait, and is a standby now. Without data there is nothing to detach;
     * a rebuild that is under way goes on, but does not follow its source afterwards.
     */
    public void detach() {
        if (rebuilding.detach()) {
            return;
        }
        exclusively(() -> {
            following = Optional.empty();
            if (!hasData()) {
                return;
            }
            if (server.standby()) {
                try {
                    replication.detach();
                    return;
                } catch (ReplicationException e) {
                    LOG.warn("PostgreSQL does not detach; it is restarted", e);
                }
            }
            server.restartDetached();
        });
    }

    /** What {@link #detach} does to a primary, but nothing runs until that is called, or {@link #follow}. A standby goes on. */
    public void halt() {
        exclusively(() -> {
            if (hasData() && !server.standby()) {
                following = Optional.empty();
                server.halt();
            }
        });
    }

    /**
     * Makes a standby follow another server; a primary is detached first. Returns before it streams.
     *
     * <p>Only for data that end where, or before, the upstream's present epoch began: a standby with more than that would
     * confirm to the upstream, for a moment at a time, commits that it does not have. It has to be rebuilt.
     */
    public void follow(Upstream upstream) {
        exclusively(() -> {
            requireData();
            if (!server.standby()) {
                server.restartDetached();
            }
            server.files().copyCertificates();
            replication.follow(server.files().connectionInfo(upstream));
            following = Optional.of(upstream);
        });
    }

    /** Whether it streams from the server that it was told to follow, on that server's timeline. */
    public boolean streaming() {
        Optional<Upstream> upstream = following;
        return upstream.isPresent() && ask(() -> replication.streaming(upstream.get()));
    }

    /** Makes a standby the primary; returns when it is. What it has received is replayed before. */
    public void promote() {
        exclusively(() -> {
            requireData();
            replication.promote();
            following = Optional.empty();
        });
    }

    /**
     * Says which standbys confirm commits. Allowed on a standby too, and best called there before {@link #promote}.
     *
     * <p>When this returns, every commit that is waiting or comes waits for {@code count} of {@code names}, in old sessions as
     * well as in new ones. Not the sessions decide that but the server's senders, which serve one standby each: those
     * that had the former setting have been ended, and the standbys come back to new ones in a fraction of a second, for which
     * commits wait. (That anybody is to be waited for at all, sessions learn from the checkpointer, so that coming
     * from a count of 0 costs a checkpoint.)
     *
     * @param count of {@code names} that have to confirm; 0 for none
     */
    public void synchronous(int count, Collection<String> names) {
        if (count < 0 || count > names.size()) {
            throw new IllegalArgumentException(count + " of " + names + " cannot confirm a commit");
        }
        exclusively(() -> {
            requireData();
            replication.synchronous(count, names);
        });
    }

    /** The standbys that are connected, by name. */
    public List<StandbyProgress> standbys() {
        return ask(replication::standbys);
    }

    /** The end of what a primary has written, for how far others are behind. */
    public long walPosition() {
        return ask(replication::walPosition);
    }

    /**
     * Throws the own data away and copies the source's; afterwards it runs as a standby that follows the source, unless
     * {@link #detach} was called meanwhile. If the source does not begin to send, everything stays as it is; if it breaks
     * off, there is no data.
     *
     * @param source a primary, or a standby that streams
     * @param bytes told how many have come so far
     */
    public void rebuild(Upstream source, Consumer<Long> bytes) {
        carryOut(() ->
                rebuilding.run(source, bytes, follows -> following = follows ? Optional.of(source) : Optional.empty()));
    }

    private void requireData() {
        if (!hasData()) {
            throw new ReplicationException(Reason.NO_DATA, "there is no database yet in " + folder.home());
        }
    }

    private interface Question<T> {
        T ask() throws InterruptedException;
    }

    private <T> T ask(Question<T> question) {
        requireData();
        try {
            return question.ask();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplicationException(Reason.SERVER, "interrupted", e);
        }
    }

    private interface Order {
        void carryOut() throws IOException, InterruptedException;
    }

    private void exclusively(Order order) {
        carryOut(() -> server.exclusively(() -> {
            order.carryOut();
            return null;
        }));
    }

    private static void carryOut(Order order) {
        try {
            order.carryOut();
        } catch (IOException | PostgresStartException e) {
            throw new ReplicationException(Reason.SERVER, "the own PostgreSQL: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplicationException(Reason.SERVER, "interrupted", e);
        }
    }

    /**
     * Stops the server. A primary whose standbys listen and whose commits do not wait tells them all that it wrote; any
     * other primary ends at once, so that nobody hears of a commit that is not confirmed, and no record is written that
     * nobody else has.
     */
    @Override
    public void close() {
        rebuilding.breakOff();
        server.close(() -> {
            try {
                return primary() && !replication.isHeard() ? Stop.IMMEDIATE : Stop.FAST;
            } catch (ReplicationException e) {
                LOG.debug("PostgreSQL does not answer before it is stopped", e);
                return Stop.IMMEDIATE;
            }
        });
    }
}
