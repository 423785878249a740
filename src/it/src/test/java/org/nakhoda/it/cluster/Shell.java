package org.nakhoda.it.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs, inside a network namespace if one is given.
 *
 * @param prefix the command that enters the namespace; empty for none
 */
public record Shell(List<String> prefix, Map<String, String> environment, Path directory) {

    /** What a program printed and how it ended. */
    public record Result(List<String> command, int exit, String out, String err) {
        /** @return the standard output */
        public String orFail() {
            if (exit != 0) {
                throw new AssertionError(
                        String.join(" ", command) + " ended with " + exit + ": " + err.strip() + "\n" + out);
            }
            return out;
        }

        public String all() {
            return out + err;
        }
    }

    public Result run(Duration longest, String input, List<String> command) {
        try {
            Process process = start(command);
            CompletableFuture<String> out = read(process.getInputStream());
            CompletableFuture<String> err = read(process.getErrorStream());
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It did not want its input; its exit status tells the rest.
            }
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(
                        String.join(" ", command) + " did not end within " + longest + "\n" + out.join() + err.join());
            }
            return new Result(command, process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    public Result run(String... command) {
        return run(Duration.ofMinutes(2), "", List.of(command));
    }

    /** Starts a program that goes on; the caller ends it. */
    public Process start(List<String> command) throws IOException {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole).directory(directory.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static CompletableFuture<String> read(java.io.InputStream stream) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
