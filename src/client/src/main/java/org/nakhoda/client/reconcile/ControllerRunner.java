package org.nakhoda.client.reconcile;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.nakhoda.client.queue.Backoff;
import org.nakhoda.client.queue.WorkQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one reconciler over the keys of its feeds while it is to run. It borrows a thread of the executor only while
 * there is something to do, and no more than {@code workers} at a time.
 *
 * <pre>
 *            start                 feeds synced, nothing left in flight
 *   STOPPED --------> STARTING ------------------------------------------> RUNNING
 *      ^                 |                                                   |
 *      +------ stop -----+------------------------ stop --------------------+
 * </pre>
 *
 * {@code start} and {@code stop} never wait and may be repeated at will, as leadership comes and goes. Each start begins
 * with every key that the feeds know. Work that is in flight at a stop may finish (its writes are fenced where it
 * matters); a start waits for it, so that no key is ever worked on twice at a time. The first start learns the keys as the
 * feeds do, which costs no walk over what they hold; they wait until everything is known.
 */
public final class ControllerRunner<K> {
    /** Where a runner is in its life. */
    public enum State {
        STOPPED,
        STARTING,
        RUNNING
    }

    private static final Logger LOG = LoggerFactory.getLogger(ControllerRunner.class);

    /** After so many keys a worker gives its thread back once, so that controllers can share few threads. */
    private static final int KEYS_PER_TURN = 64;

    private final ReentrantLock stateLock = new ReentrantLock();
    private final String name;
    private final Reconciler<K> reconciler;
    private final List<Feed<K>> feeds;
    private final int workers;
    private final Executor executor;
    private final BiConsumer<Duration, Runnable> timer;
    private final Supplier<WorkQueue<K>> queues;
    private final LoopObserver observer;

    @GuardedBy("stateLock")
    private State state = State.STOPPED;

    /** Replaced by each start; a closed one belongs to the past. */
    @GuardedBy("stateLock")
    private WorkQueue<K> queue;

    @GuardedBy("stateLock")
    private boolean feedsSynced;

    @GuardedBy("stateLock")
    private boolean subscribed;

    /** Whether the keys that the feeds know are to be asked for, for nobody listened to them lately. */
    @GuardedBy("stateLock")
    private boolean walkDue;

    @GuardedBy("stateLock")
    private int turns;

    @GuardedBy("stateLock")
    private long wakeAtNanos = Long.MAX_VALUE;

    private ControllerRunner(Builder<K> builder) {
        name = builder.name;
        reconciler = builder.reconciler;
        feeds = List.copyOf(builder.feeds);
        workers = builder.workers;
        executor = builder.executor;
        timer = builder.timer != null ? builder.timer : jdkTimer(executor);
        queues = builder.queues;
        observer = builder.observer;
    }

