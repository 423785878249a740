package org.nakhoda.db.postgres;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of an embedded PostgreSQL with what a server needs before it starts: programs, password, a database. Making
 * them takes seconds, so that they can be made beside something else, by {@link #main} in a process of its own.
 *
 * @param account as whom the programs run
 */
record DatabaseFolder(Path home, ServerAccount account, Binaries binaries) {
    static final String USER = "nakhoda";

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseFolder.class);

    /**
     * Arguments: the folder, and where programs may be kept for other clusters of this machine. Beside a folder {@code masters}
     * no database is made: the other masters have it, and it comes from them.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path home = Path.of(arguments[0]);
        Optional<Path> cache = Optional.of(Path.of(arguments[1]));
        if (!Files.isDirectory(home.resolveSibling("masters"))) {
            prepare(home, cache);
            return;
        }
        Files.createDirectories(home);
        try (RandomAccessFile file =
                        new RandomAccessFile(home.resolve("prepare.lock").toFile(), "rw");
                var lock = file.getChannel().lock()) {
            LOG.debug("preparing programs in {} under {}", home, lock);
            Binaries.under(home, cache);
        }
    }

    /**
     * Makes what is missing. Several processes may ask for it at once: the second waits for the first.
     *
     * @param cache a folder with unpacked programs, filled if it can be written; copying is quicker than unpacking
     */
    static DatabaseFolder prepare(Path home, Optional<Path> cache) throws IOException, InterruptedException {
        return prepare(home, cache, folder -> {
            if (!folder.hasData()) {
                folder.makeDatabase();
            }
        });
    }

    /** Makes what is missing, but no database: that one is copied from another server. */
    static DatabaseFolder prepareWithoutDatabase(Path home) throws IOException, InterruptedException {
        return prepare(home, Optional.empty(), folder -> {
            Binaries.delete(folder.incoming());
            Binaries.delete(folder.discarded());
        });
    }

    private interface Preparation {
        void of(DatabaseFolder folder) throws IOException, InterruptedException;
    }

    private static DatabaseFolder prepare(Path home, Optional<Path> cache, Preparation preparation)
            throws IOException, InterruptedException {
        ServerAccount account = ServerAccount.choose();
        Files.createDirectories(home);
        account.requireReachable(home);
        try (RandomAccessFile file =
                        new RandomAccessFile(home.resolve("prepare.lock").toFile(), "rw");
                var lock = file.getChannel().lock()) {
            LOG.debug("preparing {} under {}", home, lock);
            DatabaseFolder folder = new DatabaseFolder(home, account, Binaries.under(home, cache));
            preparation.of(folder);
            return folder;
        }
    }

    Path data() {
        return home.resolve("data");
    }

    /** Whether there is a database: one that exists is whole. */
    boolean hasData() {
        return Files.isDirectory(data());
    }

    /** Where a database is made before it takes its place; whatever is left there is broken. */
    private Path incoming() {
        return home.resolve("data.new");
    }

    private Path discarded() {
        return home.resolve("data.old");
    }

    /** Removes the database of a server that does not run. There is none, or it is whole, whenever this is cut short. */
    void discardData() throws IOException {
        Binaries.delete(discarded());
        if (hasData()) {
            Files.move(data(), discarded(), StandardCopyOption.ATOMIC_MOVE);
            Binaries.delete(discarded());
        }
    }

    /** An empty directory for a database to be made in, the account's own. */
    Path beginData() throws IOException {
        Path incoming = incoming();
        Binaries.delete(incoming);
        Files.createDirectory(
                incoming, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        account.own(incoming);
        return incoming;
    }

    /** What was made in {@link #beginData} becomes the database. */
    void acceptData() throws IOException {
        Files.move(incoming(), data(), StandardCopyOption.ATOMIC_MOVE);
    }

    String password() throws IOException {
        return Files.readString(passwordFile()).strip();
    }

    private Path passwordFile() {
        return home.resolve("password");
    }

    private void makeDatabase() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Path incoming = beginData();
        writePassword();
        execute(List.of(
                binaries.program("initdb"),
                "--pgdata=" + incoming.toAbsolutePath(),
                "--username=" + USER,
                "--pwfile=" + passwordFile().toAbsolutePath(),
                "--auth=scram-sha-256",
                "--data-checksums",
                "--encoding=UTF8",
                "--locale=C"));
        Path main = incoming.resolve("postgresql.conf");
        Files.writeString(main, Files.readString(main) + "\ninclude 'nakhoda.conf'\n");
        acceptData();
        LOG.info("made a new database in {} in {} ms", data(), (System.nanoTime() - begin) / 1_000_000);
    }

    private void writePassword() throws IOException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        Path file = passwordFile();
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(random));
        account.own(file);
    }

    private void execute(List<String> command) throws IOException, InterruptedException {
        Process run = new ProcessBuilder(account.command(command))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .start();
        run.getOutputStream().close();
        String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (run.waitFor() != 0) {
            throw new PostgresStartException(command.get(0) + " failed: " + said);
        }
    }
}
