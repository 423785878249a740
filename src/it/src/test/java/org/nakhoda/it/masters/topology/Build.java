package org.nakhoda.it.masters.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.nakhoda.it.cluster.Shell;

/**
 * A build of Nakhoda: where it was built, or a copy of it.
 *
 * @param home with the script {@code nakhoda} in it
 */
public record Build(Path home) {
    private static final Path DISTRIBUTION = Path.of("src", "dist", "target", "nakhoda");

    /** The one that the tests were compiled against. */
    public static Build current() {
        return in(Path.of(System.getProperty("nakhoda.home")));
    }

    /** @throws IllegalArgumentException if nothing is built there */
    public static Build in(Path home) {
        Build build = new Build(home.toAbsolutePath().normalize());
        if (!Files.isExecutable(build.launcher()) || !Files.isDirectory(build.libraries())) {
            throw new IllegalArgumentException(
                    "there is no build in " + home + ": give a checkout in which ./nakhoda build was run");
        }
        return build;
    }

    public Path launcher() {
        return home.resolve("nakhoda");
    }

    Path distribution() {
        return home.resolve(DISTRIBUTION);
    }

    /** Those of the web application, ours and others', under whatever suffix. */
    Path libraries() {
        return distribution().resolve("apiserver").resolve("WEB-INF").resolve("lib");
    }

    /**
     * Another one of the same files, but for the class archives, which fit one place only. What is to differ there has to be
     * replaced and not written into.
     */
    Build copy(Path to) {
        Shell shell = new Shell(List.of(), Map.of(), home);
        Build copy = new Build(to);
        shell.run("rm", "-rf", to.toString());
        try {
            Files.createDirectories(copy.distribution().getParent());
            Files.copy(launcher(), copy.launcher());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        shell.run("cp", "-al", distribution().toString(), copy.distribution().toString())
                .orFail();
        shell.run("rm", "-rf", copy.distribution().resolve("cds").toString()).orFail();
        return copy;
    }

    /** Whether a process has files of this build open: its command line may be in a file. */
    boolean runs(ProcessHandle process) {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return open.anyMatch(this::leadsHere);
        } catch (IOException e) {
            return false;
        }
    }

    private boolean leadsHere(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(distribution());
        } catch (IOException e) {
            // closed meanwhile
            return false;
        }
    }

    @Override
    public String toString() {
        return home.toString();
    }
}
