package org.nakhoda.db;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.settings.Settings;

/** A server of the oldest supported version, from the machine's packages, as somebody else's database. */
final class Postgres15 implements AutoCloseable {
    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql/15/bin");
    private static final String USER = "operator";
    private static final String PASSWORD = "se'cret";

    private final Path directory;
    private final int port;

    private Postgres15(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    static boolean available() {
        return Files.isExecutable(PROGRAMS.resolve("initdb"));
    }

    static Postgres15 start() throws IOException, InterruptedException {
        Path directory = TestServers.directory("store-external-");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path password = Files.writeString(directory.resolve("password"), PASSWORD);
        Postgres15 server = new Postgres15(directory, freePort());
        server.run(
                "initdb",
                "-D",
                server.data(),
                "-U",
                USER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "-E",
                "UTF8");
        server.run(
                "pg_ctl",
                "-D",
                server.data(),
                "-w",
                "-l",
                directory.resolve("log").toString(),
                "-o",
                "-p " + server.port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=",
                "start");
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    Settings.Database database() {
        return new Settings.Database("jdbc:postgresql://127.0.0.1:" + port + "/postgres", USER, PASSWORD);
    }

    private void run(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"));
        }
        command.add(PROGRAMS.resolve(program).toString());
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("postgres15-", ".out");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int status = process.waitFor();
        try (InputStream said = Files.newInputStream(output)) {
            if (status != 0) {
                throw new IOException(program + ": " + new String(said.readAllBytes(), StandardCharsets.UTF_8));
            }
        } finally {
            Files.delete(output);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run("pg_ctl", "-D", data(), "-w", "-m", "fast", "stop");
        TestServers.delete(directory);
    }
}
