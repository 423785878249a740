package org.nakhoda.scheduler.cycle;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.nakhoda.client.ControlPlane;
import org.nakhoda.client.informer.Informers;
import org.nakhoda.scheduler.binding.ClusterReporter;
import org.nakhoda.scheduler.binding.DefaultBinder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the scheduler while this process leads.
 *
 * <pre>
 *   STOPPED ──start──> RUNNING (informers sync, then one pod after the other) ──stop──> STOPPED
 * </pre>
 *
 * {@link #start} and {@link #stop} may be repeated and come from any thread; every run has its own client, caches and queue.
 */
public final class SchedulerLoop {
    private static final Logger LOG = LoggerFactory.getLogger(SchedulerLoop.class);
    private static final String USER = "system:kube-scheduler";
    private static final Duration LONGEST_TAKE = Duration.ofSeconds(1);

    private final ControlPlane controlPlane;
    private final Executor executor;
    private final Clock clock;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private Run run;

    /** @param executor has a thread for the loop and some for bindings */
    public SchedulerLoop(ControlPlane controlPlane, Executor executor, Clock clock) {
        this.controlPlane = controlPlane;
        this.executor = executor;
        this.clock = clock;
    }

    public void start() {
        synchronized (lock) {
            if (run == null) {
                run = new Run();
                executor.execute(run);
            }
        }
    }

    public void stop() {
        Run stopped;
        synchronized (lock) {
            stopped = run;
            run = null;
        }
        if (stopped != null) {
            stopped.stop();
        }
    }

    /** Whether the loop has not been stopped. It may have failed; then it is started anew by the next {@link #start}. */
    public boolean running() {
        synchronized (lock) {
            return run != null;
        }
    }

    private void ended(Run ended) {
        synchronized (lock) {
            if (run == ended) {
                run = null;
            }
        }
    }

    private final class Run implements Runnable {
        private volatile boolean stopping;

        @Override
        public void run() {
            try (KubernetesClient client = controlPlane.clientFor(USER);
                    Informers informers = new Informers(client, executor)) {
                ClusterReporter reporter = new ClusterReporter(client, executor, clock);
                Scheduler scheduler =
                        new Scheduler(Profile.defaults(new DefaultBinder(client)), reporter, executor, clock);
                feed(scheduler, informers);
                informers.start();
                informers.synced().toCompletableFuture().join();
                LOG.info("The scheduler places pods");
                while (!stopping) {
                    scheduler.scheduleOne(LONGEST_TAKE);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RejectedExecutionException e) {
                LOG.debug("The executor is closing", e);
            } catch (RuntimeException e) {
                if (!stopping) {
                    LOG.error("The scheduler has failed; the next heartbeat starts it again", e);
                }
            } finally {
                ended(this);
            }
        }

        private void feed(Scheduler scheduler, Informers informers) {
            informers.of(Node.class).onChange(change -> {
                if (change.isDeletion()) {
                    scheduler.nodeGone(change.latest());
                } else {
                    scheduler.nodeSeen(change.before().orElse(null), change.latest());
                }
            });
            informers.of(Pod.class).onChange(change -> {
                if (change.isDeletion()) {
                    scheduler.podGone(change.latest());
                } else {
                    scheduler.podSeen(change.latest());
                }
            });
        }

        void stop() {
            stopping = true;
        }
    }
}
