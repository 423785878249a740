package org.nakhoda.db.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL that comes with Nakhoda, in a directory of its own. The server is a process beside this one: it survives
 * the death of this JVM and is adopted by the next, and it is started again when it dies itself: see {@link ServerLife}.
 *
 * <p>Directory: {@code bin-VERSION/}, {@code data/}, {@code port}, {@code password} (readable by its owner only).
 */
public final class EmbeddedPostgres implements DatabaseServer {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private final DatabaseFolder folder;
    private final PGSimpleDataSource dataSource;
    private final ServerLife life;

    private volatile int port;

    private EmbeddedPostgres(DatabaseFolder folder, Path log, Duration socketTimeout) throws IOException {
        this.folder = folder;
        this.dataSource = Connections.local(folder.password(), socketTimeout);
        this.life = new ServerLife(folder, log, this::run, () -> {});
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
            server.life.begin(server.life.exclusively(server::run));
            server.life.keepFromNowOn();
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
        return life.process().orElseThrow().pid();
    }

    /** Adopts the running server, or starts one; returns when it accepts connections. */
    private Postmaster run() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        boolean adopted = Postmaster.of(folder.data()).isPresent();
        Postmaster ready;
        if (adopted) {
            ready = life.awaitReady(begin);
        } else {
            life.endOrphans();
            writeSettings(freePort());
            ready = life.start();
        }
        port = ready.port();
        dataSource.setPortNumbers(new int[] {port});
        LOG.info(
                "{} PostgreSQL, process {}, on 127.0.0.1:{} after {} ms",
                adopted ? "adopted" : "started",
                ready.process().pid(),
                port,
                (System.nanoTime() - begin) / 1_000_000);
        return ready;
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

    @Override
    public void close() {
        life.close(() -> ServerLife.Stop.FAST);
    }
}
