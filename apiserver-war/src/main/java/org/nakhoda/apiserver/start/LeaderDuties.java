package org.nakhoda.apiserver.start;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that exactly the leading master does, begun in order once it leads, ended in reverse once it does not.
 *
 * <pre>
 *                 leads                 all begun
 *   following ------------> beginning ------------> working
 *       ^  ^                 |     ^                   |
 *       |  +--does not lead--+     +--again, if one    |
 *       |                             failed           |
 *       +------- does not lead, or in another epoch ---+
 * </pre>
 *
 * <p>Leadership is looked at several times a second. Between its loss and that look, writes fail: the store refuses them. An
 * epoch that was lost and won again between two looks is another one, and everything is begun anew.
 */
final class LeaderDuties implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderDuties.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Supplier<Optional<Long>> epoch;
    private final List<LeaderDuty> duties;
    private final Executor executor;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Object lifeLock = new Object();

    @GuardedBy("lifeLock")
    private final Deque<LeaderDuty> begun = new ArrayDeque<>();

    @GuardedBy("lifeLock")
    private long tryNanos;

    @GuardedBy("lifeLock")
    private Duration pause = FIRST_PAUSE;

    @GuardedBy("lifeLock")
    private ScheduledFuture<?> looks;

    @GuardedBy("lifeLock")
    private boolean closed;

    private volatile Optional<Long> working = Optional.empty();

    /**
     * @param epoch in which this master leads; empty while it does not
     * @param executor for tasks that may wait
     */
    LeaderDuties(Supplier<Optional<Long>> epoch, List<LeaderDuty> duties, Executor executor) {
        this.epoch = epoch;
        this.duties = List.copyOf(duties);
        this.executor = executor;
    }

    /**
     * Begins all duties if this master leads, and follows its leadership from then on. Can be called again.
     *
     * @throws RuntimeException if one failed; it is not begun again before this is called again
     */
    void start(ScheduledExecutorService timer) {
        synchronized (lifeLock) {
            followLocked();
            if (looks == null && !closed) {
                looks = timer.scheduleWithFixedDelay(
                        this::wake, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Whether all of them are done, in an epoch that still lasts. */
    boolean working() {
        Optional<Long> known = working;
        return known.isPresent() && known.equals(epoch.get());
    }

    private void wake() {
        if (working.equals(epoch.get()) || looking.getAndSet(true)) {
            return;
        }
        try {
            executor.execute(this::look);
        } catch (RejectedExecutionException e) {
            looking.set(false);
            LOG.debug("the server is stopping");
        }
    }

    private void look() {
        try {
            synchronized (lifeLock) {
                if (!begun.isEmpty() || tryNanos == 0 || System.nanoTime() - tryNanos >= 0) {
                    followLocked();
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("this master leads but cannot do all that a leading one has to; trying again soon", e);
        } finally {
            looking.set(false);
        }
    }

    @GuardedBy("lifeLock")
    private void followLocked() {
        Optional<Long> now = epoch.get();
        if (closed || now.equals(working)) {
            return;
        }
        endLocked();
        if (now.isEmpty()) {
            return;
        }
        try {
            for (LeaderDuty duty : duties) {
                begun.push(duty);
                duty.begin();
            }
        } catch (RuntimeException e) {
            endLocked();
            if (now.equals(epoch.get())) {
                tryNanos = System.nanoTime() + pause.toNanos();
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                throw e;
            }
            LOG.info("this master has ceased to lead before it had begun: {}", e.toString());
            return;
        }
        pause = FIRST_PAUSE;
        working = now;
        LOG.info("this master leads and works, in epoch {}", now.get());
    }

    @GuardedBy("lifeLock")
    private void endLocked() {
        if (working.isPresent()) {
            LOG.info("this master does not lead any more, or anew; its work in epoch {} ends", working.get());
        }
        working = Optional.empty();
        tryNanos = 0;
        while (!begun.isEmpty()) {
            LeaderDuty duty = begun.pop();
            try {
                duty.end();
            } catch (RuntimeException e) {
                LOG.error("{} could not be ended", duty.name(), e);
            }
        }
    }

    /** Ends all duties. Idempotent. */
    @Override
    public void close() {
        synchronized (lifeLock) {
            closed = true;
            if (looks != null) {
                looks.cancel(false);
            }
            endLocked();
        }
    }
}
