package org.nakhoda.it.masters.load;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.nakhoda.it.cluster.Shell;
import org.nakhoda.it.masters.history.History;
import org.nakhoda.it.masters.history.HistoryFile;
import tools.jackson.databind.json.JsonMapper;

/** Clients at work in a process of their own. */
public final class Load implements AutoCloseable {
    private static final Duration LONGEST_END = Duration.ofMinutes(4);

    private final Plan plan;
    private final Process process;
    private final Object progress = new Object();

    @GuardedBy("progress")
    private long acknowledged;

    @GuardedBy("progress")
    private long last;

    private Load(Plan plan, Process process) {
        this.plan = plan;
        this.process = process;
    }

    /** @param network a shell in the masters' network */
    public static Load start(Shell network, Plan plan) {
        try {
            Process process = ClientProcess.start(
                    network, LoadProcess.class, JsonMapper.shared().writeValueAsString(plan));
            Load load = new Load(plan, process);
            load.read("progress of the load", process.getInputStream(), load::progressed);
            load.read("errors of the load", process.getErrorStream(), System.err::println);
            return load;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Line {
        void take(String line);
    }

    private void read(String name, InputStream lines, Line line) {
        Thread thread = new Thread(
                () -> new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8))
                        .lines()
                        .forEach(line::take),
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private void progressed(String line) {
        String[] numbers = line.split(" ");
        synchronized (progress) {
            acknowledged = Long.parseLong(numbers[0]);
            last = Long.parseLong(numbers[1]);
            progress.notifyAll();
        }
    }

    /** How many writes were acknowledged up to now. */
    public long acknowledged() {
        synchronized (progress) {
            return acknowledged;
        }
    }

    /**
     * Waits until writes are acknowledged that ended after a moment.
     *
     * @param since a nanoTime
     * @return whether there was one within the limit
     */
    public boolean awaitAcknowledged(long since, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (progress) {
            while ((acknowledged == 0 || last - since < 0) && process.isAlive()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                progress.wait(left);
            }
            return acknowledged > 0 && last - since >= 0;
        }
    }

    /** Ends the clients and returns what they did and saw. */
    public History finish() throws InterruptedException {
        try {
            process.getOutputStream().write("stop\n".getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the load ended by itself", e);
        }
        if (!process.waitFor(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
            throw new AssertionError("the load did not end in good order");
        }
        return HistoryFile.read(Path.of(plan.output()));
    }

    /** Idempotent. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
