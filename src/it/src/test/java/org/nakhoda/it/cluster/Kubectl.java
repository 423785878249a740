package org.nakhoda.it.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.nakhoda.it.cluster.Shell.Result;

/** An unmodified kubectl of one version, with the cluster's kubeconfig. */
public final class Kubectl {
    private static final Pattern VERSIONED = Pattern.compile("kubectl\\.(1\\.\\d+)");

    private final Shell shell;
    private final Path binary;

    public Kubectl(Shell shell, Path binary) {
        this.shell = shell;
        this.binary = binary;
    }

    /** The kubectl binaries of this machine by version, the newest last; a single one where no versions are installed. */
    public static List<Path> binaries() {
        Path found =
                onPath().orElseThrow(() -> new AssertionError("kubectl is not installed: the system tests need it"));
        try (Stream<Path> siblings = Files.list(found.toRealPath().getParent())) {
            List<Path> versioned = siblings.filter(file ->
                            VERSIONED.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
            return versioned.isEmpty() ? List.of(found) : versioned;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> onPath() {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .map(directory -> Path.of(directory, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Runs kubectl with words separated by single spaces; for arguments with spaces use {@link #run}. */
    public Result call(String words, Object... values) {
        return run(String.format(words, values).split(" "));
    }

    /** As {@link #call}, and it must succeed. */
    public String ok(String words, Object... values) {
        return call(words, values).orFail();
    }

    public Result run(String... arguments) {
        return shell.run(Duration.ofMinutes(3), "", command(arguments));
    }

    public Result withInput(String input, String... arguments) {
        return shell.run(Duration.ofMinutes(3), input, command(arguments));
    }

    public void apply(String yaml) {
        withInput(yaml, "apply", "-f", "-").orFail();
    }

    /** Starts a kubectl that goes on, such as port-forward. */
    public Process start(String words, Object... values) {
        try {
            return shell.start(command(String.format(words, values).split(" ")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(binary.toString());
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    @Override
    public String toString() {
        return binary.getFileName().toString();
    }
}
