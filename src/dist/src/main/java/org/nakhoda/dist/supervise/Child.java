package org.nakhoda.dist.supervise;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.nakhoda.dist.process.PidFile;
import org.nakhoda.dist.process.ProcessRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one process running, on a thread of its own.
 *
 * <pre>
 *  [adopt] --alive--> RUNNING --ends--> WAITING (back-off) --> RUNNING ...
 *     \--none--> RUNNING
 * </pre>
 *
 * <p>A process that a former supervisor started is taken over if its pid file says so; the kernel gives no exit code for
 * it, only its end.
 */
final class Child implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Child.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final ChildSpec spec;
    private final PidFile pidFile;
    private final Backoff backoff;

    Child(ChildSpec spec, PidFile pidFile, Backoff backoff) {
        this.spec = spec;
        this.pidFile = pidFile;
        this.backoff = backoff;
    }

    @Override
    public void run() {
        int attempts = 0;
        try {
            while (true) {
                long started = System.nanoTime();
                attend();
                Duration ran = Duration.ofNanos(System.nanoTime() - started);
                Duration delay = backoff.delay(attempts);
                attempts = backoff.attemptsAfter(attempts, ran);
                LOG.warn(
                        "{} ended after {} s; starting it again in {} ms",
                        spec.name(),
                        ran.toSeconds(),
                        delay.toMillis());
                Thread.sleep(delay.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when the process has ended, whoever started it. */
    private void attend() throws InterruptedException {
        Optional<ProcessRef> present = pidFile.running();
        if (present.isPresent()) {
            LOG.info(
                    "{} runs already as process {}; taking it over",
                    spec.name(),
                    present.get().pid());
            while (present.get().alive()) {
                Thread.sleep(POLL.toMillis());
            }
            return;
        }
        try {
            spec.beforeStart().run();
            Process process = start();
            ProcessRef reference = ProcessRef.of(process.pid()).orElse(new ProcessRef(process.pid(), 0));
            pidFile.write(reference);
            LOG.info("{} started as process {}", spec.name(), process.pid());
            int exitCode = process.waitFor();
            LOG.warn("{} (process {}) exited with code {}; see {}", spec.name(), process.pid(), exitCode, spec.log());
        } catch (IOException e) {
            LOG.error("{} cannot be started: {}", spec.name(), e.getMessage(), e);
        }
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(spec.command())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
        return builder.start();
    }
}
