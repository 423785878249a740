package org.nakhoda.db.postgres;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one server process: started or adopted, watched, brought back when it dies, stopped. The process is beside
 * this one and survives the death of this JVM.
 *
 * <pre>
 *                begin                close
 *   STOPPED ─────────────> RUNNING ──────────> CLOSED
 *      ^       forget       │   ^                 ^
 *      └────────────────────┤   │ started again   │ close
 *                   it dies v   │                 │
 *                         RESTARTING ─────────────┘
 * </pre>
 *
 * <p>Whatever starts or stops the server does so inside {@link #exclusively}, so that nothing overtakes anything else; it is
 * not brought back in the meantime.
 */
final class ServerLife {
    private static final Logger LOG = LoggerFactory.getLogger(ServerLife.class);
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
    private static final Duration RESTART_PAUSE = Duration.ofSeconds(2);

    /** How a server is told to end. */
    enum Stop {
        /** Sessions are disconnected, everything is flushed; a primary writes a last record and sends it to its standbys. */
        FAST(STOP_LIMIT),
        /** At once, as in a crash: nothing more is written, sent or reported to anybody. */
        IMMEDIATE(Duration.ofSeconds(10));

        private final Duration limit;

        Stop(Duration limit) {
            this.limit = limit;
        }
    }

    /** Something that starts or stops the server. */
    interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    private final DatabaseFolder folder;
    private final Path log;
    private final Work<Postmaster> again;
    private final Runnable restarted;
    private final Thread keeper;
    private final Object lock = new Object();
    private final ReentrantLock operating = new ReentrantLock();

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private Optional<ProcessHandle> process = Optional.empty();

    /**
     * @param again what brings the server back, run exclusively
     * @param restarted told afterwards, not exclusively
     */
    ServerLife(DatabaseFolder folder, Path log, Work<Postmaster> again, Runnable restarted) {
        this.folder = folder;
        this.log = log;
        this.again = again;
        this.restarted = restarted;
        this.keeper = new Thread(this::keep, "postgres-keeper");
        this.keeper.setDaemon(true);
    }

    /** Begins to bring the server back when it dies. */
    void keepFromNowOn() {
        keeper.start();
    }

    /** @throws PostgresStartException if this life is closed */
    <T> T exclusively(Work<T> work) throws IOException, InterruptedException {
        operating.lockInterruptibly();
        try {
            synchronized (lock) {
                if (closed) {
                    throw new PostgresStartException("PostgreSQL in " + folder.data() + " is closed");
                }
            }
            return work.run();
        } finally {
            operating.unlock();
        }
    }

    /** This process is watched from now on. */
    void begin(Postmaster server) {
        synchronized (lock) {
            process = Optional.of(server.process());
            lock.notifyAll();
        }
    }

    Optional<ProcessHandle> process() {
        synchronized (lock) {
            return process;
        }
    }

    /** Starts the server, whose settings stand in its files; returns when it accepts connections. */
    Postmaster start() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        spawn();
        return awaitReady(begin);
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

    /** Waits until the server that was started, or runs already, accepts connections. */
    Postmaster awaitReady(long begin) throws InterruptedException {
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

    /** Ends backends that outlived their postmaster: a busy one would go on for as long as it has work. */
    void endOrphans() throws IOException, InterruptedException {
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

    /** Nothing is to be brought back until the next {@link #begin}. */
    void forget() {
        synchronized (lock) {
            process = Optional.empty();
        }
    }

    /**
     * Stops the server if it runs. Unless another is begun before the exclusive work ends, it is brought back.
     *
     * @throws PostgresStartException if it does not end
     */
    void stop(Stop how) throws IOException, InterruptedException {
        Optional<Postmaster> running = Postmaster.of(folder.data());
        if (running.isEmpty()) {
            return;
        }
        ProcessHandle server = running.get().process();
        if (how == Stop.FAST) {
            running.get().shutDown();
        } else {
            Postmaster.quit(server.pid());
        }
        if (!ends(server, how.limit)) {
            // to kill it is another crash, but one that ends a clean shutdown is not for us to decide
            if (how == Stop.FAST || !(server.destroyForcibly() && ends(server, STOP_LIMIT))) {
                throw new PostgresStartException(
                        "PostgreSQL in " + folder.data() + ", process " + server.pid() + ", does not stop");
            }
        }
        LOG.info("stopped PostgreSQL, process {}", server.pid());
    }

    private static boolean ends(ProcessHandle server, Duration limit) throws InterruptedException {
        try {
            server.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new PostgresStartException("the process " + server.pid() + " cannot be waited for", e);
        }
    }

    /** Waits for the server's death and brings it back, until closed. */
    private void keep() {
        Duration pause = Duration.ZERO;
        try {
            while (true) {
                Optional<ProcessHandle> watched = awaitServer();
                if (watched.isEmpty()) {
                    return;
                }
                watched.get().onExit().join();
                LockSupport.parkNanos(pause.toNanos());
                pause = bringBack(watched.get());
            }
        } catch (InterruptedException e) {
            LOG.debug("PostgreSQL in {} is no longer watched", folder.data());
        }
    }

    /** The server to watch; empty when closed. */
    private Optional<ProcessHandle> awaitServer() throws InterruptedException {
        synchronized (lock) {
            while (!closed && process.isEmpty()) {
                lock.wait();
            }
            return closed ? Optional.empty() : process;
        }
    }

    /** @return how long to wait before the next time */
    private Duration bringBack(ProcessHandle dead) throws InterruptedException {
        operating.lock();
        try {
            synchronized (lock) {
                if (closed || !process.equals(Optional.of(dead))) {
                    return Duration.ZERO;
                }
            }
            LOG.warn("PostgreSQL, process {}, died; starting it again", dead.pid());
            begin(again.run());
        } catch (IOException | PostgresStartException e) {
            LOG.error("PostgreSQL cannot be started again; trying once more in {} ms", RESTART_PAUSE.toMillis(), e);
            return RESTART_PAUSE;
        } finally {
            operating.unlock();
        }
        restarted.run();
        return Duration.ZERO;
    }

    /** Stops the server for good; the next to come adopts one that does not stop. */
    void close(Work<Stop> how) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            lock.notifyAll();
        }
        operating.lock();
        try {
            stop(how.run());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | PostgresStartException e) {
            LOG.error("PostgreSQL in {} did not stop; it is adopted at the next start", folder.data(), e);
        } finally {
            operating.unlock();
        }
    }
}
