package org.nakhoda.it.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL that somebody else looks after. */
public final class ExternalPostgresServer implements AutoCloseable {
    private static final Path FOLDER = Path.of("/var/tmp/nakhoda-ext-pg");
    private static final String ACCOUNT = "nobody";
    private static final int PORT = 5433;

    private final Shell shell;
    private final Process process;

    private ExternalPostgresServer(Shell shell, Process process) {
        this.shell = shell;
        this.process = process;
    }

    /** @param donor the folder of an embedded PostgreSQL, whose programs are used */
    public static ExternalPostgresServer start(Shell shell, Path donor) throws IOException {
        Path programs = programs(donor);
        shell.run("rm", "-rf", FOLDER.toString());
        Files.createDirectories(FOLDER);
        Path password = FOLDER.resolve("password");
        Files.writeString(password, "secret");
        shell.run("chown", "-R", ACCOUNT, FOLDER.toString()).orFail();
        String data = FOLDER.resolve("data").toString();
        shell.run(as(
                        programs.resolve("initdb").toString(),
                        "--pgdata=" + data,
                        "--username=somebody",
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C"))
                .orFail();
        Process process = shell.start(List.of(as(
                "sh",
                "-c",
                "exec " + programs.resolve("postgres") + " -D " + data + " -h 127.0.0.1 -p " + PORT + " -k ''" + " > "
                        + FOLDER + "/log 2>&1")));
        return new ExternalPostgresServer(shell, process);
    }

    private static Path programs(Path donor) {
        try (Stream<Path> files = Files.list(donor)) {
            return files.filter(file -> file.getFileName().toString().startsWith("bin-"))
                    .findFirst()
                    .orElseThrow()
                    .resolve("bin");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] as(String... command) {
        List<String> whole = new ArrayList<>(List.of("setpriv", "--reuid=" + ACCOUNT, "--clear-groups", "--"));
        whole.addAll(List.of(command));
        return whole.toArray(String[]::new);
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + PORT + "/postgres";
    }

    public String user() {
        return "somebody";
    }

    public String password() {
        return "secret";
    }

    public boolean alive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        shell.run("rm", "-rf", FOLDER.toString());
    }
}
