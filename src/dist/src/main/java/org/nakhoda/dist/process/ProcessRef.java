package org.nakhoda.dist.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One process, for ever: a pid alone may come to mean another one.
 *
 * @param startTicks when it started, in clock ticks since boot (field 22 of {@code /proc/PID/stat})
 */
public record ProcessRef(long pid, long startTicks) {
    private static final Duration POLL = Duration.ofMillis(20);

    /** The process that has this pid now. */
    public static Optional<ProcessRef> of(long pid) {
        return stat(pid).map(stat -> new ProcessRef(pid, Long.parseLong(stat[19])));
    }

    /** Whether it still runs; a zombie does not. */
    public boolean alive() {
        return stat(pid)
                .filter(stat -> !stat[0].equals("Z") && !stat[0].equals("X"))
                .map(stat -> Long.parseLong(stat[19]) == startTicks)
                .orElse(false);
    }

    /** SIGTERM. */
    public void terminate() {
        handle().ifPresent(ProcessHandle::destroy);
    }

    /** SIGKILL. */
    public void kill() {
        handle().ifPresent(ProcessHandle::destroyForcibly);
    }

    /** SIGQUIT: a JVM writes what each of its threads does to its standard output, and goes on. */
    public void dumpThreads() throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-QUIT", Long.toString(pid)).start().waitFor();
        } catch (IOException e) {
            // only a help for who reads the log
        }
    }

    /** @return whether it ended in time */
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (alive()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(POLL.toMillis());
        }
        return true;
    }

    /** SIGTERM, and SIGKILL when its patience is over. */
    public void stop(Duration patience) throws InterruptedException {
        terminate();
        if (!awaitEnd(patience)) {
            kill();
            awaitEnd(Duration.ofSeconds(5));
        }
    }

    private Optional<ProcessHandle> handle() {
        return alive() ? ProcessHandle.of(pid) : Optional.empty();
    }

    /** The fields after the command's name, the first being the state; the name itself may hold anything. */
    private static Optional<String[]> stat(long pid) {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return Optional.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
        } catch (IOException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
