package org.nakhoda.db.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The operating system's user under whom the server runs. PostgreSQL refuses root, so a root process hands its files and
 * the server process to {@code postgres}, or to {@code nobody} where there is no such user; anyone else runs it as
 * themselves.
 */
final class ServerAccount {
    private final Optional<String> switchTo;

    private ServerAccount(Optional<String> switchTo) {
        this.switchTo = switchTo;
    }

    static ServerAccount choose() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new ServerAccount(Optional.empty());
        }
        for (String candidate : List.of("postgres", "nobody")) {
            if (exists(candidate)) {
                return new ServerAccount(Optional.of(candidate));
            }
        }
        throw new PostgresStartException("PostgreSQL does not run as root, and this machine has neither a user"
                + " \"postgres\" nor \"nobody\": create one with `useradd --system postgres`");
    }

    private static boolean exists(String user) {
        try {
            Path.of("/").getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
            return true;
        } catch (UserPrincipalNotFoundException e) {
            return false;
        } catch (IOException e) {
            throw new PostgresStartException("cannot look up the user " + user, e);
        }
    }

    /** The command as this account's, in a session of its own so that no terminal's signals reach it. */
    List<String> command(List<String> command) {
        List<String> whole = new ArrayList<>(List.of("setsid"));
        switchTo.ifPresent(user -> whole.addAll(
                List.of("setpriv", "--reuid=" + user, "--regid=" + primaryGroup(user), "--clear-groups", "--")));
        whole.addAll(command);
        return whole;
    }

    private static String primaryGroup(String user) {
        try {
            for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
                String[] parts = line.split(":", -1);
                if (parts.length > 3 && parts[0].equals(user)) {
                    return parts[3];
                }
            }
        } catch (IOException e) {
            throw new PostgresStartException("cannot read /etc/passwd", e);
        }
        throw new PostgresStartException("the user " + user + " does not stand in /etc/passwd");
    }

    void own(Path path) throws IOException {
        if (switchTo.isPresent()) {
            UserPrincipal user =
                    path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(switchTo.get());
            Files.setOwner(path, user);
        }
    }

    /**
     * @throws PostgresStartException if this account could not reach {@code directory} because a parent is closed to it
     */
    void requireReachable(Path directory) {
        if (switchTo.isEmpty()) {
            return;
        }
        for (Path parent = directory.toAbsolutePath(); parent != null; parent = parent.getParent()) {
            try {
                PosixFileAttributes attributes = Files.readAttributes(parent, PosixFileAttributes.class);
                boolean passable = attributes.permissions().contains(PosixFilePermission.OTHERS_EXECUTE)
                        || attributes.owner().getName().equals(switchTo.get());
                if (!passable) {
                    throw new PostgresStartException("PostgreSQL runs as the user " + switchTo.get()
                            + ", who may not enter " + parent + ": choose a data-dir elsewhere (such as"
                            + " /var/lib/nakhoda), or open that directory with `chmod o+x " + parent + "`");
                }
            } catch (IOException e) {
                throw new PostgresStartException("cannot read the permissions of " + parent, e);
            }
        }
    }
}
