package org.nakhoda.node.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a host program to its end. */
public final class Command {
    private static final long LONGEST_SECONDS = 30;

    private Command() {}

    /**
     * @return what the program printed
     * @throws IOException if it cannot be started, takes longer than 30 s or fails; the message holds what it printed
     */
    public static String run(String... command) throws IOException {
        return runWithInput("", command);
    }

    public static String runWithInput(String input, String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended without reading all: its exit status says why.
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + ": no end after " + LONGEST_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(String.join(" ", command) + ": interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw new IOException(
                    String.join(" ", List.of(command)) + ": exit " + process.exitValue() + ": " + output.strip());
        }
        return output;
    }
}
