package org.nakhoda.db.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * The files that make a server one that replicates. Its certificates are copied beside the data, because the server's
 * account cannot read those of the master.
 */
record ReplicaFiles(DatabaseFolder folder, ReplicaSettings replica) {
    /** In a data directory: whoever starts the server there starts a standby. */
    private static final String SIGNAL = "standby.signal";

    Path hba() {
        return folder.data().toAbsolutePath().resolve("nakhoda-hba.conf");
    }

    Path ident() {
        return folder.data().toAbsolutePath().resolve("nakhoda-ident.conf");
    }

    Path certificate() {
        return copies().resolve("master.crt");
    }

    Path key() {
        return copies().resolve("master.key");
    }

    Path authority() {
        return copies().resolve("masters-ca.crt");
    }

    private Path copies() {
        return folder.home().toAbsolutePath().resolve("tls");
    }

    /** Takes over the master's certificates as they are now. */
    void copyCertificates() throws IOException {
        if (!Files.isDirectory(copies())) {
            Files.createDirectory(
                    copies(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        folder.account().own(copies());
        for (Path copy : List.of(authority(), certificate(), key())) {
            write(copy, Files.readString(replica.pki().resolve(copy.getFileName())));
        }
    }

    /** Whether a server that was started earlier runs with what it would be started with now. */
    boolean upToDate() throws IOException {
        Path settings = folder.data().resolve("nakhoda.conf");
        return Files.exists(settings)
                && Files.readString(settings).equals(ServerSettings.replica(replica, this))
                && Files.exists(hba())
                && Files.readString(hba()).equals(ServerSettings.hba())
                && Files.exists(ident())
                && Files.readString(ident()).equals(ServerSettings.ident());
    }

    /** Before the server starts: settings and rules of access. */
    void writeSettings() throws IOException {
        copyCertificates();
        write(folder.data().resolve("nakhoda.conf"), ServerSettings.replica(replica, this));
        write(hba(), ServerSettings.hba());
        write(ident(), ServerSettings.ident());
    }

    /** Makes the data in {@code directory} those of a standby that follows {@code upstream}, or nobody. */
    void makeStandby(Path directory, Optional<Upstream> upstream) throws IOException {
        write(
                directory.resolve("postgresql.auto.conf"),
                upstream.map(source -> "primary_conninfo = " + ServerSettings.quote(connectionInfo(source)) + "\n")
                        .orElse(""));
        write(directory.resolve(SIGNAL), "");
    }

    /**
     * Whether the data are those of a standby. A server that is promoted removes the file before it accepts writes, and
     * none is put beside a primary that runs.
     */
    boolean standby() {
        return Files.exists(folder.data().resolve(SIGNAL));
    }

    /** How the standby connects to the server that it follows. */
    String connectionInfo(Upstream source) {
        return String.join(
                " ",
                "host=" + word(source.host()),
                "port=" + source.port(),
                "user=" + DatabaseFolder.USER,
                "application_name=" + word(replica.name()),
                "sslmode=verify-full",
                "sslcert=" + word(certificate()),
                "sslkey=" + word(key()),
                "sslrootcert=" + word(authority()),
                "gssencmode=disable",
                "connect_timeout=3",
                "tcp_user_timeout=3000");
    }

    private static String word(Object value) {
        return "'" + value.toString().replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private void write(Path file, String content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, content);
        folder.account().own(fresh);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
