package org.nakhoda.dist.progress;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * Steps with the time since the beginning. On a terminal the step under way is one live line; elsewhere a step is one line
 * when it is done, and one more for every ten seconds that it takes.
 */
public final class Progress implements AutoCloseable {
    private static final Duration REPEAT = Duration.ofSeconds(10);
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private final long begin = System.nanoTime();
    private final Thread painter;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private String current;

    @GuardedBy("lock")
    private long currentSince;

    private volatile boolean closed;

    public Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
        this.painter = new Thread(this::paint, "progress");
        painter.setDaemon(true);
        painter.start();
    }

    public static Progress onStandardOutput() {
        return new Progress(System.out, System.console() != null && System.getenv("TERM") != null);
    }

    /** Runs a step; its result's text, if it is not empty, is said beside its name. */
    public <T> T step(String name, Callable<T> work) throws Exception {
        begin(name);
        T result = work.call();
        done(name, result instanceof String text ? text : "");
        return result;
    }

    public void begin(String name) {
        synchronized (lock) {
            current = name;
            currentSince = System.nanoTime();
            paintLocked();
        }
    }

    /** How far the step under way is: the same step under another name. */
    public void update(String name) {
        synchronized (lock) {
            current = name;
        }
    }

    public void done(String name, String remark) {
        synchronized (lock) {
            current = null;
            eraseLocked();
            out.println(stamp() + name + (remark.isEmpty() ? "" : ": " + remark));
            out.flush();
        }
    }

    /** A line between steps. */
    public void say(String line) {
        synchronized (lock) {
            eraseLocked();
            out.println(line);
            paintLocked();
        }
    }

    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private String stamp() {
        return String.format(Locale.ROOT, "[%5.1f s] ", elapsed().toMillis() / 1000.0);
    }

    private void paint() {
        long lastLine = System.nanoTime();
        while (!closed) {
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                return;
            }
            synchronized (lock) {
                boolean due =
                        current != null && System.nanoTime() - Math.max(lastLine, currentSince) > REPEAT.toNanos();
                if (terminal) {
                    paintLocked();
                } else if (due) {
                    out.println(stamp() + current + " ...");
                    out.flush();
                    lastLine = System.nanoTime();
                }
            }
        }
    }

    @GuardedBy("lock")
    private void paintLocked() {
        if (terminal && current != null && !closed) {
            out.print(ERASE_LINE + stamp() + current + " ...");
            out.flush();
        }
    }

    @GuardedBy("lock")
    private void eraseLocked() {
        if (terminal) {
            out.print(ERASE_LINE);
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            current = null;
            eraseLocked();
            out.flush();
        }
        painter.interrupt();
    }
}