    /** Runs a task on the executor after a delay, with the JDK's own timer thread. */
    private static BiConsumer<Duration, Runnable> jdkTimer(Executor executor) {
        return (delay, task) -> CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, executor)
                .execute(task);
    }

    public static <K> Builder<K> named(String name, Reconciler<K> reconciler, Executor executor) {
        return new Builder<>(name, reconciler, executor);
    }

    public String name() {
        return name;
    }

    public State state() {
        stateLock.lock();
        try {
            return state;
        } finally {
            stateLock.unlock();
        }
    }

    /** Begins to work once the feeds are synced. Without effect unless stopped. */
    public void start() {
        boolean first;
        stateLock.lock();
        try {
            if (state != State.STOPPED) {
                return;
            }
            state = State.STARTING;
            queue = queues.get();
            first = !subscribed;
            subscribed = true;
            walkDue = !first;
        } finally {
            stateLock.unlock();
        }
        if (first) {
            feeds.forEach(feed -> feed.subscribe(this::add));
        }
        CompletableFuture.allOf(feeds.stream()
                        .map(feed -> feed.synced().toCompletableFuture())
                        .toArray(CompletableFuture[]::new))
                .thenRun(() -> {
                    stateLock.lock();
                    try {
                        feedsSynced = true;
                    } finally {
                        stateLock.unlock();
                    }
                    runIfPossible();
                });
    }

    /** Hands out no more keys and forgets those that wait. Without effect when stopped. */
    public void stop() {
        stateLock.lock();
        try {
            if (state != State.STOPPED) {
                queue.close();
            }
            if (state == State.RUNNING) {
                LOG.info("Controller {} stopped", name);
            }
            state = State.STOPPED;
        } finally {
            stateLock.unlock();
        }
    }

    /** Adds a key by hand, as a timer or another controller may. Without effect when stopped. */
    public void add(K key) {
        enqueue(key, WorkQueue.Priority.NORMAL);
    }

    private void runIfPossible() {
        WorkQueue<K> current;
        boolean walk;
        stateLock.lock();
        try {
            if (state != State.STARTING || !feedsSynced || turns > 0) {
                return;
            }
            current = queue;
            walk = walkDue;
            wakeAtNanos = Long.MAX_VALUE;
            state = State.RUNNING;
            LOG.info("Controller {} started", name);
        } finally {
            stateLock.unlock();
        }
        if (walk) {
            // behind whatever has just changed
            feeds.forEach(feed -> feed.all().forEach(key -> enqueue(key, WorkQueue.Priority.LOW)));
        }
        for (int i = Math.min(workers, current.depth()); i > 0; i--) {
            dispatch(current);
        }
    }

    private void enqueue(K key, WorkQueue.Priority priority) {
        WorkQueue<K> current;
        stateLock.lock();
        try {
            if (state == State.STOPPED) {
                return;
            }
            current = queue;
        } finally {
            stateLock.unlock();
        }
        current.add(key, priority);
        dispatch(current);
    }

    /** Gives the queue another turn on the executor if a key is ready and a worker is free, or sets the alarm. */
    private void dispatch(WorkQueue<K> current) {
        Optional<Duration> due = current.untilNextDue();
        if (due.isEmpty()) {
            return;
        }
        boolean takeTurn = false;
        stateLock.lock();
        try {
            if (state != State.RUNNING || queue != current) {
                return;
            }
            if (due.get().isZero()) {
                takeTurn = turns < workers;
                if (takeTurn) {
                    turns++;
                }
            } else {
                long at = System.nanoTime() + due.get().toNanos();
                if (wakeAtNanos != Long.MAX_VALUE && wakeAtNanos - at <= 0) {
                    return;
                }
                wakeAtNanos = at;
            }
        } finally {
            stateLock.unlock();
        }
        if (takeTurn) {
            submitTurn(current);
        } else if (!due.get().isZero()) {
            timer.accept(due.get(), () -> wake(current));
        }
    }

    private void wake(WorkQueue<K> current) {
        stateLock.lock();
        try {
            wakeAtNanos = Long.MAX_VALUE;
        } finally {
            stateLock.unlock();
        }
        dispatch(current);
    }

    private void submitTurn(WorkQueue<K> current) {
        try {
            executor.execute(() -> turn(current));
        } catch (RejectedExecutionException e) {
            LOG.warn("Controller {} stops: its executor takes no more work ({})", name, e.toString());
            stop();
            endTurn(current);
        }
    }

    private void turn(WorkQueue<K> current) {
        try {
            for (int i = 0; i < KEYS_PER_TURN; i++) {
                Optional<K> key = current.poll();
                if (key.isEmpty()) {
                    break;
                }
                // a second ready key needs a second worker
                dispatch(current);
                try {
                    work(current, key.get());
                } finally {
                    current.done(key.get());
                }
            }
        } finally {
            endTurn(current);
        }
    }

    private void endTurn(WorkQueue<K> current) {
        boolean mayStart;
        stateLock.lock();
        try {
            turns--;
            mayStart = turns == 0 && state == State.STARTING;
        } finally {
            stateLock.unlock();
        }
        if (mayStart) {
            runIfPossible();
        } else {
            dispatch(current);
        }
    }

    private void work(WorkQueue<K> current, K key) {
        long began = System.nanoTime();
        LoopObserver.Outcome outcome;
        try {
            Result result = reconciler.reconcile(key);
            current.forget(key);
            result.again().ifPresent(delay -> current.addAfter(key, delay));
            outcome = result.again().isPresent() ? LoopObserver.Outcome.AGAIN : LoopObserver.Outcome.DONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            current.retry(key);
            outcome = LoopObserver.Outcome.FAILED;
        } catch (Exception e) {
            Duration delay = current.retry(key);
            outcome = failed(key, e, delay, current.failures(key));
        }
        observer.reconciled(name, outcome, Duration.ofNanos(System.nanoTime() - began), current.depth());
    }

    private LoopObserver.Outcome failed(K key, Exception e, Duration delay, int failures) {
        if (e instanceof KubernetesClientException api && api.getCode() == HttpURLConnection.HTTP_CONFLICT) {
            LOG.debug("Controller {} lost an update of {}, again in {}", name, key, delay);
            return LoopObserver.Outcome.CONFLICT;
        }
        if (state() != State.RUNNING) {
            LOG.debug("Controller {} could not finish {} while it stopped: {}", name, key, e.toString());
        } else {
            LOG.warn(
                    "Controller {} failed on {} ({} in a row), again in {}: {}",
                    name,
                    key,
                    failures,
                    delay,
                    e.toString());
            LOG.debug("Controller {} failed on {}", name, key, e);
        }
        return LoopObserver.Outcome.FAILED;
    }

    /** Everything about a runner that has a sensible default. */
    public static final class Builder<K> {
        private final String name;
        private final Reconciler<K> reconciler;
        private final Executor executor;
        private final List<Feed<K>> feeds = new ArrayList<>();
        private int workers = 4;
        private BiConsumer<Duration, Runnable> timer;
        private Supplier<WorkQueue<K>> queues = () -> new WorkQueue<>(Backoff.KUBERNETES);
        private LoopObserver observer = LoopObserver.NONE;

        private Builder(String name, Reconciler<K> reconciler, Executor executor) {
            this.name = name;
            this.reconciler = reconciler;
            this.executor = executor;
        }

        public Builder<K> fedBy(Feed<K> feed) {
            feeds.add(feed);
            return this;
        }

        /** How many keys are worked on at a time; 4 unless set. */
        public Builder<K> workers(int count) {
            if (count < 1) {
                throw new IllegalArgumentException("a controller needs a worker, not " + count);
            }
            workers = count;
            return this;
        }

        /** Runs a task after a delay; the JDK's timer unless set. */
        public Builder<K> timer(BiConsumer<Duration, Runnable> newTimer) {
            timer = newTimer;
            return this;
        }

        /** Makes the queue of each start; one with Kubernetes' back-off unless set. */
        public Builder<K> queue(Supplier<WorkQueue<K>> newQueues) {
            queues = newQueues;
            return this;
        }

        public Builder<K> observer(LoopObserver newObserver) {
            observer = newObserver;
            return this;
        }

        public ControllerRunner<K> build() {
            return new ControllerRunner<>(this);
        }
    }
}
