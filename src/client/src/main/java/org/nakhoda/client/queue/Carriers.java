package org.nakhoda.client.queue;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs many small tasks on the threads of an executor to which each task is dear: an application server's managed executor
 * looks up and captures the caller's contexts with every task, which takes longer than most tasks do. A thread that has run one
 * task waits a moment for the next before it goes back to its executor. Tasks see the context of whichever task brought their
 * thread here.
 */
public final class Carriers implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(Carriers.class);

    /** Long enough that a busy cluster keeps its threads, short enough that a quiet one holds none. */
    private static final Duration LINGER = Duration.ofMillis(200);

    private final Executor executor;
    private final LinkedTransferQueue<Runnable> handOver = new LinkedTransferQueue<>();

    public Carriers(Executor executor) {
        this.executor = executor;
    }

    /**
     * @throws RejectedExecutionException if no thread waits for a task and the executor takes none
     */
    @Override
    public void execute(Runnable task) {
        if (!handOver.tryTransfer(task)) {
            executor.execute(() -> carry(task));
        }
    }

    private void carry(Runnable first) {
        try {
            for (Runnable task = first; task != null; task = handOver.poll(LINGER.toMillis(), TimeUnit.MILLISECONDS)) {
                run(task);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("a task has failed", e);
        }
    }
}
