package org.nakhoda.db.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.nakhoda.db.Eventually;
import org.nakhoda.db.MastersAuthority;

/** Servers that replicate, named by letters, each with an address of its own on the loopback network. */
public final class Replicas implements AutoCloseable {
    private final Path directory;
    private final Path template;
    private final MastersAuthority authority = new MastersAuthority();
    private final Map<String, ReplicaSettings> settings = new TreeMap<>();
    private final List<DatabaseServer> running = new ArrayList<>();

    /** @param template a folder with programs, password and an empty database */
    public Replicas(Path template) throws IOException {
        this.template = template;
        this.directory = folder("replicas-");
    }

    /** A folder with programs, password and an empty database. */
    public static Path template() throws IOException, InterruptedException {
        Path template = folder("replicas-template-");
        DatabaseFolder.prepare(template, Optional.empty());
        return template;
    }

    public static void delete(Path template) throws IOException {
        Binaries.delete(template);
    }

    /** A directory that the server's own account can reach. */
    static Path folder(String prefix) throws IOException {
        Path folder = Files.createTempDirectory(prefix);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }

    Path home(String name) {
        return directory.resolve(name).resolve("postgres");
    }

    Path log(String name) {
        return home(name).resolveSibling("postgres.log");
    }

    MastersAuthority authority() {
        return authority;
    }

    public Path pki(String name) {
        return settings(name).pki();
    }

    ReplicaSettings settings(String name) {
        return settings.computeIfAbsent(name, n -> {
            String address = "127.0.0." + (2 + n.charAt(0) - 'a');
            Path pki = directory.resolve(n).resolve("pki");
            return new ReplicaSettings(n, address, freePort(), authority.issue(pki, n, address));
        });
    }

    public Upstream at(String name) {
        return new Upstream(settings(name).listenAddress(), settings(name).port());
    }

    private static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a member with what it has: at first, nothing but the password. */
    public ReplicatedPostgres start(String name) throws IOException {
        Path home = home(name);
        if (!Files.exists(home)) {
            Files.createDirectories(home);
            Files.copy(template.resolve("password"), home.resolve("password"));
            Path programs = Path.of("bin-" + Binaries.version());
            Files.createSymbolicLink(home.resolve(programs), template.resolve(programs));
        }
        ReplicatedPostgres server = ReplicatedPostgres.start(home, log(name), settings(name), Duration.ofSeconds(30));
        running.add(server);
        return server;
    }

    /** A detached standby with an empty database. */
    ReplicatedPostgres startWithData(String name) throws IOException, InterruptedException {
        start(name).close();
        new ProcessBuilder(
                        "cp",
                        "-a",
                        template.resolve("data").toString(),
                        home(name).toString())
                .inheritIO()
                .start()
                .waitFor();
        return start(name);
    }

    /** A primary, whose commits nobody has to confirm, with a table. */
    public ReplicatedPostgres startPrimary(String name) throws Exception {
        ReplicatedPostgres primary = startWithData(name);
        primary.synchronous(0, List.of());
        primary.promote();
        execute(primary, "create table written (number int primary key)");
        return primary;
    }

    /** A copy of another that has caught up with it. */
    public ReplicatedPostgres startStandby(String name, String source) throws Exception {
        ReplicatedPostgres standby = start(name);
        standby.rebuild(at(source), bytes -> {});
        Eventually.holds(standby::streaming);
        return standby;
    }

    public static void write(DatabaseServer server, int number) throws SQLException {
        execute(server, "insert into written values (" + number + ")");
    }

    static void execute(DatabaseServer server, String sql) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static List<Integer> written(DatabaseServer server) throws SQLException {
        return numbers(server, "select number from written order by number");
    }

    static List<Integer> numbers(DatabaseServer server, String query) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<Integer> numbers = new ArrayList<>();
            while (rows.next()) {
                numbers.add(rows.getInt(1));
            }
            return numbers;
        }
    }

    Optional<Postmaster> running(String name) {
        return Postmaster.of(home(name).resolve("data"));
    }

    /** Starts a primary that nobody watches, as a process that died leaves one, and returns its process. */
    long leavePrimary(String name) throws Exception {
        DatabaseFolder folder = DatabaseFolder.prepareWithoutDatabase(home(name));
        Files.delete(folder.data().resolve("standby.signal"));
        ServerLife life = new ServerLife(
                folder, directory.resolve("left.log"), () -> running(name).orElseThrow(), () -> {});
        Postmaster left = life.start();
        return left.process().pid();
    }

    /** A write that may wait for ever. */
    static CompletableFuture<Void> writing(DatabaseServer server, int number) {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        Thread writer = new Thread(() -> {
            try {
                write(server, number);
                outcome.complete(null);
            } catch (SQLException e) {
                outcome.completeExceptionally(e);
            }
        });
        writer.setDaemon(true);
        writer.start();
        return outcome;
    }

    static boolean waits(DatabaseServer server) throws SQLException {
        return numbers(server, "select 1 from pg_stat_activity where wait_event = 'SyncRep'")
                .contains(1);
    }

    /** Right after a restart a server does not answer yet. */
    static boolean answers(ReplicatedPostgres server) {
        try {
            return server.position().received() > 0;
        } catch (ReplicationException e) {
            return false;
        }
    }

    static void kill(ReplicatedPostgres server) throws Exception {
        long killed = server.pid().orElseThrow();
        CountDownLatch restarted = new CountDownLatch(1);
        server.onRestart(restarted::countDown);
        ProcessHandle.of(killed).orElseThrow().destroyForcibly();
        restarted.await();
        assertThat(server.pid()).isNotEqualTo(Optional.of(killed));
        Eventually.holds(() -> answers(server));
    }

    @Override
    public void close() throws IOException {
        running.forEach(DatabaseServer::close);
        Binaries.delete(directory);
    }
}
