package org.nakhoda.dist.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.nakhoda.dist.cluster.ApiProbe;
import org.nakhoda.dist.process.PidFile;
import org.nakhoda.dist.process.ProcessRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches that the master does not only run but answers. A server whose application failed to deploy, or that hangs, stays a
 * process; it is ended here, and so started again.
 *
 * <pre>
 *  BOOTING --ready--> SERVING --silent too long--> ended
 *     \--not ready for too long--> ended
 * </pre>
 *
 * <p>One of several masters may have to wait for the others, or for a copy of the database, before it is ready: while it boots,
 * it has to live only.
 */
final class MasterWatch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(MasterWatch.class);
    private static final Duration BOOT_PATIENCE = Duration.ofMinutes(4);
    private static final Duration SILENCE_PATIENCE = Duration.ofMinutes(1);
    private static final Duration DUMP_TIME = Duration.ofSeconds(1);
    private static final Duration BOOT_POLL = Duration.ofMillis(250);
    private static final Duration SERVING_POLL = Duration.ofSeconds(5);

    private final PidFile pidFile;
    private final ApiProbe api;
    private final Path masters;
    private final boolean mayRestorePriority;

    /** @param masters the folder that is there if this master is one of several */
    MasterWatch(PidFile pidFile, ApiProbe api, Path masters, boolean mayRestorePriority) {
        this.masters = masters;
        this.pidFile = pidFile;
        this.api = api;
        this.mayRestorePriority = mayRestorePriority;
    }

    @Override
    public void run() {
        try {
            while (true) {
                Optional<ProcessRef> master = pidFile.running();
                if (master.isPresent()) {
                    watch(master.get());
                }
                Thread.sleep(BOOT_POLL.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when this process has ended. */
    private void watch(ProcessRef master) throws InterruptedException {
        boolean lowered = false;
        long lastAnswer = System.nanoTime();
        boolean serving = false;
        while (master.alive()) {
            if (!serving && mayRestorePriority && !lowered) {
                lowered = changePriority(master, true);
            }
            boolean ready = !serving && api.ready();
            if (ready
                    || (serving || Files.isDirectory(masters))
                            && api.get("/livez").isPresent()) {
                lastAnswer = System.nanoTime();
            }
            if (ready) {
                serving = true;
                LOG.info("master is ready");
                if (lowered) {
                    changePriority(master, false);
                }
            }
            Duration silence = Duration.ofNanos(System.nanoTime() - lastAnswer);
            if (silence.compareTo(serving ? SILENCE_PATIENCE : BOOT_PATIENCE) > 0) {
                LOG.error(
                        "master (process {}) has not answered for {} s; ending it. What its threads did stands at"
                                + " the end of its log",
                        master.pid(),
                        silence.toSeconds());
                master.dumpThreads();
                Thread.sleep(DUMP_TIME.toMillis());
                master.stop(Duration.ofSeconds(20));
                return;
            }
            Thread.sleep((serving ? SERVING_POLL : BOOT_POLL).toMillis());
        }
    }

    private static boolean changePriority(ProcessRef master, boolean lower) throws InterruptedException {
        try {
            return lower ? CompilerPriority.lower(master) : CompilerPriority.restore(master);
        } catch (IOException e) {
            LOG.debug("priority of process {} not changed: {}", master.pid(), e.getMessage());
            return false;
        }
    }
}
