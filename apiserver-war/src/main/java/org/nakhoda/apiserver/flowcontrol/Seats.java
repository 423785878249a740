package org.nakhoda.apiserver.flowcontrol;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.flowcontrol.FlowCounts.Refused;
import org.nakhoda.apiserver.request.FlowControl;
import org.nakhoda.apiserver.request.FlowControl.Permit;

/**
 * All levels' seats, and who waits for them. Who finds a seat takes no lock; the one lock here orders those that wait.
 *
 * <p>A request waits on the thread that it came on. Therefore few may wait at a time, whatever the queues could hold, and none
 * for long: the application server's threads are more than seats and waiters together, so that some are left for requests
 * that need no seat.
 */
final class Seats {
    private final int total;
    private final int mostWaiting;
    private final Duration longestWait;
    private final InstantSource clock;
    private final ReentrantLock waitLock = new ReentrantLock();
    private final AtomicInteger waiting = new AtomicInteger();

    @GuardedBy("waitLock")
    private final Map<String, PriorityLevel> byName = new HashMap<>();

    private volatile List<PriorityLevel> levels = List.of();

    Seats(int total, int mostWaiting, Duration longestWait, InstantSource clock) {
        this.clock = clock;
        this.total = total;
        this.mostWaiting = mostWaiting;
        this.longestWait = longestWait;
    }

    /** Divides the seats among the levels by their shares. A level of the same name goes on with its requests in flight. */
    Map<String, PriorityLevel> divide(Collection<LevelSpec> specs) {
        long shares = Math.max(1, specs.stream().mapToLong(LevelSpec::shares).sum());
        waitLock.lock();
        try {
            Map<String, PriorityLevel> named = new HashMap<>();
            for (LevelSpec spec : specs) {
                PriorityLevel level =
                        byName.computeIfAbsent(spec.name(), name -> new PriorityLevel(name, this::released));
                int nominal = (int) ((total * (long) spec.shares() + shares - 1) / shares);
                level.configure(PriorityLevel.Limits.of(spec, nominal));
                named.put(spec.name(), level);
            }
            byName.keySet().retainAll(named.keySet());
            levels = List.copyOf(named.values());
            return named;
        } finally {
            waitLock.unlock();
        }
    }

    /** By their names. */
    Map<String, PriorityLevel> levels() {
        waitLock.lock();
        try {
            return Map.copyOf(byName);
        } finally {
            waitLock.unlock();
        }
    }

    /** Who waits for a level's seats, by the queues that they wait in. */
    Map<Integer, List<Waiter>> waiters(PriorityLevel level) {
        waitLock.lock();
        try {
            return level.queue().waiters();
        } finally {
            waitLock.unlock();
        }
    }

    /**
     * @param flow names the flow, if the request has to wait
     * @throws ApiException TOO_MANY_REQUESTS
     */
    Permit enter(PriorityLevel level, FlowCounts counts, Supplier<String> flow) {
        Permit seat = level.limits().exempt() ? Permit.NONE : seat(level, counts, flow);
        counts.begun();
        return () -> {
            counts.ended();
            seat.close();
        };
    }

    private Permit seat(PriorityLevel level, FlowCounts counts, Supplier<String> flow) {
        if (level.waiting().get() == 0) {
            Permit permit = take(level);
            if (permit != null) {
                return permit;
            }
        }
        return await(level, counts, flow.get());
    }

    private Permit take(PriorityLevel level) {
        Permit own = level.takeOwn();
        if (own != null) {
            return own;
        }
        for (PriorityLevel other : levels) {
            if (other != level) {
                Permit borrowed = level.borrowFrom(other, this::released);
                if (borrowed != null) {
                    return borrowed;
                }
            }
        }
        return null;
    }

    private Permit await(PriorityLevel level, FlowCounts counts, String flow) {
        Waiter waiter = new Waiter(flow, clock.instant());
        waitLock.lock();
        try {
            if (waiting.get() >= mostWaiting || !level.queue().offer(flow.hashCode(), waiter, level.limits())) {
                counts.refused(level.limits().queues() == 0 ? Refused.CONCURRENCY_LIMIT : Refused.QUEUE_FULL);
                throw refusal();
            }
            counts.queued();
            waiting.incrementAndGet();
            level.waiting().incrementAndGet();
            // a seat may have become free before anybody could see that somebody waits
            serveLocked(level);
        } finally {
            waitLock.unlock();
        }
        boolean interrupted = false;
        long since = System.nanoTime();
        try {
            if (waiter.await(longestWait.toMillis())) {
                counts.waited(System.nanoTime() - since);
                return waiter.permit();
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        waitLock.lock();
        try {
            if (level.queue().remove(waiter)) {
                forgetLocked(level);
            }
        } finally {
            waitLock.unlock();
        }
        counts.waited(System.nanoTime() - since);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (waiter.permit() == null) {
            counts.refused(interrupted ? Refused.CANCELLED : Refused.TIME_OUT);
            throw refusal();
        }
        return waiter.permit();
    }

    private void released(PriorityLevel level) {
        if (waiting.get() == 0) {
            return;
        }
        waitLock.lock();
        try {
            serveLocked(level);
            for (PriorityLevel other : new ArrayList<>(levels)) {
                serveLocked(other);
            }
        } finally {
            waitLock.unlock();
        }
    }

    @GuardedBy("waitLock")
    private void serveLocked(PriorityLevel level) {
        while (level.waiting().get() > 0) {
            Permit permit = take(level);
            if (permit == null) {
                return;
            }
            Waiter next = level.queue().poll();
            forgetLocked(level);
            next.give(permit);
        }
    }

    @GuardedBy("waitLock")
    private void forgetLocked(PriorityLevel level) {
        waiting.decrementAndGet();
        level.waiting().decrementAndGet();
    }

    private static ApiException refusal() {
        return ApiException.tryAgain(
                Reason.TOO_MANY_REQUESTS,
                "too many requests, please try again later",
                FlowControl.RETRY_AFTER_SECONDS,
                "");
    }
}
