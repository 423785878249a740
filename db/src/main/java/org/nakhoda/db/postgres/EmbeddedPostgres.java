package org.nakhoda.db.postgres;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL that comes with Nakhoda, in a directory of its own. The server is a process beside this one: it survives
 * the death of this JVM and is adopted by the next, and it is started again when it dies itself.
 *
 * <pre>
 *               start or adopt
 *   STOPPED ───────────────────> RUNNING ──── close ────> CLOSED
 *                                 │   ^                      ^
 *                         it dies v   │ started again        │ close
 *                                RESTARTING ─────────────────┘
 * </pre>
 *
 * <p>Directory: {@code bin-VERSION/}, {@code data/}, {@code port}, {@code password} (readable by its owner only).
 */
public final class EmbeddedPostgres implements DatabaseServer {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
    private static final Duration RESTART_PAUSE = Duration.ofSeconds(2);
    private final DatabaseFolder folder;
    private final Path log;
    private final PGSimpleDataSource dataSource;
    private final Thread keeper;
    private final Object lock = new Object();

    /** Held while the server is started or stopped, so that no start overtakes {@link #close}. */
    private final ReentrantLock starting = new ReentrantLock();

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private ProcessHandle process;

    private volatile int port;

    private EmbeddedPostgres(DatabaseFolder folder, Path log, Duration socketTimeout) throws IOException {
        this.folder = folder;
        this.log = log;
        this.dataSource = Connections.configure(new PGSimpleDataSource(), socketTimeout);
        dataSource.setServerNames(new String[] {"127.0.0.1"});
        dataSource.setDatabaseName("postgres");
        dataSource.setUser(DatabaseFolder.USER);
        dataSource.setPassword(folder.password());
        this.keeper = new Thread(this::keep, "postgres-keeper");
        this.keeper.setDaemon(true);
    }

    /**
     * Returns when the server accepts connections.
     *
     * @param home where its files are; made if it does not exist
     * @param log the server's log file, appended to
     * @throws PostgresStartException if it cannot be started
     */
    public static EmbeddedPostgres start(Path home, Path log, Duration socketTimeout) {
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            DatabaseFolder folder = DatabaseFolder.prepare(home, Optional.empty());
            EmbeddedPostgres server = new EmbeddedPostgres(folder, log, socketTimeout);
            server.run();
            server.keeper.start();
            return server;
        } catch (IOException e) {
            throw new PostgresStartException("the embedded PostgreSQL in " + home + " cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresStartException("interrupted while starting the embedded PostgreSQL", e);
        }
    }

    @Override
    public DataSource dataSource() {
        return dataSource;
    }

    @Override
    public String description() {
        return "the embedded PostgreSQL on 127.0.0.1:" + port;
    }

    /** The server's process, for who watches or supervises it. */
    public long pid() {
        synchronized (lock) {
            return process.pid();
        }
    }

    /** Adopts the running server, or starts one; returns when it accepts connections. */
    private void run() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Optional<Postmaster> running = Postmaster.of(folder.data());
        if (running.isEmpty()) {
            endOrphans();
            writeSettings(freePort());
            spawn();
        }
        Postmaster ready = awaitReady(begin);
        synchronized (lock) {
            process = ready.process();
        }
        port = ready.port();
        dataSource.setPortNumbers(new int[] {port});
        LOG.info(
                "{} PostgreSQL, process {}, on 127.0.0.1:{} after {} ms",
                running.isEmpty() ? "started" : "adopted",
                ready.process().pid(),
                port,
                (System.nanoTime() - begin) / 1_000_000);
    }

    /** Ends backends that outlived their postmaster: a busy one would go on for as long as it has work. */
    private void endOrphans() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
        List<Long> asked = List.of();
        while (true) {
            List<Long> orphans = Postmaster.workingOn(folder.data());
            if (orphans.isEmpty()) {
                return;
            }
            for (long pid : orphans) {
                if (!asked.contains(pid)) {
                    Postmaster.quit(pid);
                }
            }
            asked = orphans;
            if (System.nanoTime() > deadline) {
                throw new PostgresStartException("processes of an earlier PostgreSQL still work in " + folder.data()
                        + ": stop " + orphans + " with `kill -9`");
            }
            Thread.sleep(20);
        }
    }

    private void writeSettings(int freePort) throws IOException {
        Path file = folder.data().resolve("nakhoda.conf");
        Files.writeString(file, ServerSettings.file(freePort));
        folder.account().own(file);
        folder.account().own(folder.data().resolve("postgresql.conf"));
    }

    private int freePort() throws IOException {
        Path file = folder.home().resolve("port");
        if (Files.exists(file)) {
            int last = Integer.parseInt(Files.readString(file).strip());
            try (ServerSocket probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), last));
                return last;
            } catch (IOException taken) {
                LOG.info("port {} is taken by another program; choosing a new one", last);
            }
        }
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(file, Integer.toString(probe.getLocalPort()));
            return probe.getLocalPort();
        }
    }

    private void spawn() throws IOException {
        List<String> command = folder.account()
                .command(List.of(
                        folder.binaries().program("postgres"),
                        "-D",
                        folder.data().toAbsolutePath().toString()));
        new ProcessBuilder(command)
                .directory(folder.home().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectErrorStream(true)
                .start()
                .onExit()
                .thenAccept(dead -> LOG.debug("PostgreSQL process ended with status {}", dead.exitValue()));
    }

    private Postmaster awaitReady(long begin) throws InterruptedException {
        long deadline = begin + START_LIMIT.toNanos();
        long seen = begin;
        while (true) {
            Optional<Postmaster> running = Postmaster.of(folder.data());
            if (running.isPresent() && running.get().ready()) {
                return running.get();
            }
            long now = System.nanoTime();
            if (running.isPresent()) {
                seen = now;
            }
            // a server that leaves its pid file within seconds has died; recovery after a crash may take longer
            if (now > deadline || now - seen > Duration.ofSeconds(15).toNanos()) {
                throw new PostgresStartException("PostgreSQL did not become ready in "
                        + Duration.ofNanos(now - begin).toSeconds() + " s: see " + log);
            }
            Thread.sleep(10);
        }
    }

    /** Waits for the server's death and brings it back, until closed. */
    private void keep() {
        Duration pause = Duration.ZERO;
        while (true) {
            ProcessHandle watched;
            synchronized (lock) {
                if (closed) {
                    return;
                }
                watched = process;
            }
            watched.onExit().join();
            LockSupport.parkNanos(pause.toNanos());
            starting.lock();
            try {
                synchronized (lock) {
                    if (closed) {
                        return;
                    }
                }
                LOG.warn("PostgreSQL, process {}, died; starting it again", watched.pid());
                run();
                pause = Duration.ZERO;
            } catch (IOException | PostgresStartException e) {
                pause = RESTART_PAUSE;
                LOG.error("PostgreSQL cannot be started again; trying once more in {} ms", pause.toMillis(), e);
            } catch (InterruptedException e) {
                return;
            } finally {
                starting.unlock();
            }
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
        }
        starting.lock();
        try {
            Optional<Postmaster> running = Postmaster.of(folder.data());
            if (running.isPresent()) {
                running.get().shutDown();
                running.get().process().onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
                LOG.info(
                        "stopped PostgreSQL, process {}",
                        running.get().process().pid());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.error("PostgreSQL in {} did not stop; it is adopted at the next start", folder.data(), e);
        } finally {
            starting.unlock();
        }
    }
}
