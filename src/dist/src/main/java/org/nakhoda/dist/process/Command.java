package org.nakhoda.dist.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs one of the system's own commands to its end. */
public final class Command {
    private Command() {}

    /** @param output what it printed, errors included */
    public record Result(int exitCode, String output) {
        public boolean ok() {
            return exitCode == 0;
        }

        public List<String> lines() {
            return output.lines().toList();
        }
    }

    public static Result run(String... command) throws IOException, InterruptedException {
        return run(Duration.ofMinutes(1), List.of(command));
    }

    /** @throws IOException if it cannot be started or is not done in time */
    public static Result run(Duration patience, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .start();
        Thread watchdog = new Thread(
                () -> {
                    try {
                        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                            process.destroyForcibly();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "watchdog of " + command.get(0));
        watchdog.setDaemon(true);
        watchdog.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = process.waitFor();
        watchdog.interrupt();
        if (exitCode == 137) {
            throw new IOException(String.join(" ", command) + " did not end within " + patience.toSeconds() + " s");
        }
        return new Result(exitCode, output);
    }

    /** Where the search path has it. */
    public static Optional<java.nio.file.Path> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/bin:/sbin:/bin";
        return java.util.Arrays.stream(path.split(":"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> java.nio.file.Path.of(directory, name))
                .filter(java.nio.file.Files::isExecutable)
                .findFirst();
    }
}
