package org.nakhoda.client.queue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Keys that wait for a worker. A key that is waiting already is not added again; a key that is being worked on and is
 * added meanwhile is handed out once more when its worker is done, never to two workers at a time. Keys can be added
 * after a delay, or after the delay that their failures in a row have earned. Nothing is dropped before {@link #close}.
 *
 * <p>The queue has no threads. {@link #poll} never waits; {@link #untilNextDue} says when a delayed key will be ready.
 * <pre>
 *              addAfter, retry              due
 *   (absent) ------------------> delayed ---------> ready --poll--> working --done--> (absent)
 *       \------------- add ------------------------/  ^                |
 *                                                      \-- done, added meanwhile
 * </pre>
 */
public final class WorkQueue<K> implements AutoCloseable {
    /** Keys of a higher priority are handed out first; within one priority the oldest. */
    public enum Priority {
        HIGH,
        NORMAL,
        /** Full resyncs and the like, which must not delay what has just changed. */
        LOW
    }

    private record Delayed<K>(K key, long dueNanos, long order) {}

    private final ReentrantLock queueLock = new ReentrantLock();
    private final Backoff backoff;
    private final LongSupplier nanoTime;

    @GuardedBy("queueLock")
    private final Map<Priority, Queue<K>> ready = new EnumMap<>(Priority.class);

    /** The waiting keys (or, for a key in {@link #working}, the wish to see it again), with their priority. */
    @GuardedBy("queueLock")
    private final Map<K, Priority> dirty = new HashMap<>();

    @GuardedBy("queueLock")
    private final Set<K> working = new HashSet<>();

    @GuardedBy("queueLock")
    private final Map<K, Delayed<K>> delayed = new HashMap<>();

    @GuardedBy("queueLock")
    private final PriorityQueue<Delayed<K>> byDueTime = new PriorityQueue<>(
            Comparator.<Delayed<K>>comparingLong(Delayed::dueNanos).thenComparing(Delayed::order));

    @GuardedBy("queueLock")
    private final Map<K, Integer> failures = new HashMap<>();

    @GuardedBy("queueLock")
    private long order;

    @GuardedBy("queueLock")
    private boolean closed;

    public WorkQueue(Backoff backoff) {
        this(backoff, System::nanoTime);
    }

    /** @param nanoTime a clock that never goes back, in nanoseconds, from any origin */
    public WorkQueue(Backoff backoff, LongSupplier nanoTime) {
        this.backoff = backoff;
        this.nanoTime = nanoTime;
        for (Priority priority : Priority.values()) {
            ready.put(priority, new ArrayDeque<>());
        }
    }

    public void add(K key) {
        add(key, Priority.NORMAL);
    }

    /** A waiting key keeps the higher of its priorities. */
    public void add(K key, Priority priority) {
        queueLock.lock();
        try {
            addLocked(key, priority);
        } finally {
            queueLock.unlock();
        }
    }

    /** Adds the key when the delay is over. Of several delays for one key the earliest end counts. */
    public void addAfter(K key, Duration delay) {
        queueLock.lock();
        try {
            addAfterLocked(key, delay);
        } finally {
            queueLock.unlock();
        }
    }

    /**
     * Counts one more failure of the key and adds it after the delay that it has earned.
     *
     * @return that delay
     */
    public Duration retry(K key) {
        queueLock.lock();
        try {
            int before = failures.merge(key, 1, Integer::sum) - 1;
            Duration delay = backoff.delay(before);
            addAfterLocked(key, delay);
            return delay;
        } finally {
            queueLock.unlock();
        }
    }

    /** Forgets the key's failures; to be called when it has succeeded. */
    public void forget(K key) {
        queueLock.lock();
        try {
            failures.remove(key);
        } finally {
            queueLock.unlock();
        }
    }

    /** How often in a row the key has failed. */
    public int failures(K key) {
        queueLock.lock();
        try {
            return failures.getOrDefault(key, 0);
        } finally {
            queueLock.unlock();
        }
    }

    /** The next key that is ready; the caller works on it and must call {@link #done} whatever happens. */
    public Optional<K> poll() {
        queueLock.lock();
        try {
            if (closed) {
                return Optional.empty();
            }
            promoteLocked();
            for (Map.Entry<Priority, Queue<K>> entry : ready.entrySet()) {
                for (K key = entry.getValue().poll();
                        key != null;
                        key = entry.getValue().poll()) {
                    // a key whose priority was raised stands in two queues; only the entry of its priority counts
                    if (dirty.get(key) == entry.getKey() && !working.contains(key)) {
                        dirty.remove(key);
                        working.add(key);
                        return Optional.of(key);
                    }
                }
            }
            return Optional.empty();
        } finally {
            queueLock.unlock();
        }
    }

    /** Ends the work on a key that {@link #poll} has given out. */
    public void done(K key) {
        queueLock.lock();
        try {
            working.remove(key);
            Priority again = dirty.get(key);
            if (again != null) {
                ready.get(again).add(key);
            }
        } finally {
            queueLock.unlock();
        }
    }

    /** How long until a key becomes ready; zero if one is ready now; empty if nothing waits for time to pass. */
    public Optional<Duration> untilNextDue() {
        queueLock.lock();
        try {
            if (closed) {
                return Optional.empty();
            }
            promoteLocked();
            if (hasReadyLocked()) {
                return Optional.of(Duration.ZERO);
            }
            Delayed<K> next = byDueTime.peek();
            return next == null
                    ? Optional.empty()
                    : Optional.of(Duration.ofNanos(Math.max(0, next.dueNanos - nanoTime.getAsLong())));
        } finally {
            queueLock.unlock();
        }
    }

    /** How many keys are ready or will be when their worker is done; delayed ones are not counted. */
    public int depth() {
        queueLock.lock();
        try {
            return dirty.size();
        } finally {
            queueLock.unlock();
        }
    }

    /** From now on nothing is added or handed out; work that has been handed out may finish. */
    @Override
    public void close() {
        queueLock.lock();
        try {
            closed = true;
            dirty.clear();
            delayed.clear();
            byDueTime.clear();
            failures.clear();
            ready.values().forEach(Queue::clear);
        } finally {
            queueLock.unlock();
        }
    }

    @GuardedBy("queueLock")
    private void addLocked(K key, Priority priority) {
        if (closed) {
            return;
        }
        Priority waiting = dirty.get(key);
        if (waiting != null && waiting.compareTo(priority) <= 0) {
            return;
        }
        dirty.put(key, priority);
        if (!working.contains(key)) {
            ready.get(priority).add(key);
        }
    }

    @GuardedBy("queueLock")
    private void addAfterLocked(K key, Duration delay) {
        if (closed) {
            return;
        }
        if (delay.isZero() || delay.isNegative()) {
            addLocked(key, Priority.NORMAL);
            return;
        }
        Delayed<K> entry = new Delayed<>(key, nanoTime.getAsLong() + delay.toNanos(), order++);
        Delayed<K> earlier = delayed.get(key);
        if (earlier != null) {
            if (earlier.dueNanos - entry.dueNanos <= 0) {
                return;
            }
            byDueTime.remove(earlier);
        }
        delayed.put(key, entry);
        byDueTime.add(entry);
    }

    @GuardedBy("queueLock")
    private void promoteLocked() {
        long now = nanoTime.getAsLong();
        for (Delayed<K> next = byDueTime.peek(); next != null && next.dueNanos - now <= 0; next = byDueTime.peek()) {
            byDueTime.poll();
            delayed.remove(next.key);
            addLocked(next.key, Priority.NORMAL);
        }
    }

    @GuardedBy("queueLock")
    private boolean hasReadyLocked() {
        for (K key : dirty.keySet()) {
            if (!working.contains(key)) {
                return true;
            }
        }
        return false;
    }
}
