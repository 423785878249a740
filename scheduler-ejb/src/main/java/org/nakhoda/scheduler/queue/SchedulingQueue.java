package org.nakhoda.scheduler.queue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.nakhoda.scheduler.framework.ClusterEvent;
import org.nakhoda.scheduler.snapshot.PodInfo;

/**
 * The scheduling queue. A pod is in one place at a time:
 *
 * <pre>
 *   add ──> READY ──take──> (being tried) ──> gone: bound, or removed
 *    │        ^  ^                 │
 *    │        │  └─ back-off over ─┤ retry, or rejected while something changed
 *    │        │                BACKING OFF
 *    │        │                    ^
 *    │        └────────────────────┤ event that may help, or waited for too long
 *    v                             │
 *   HELD (gated)  <── add ──   WAITING (rejected)
 * </pre>
 *
 * <p>An event that comes while a pod is being tried is remembered until that attempt ends, so that none is missed
 * between the snapshot and the rejection. Safe for use by several threads; no callback runs under the lock other than
 * the pure predicates given to the constructor.
 */
public final class SchedulingQueue {
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Clock clock;
    private final Predicate<PodInfo> heldBack;
    private final BiPredicate<ClusterEvent, QueuedPod> mayHelp;

    @GuardedBy("lock")
    private final PriorityQueue<QueuedPod> ready;

    @GuardedBy("lock")
    private final PriorityQueue<Delayed> backingOff = new PriorityQueue<>(Comparator.comparing(Delayed::until));

    /** Where each known pod is, by uid. */
    @GuardedBy("lock")
    private final Map<String, Place> places = new HashMap<>();

    /** Those of {@link #places} that were rejected, in the order in which they were. */
    @GuardedBy("lock")
    private final Map<String, Place> waiting = new LinkedHashMap<>();

    /** The attempts that are going on: when each began, counted in events. */
    @GuardedBy("lock")
    private final Map<String, Long> attempts = new HashMap<>();

    /** What happened since the oldest attempt that is still going on. */
    @GuardedBy("lock")
    private final Deque<Seen> recent = new ArrayDeque<>();

    @GuardedBy("lock")
    private long sequence;

    private enum State {
        READY,
        BACKING_OFF,
        WAITING,
        HELD,
        TRIED
    }

    private record Place(State state, QueuedPod queued, Instant since) {}

    private record Delayed(QueuedPod queued, Instant until) {}

    private record Seen(long sequence, ClusterEvent event) {}

    /**
     * @param order who comes first among those that are ready
     * @param heldBack pods that must not be tried at all yet
     * @param mayHelp whether an event may make a rejected pod schedulable
     */
    public SchedulingQueue(
            Clock clock,
            Comparator<QueuedPod> order,
            Predicate<PodInfo> heldBack,
            BiPredicate<ClusterEvent, QueuedPod> mayHelp) {
        this.clock = clock;
        this.heldBack = heldBack;
        this.mayHelp = mayHelp;
        this.ready = new PriorityQueue<>(order);
    }

    /** Takes in a new pod, or the new state of a known one; a changed specification is a reason to try it again. */
    public void add(PodInfo pod) {
        lock.lock();
        try {
            Place place = places.get(pod.uid());
            if (place == null) {
                enqueueLocked(QueuedPod.arriving(pod, clock.instant()));
                return;
            }
            QueuedPod known = place.queued();
            boolean needsChanged = !known.pod().needsTheSameAs(pod);
            QueuedPod newer = known.withPod(pod);
            switch (place.state()) {
                case TRIED -> putLocked(new Place(State.TRIED, newer, place.since()));
                case READY -> {
                    ready.remove(known);
                    enqueueLocked(newer);
                }
                case BACKING_OFF -> {
                    backingOff.removeIf(delayed -> delayed.queued().equals(known));
                    backingOff.add(new Delayed(newer, place.since().plus(backoff(newer.attempts()))));
                    putLocked(new Place(State.BACKING_OFF, newer, place.since()));
                }
                case WAITING, HELD -> {
                    if (needsChanged) {
                        enqueueLocked(newer);
                    } else {
                        putLocked(new Place(place.state(), newer, place.since()));
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a pod: it was bound or deleted. */
    public void remove(String uid) {
        lock.lock();
        try {
            Place place = places.remove(uid);
            if (place != null) {
                takeOutLocked(place);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The next pod to try; waits up to {@code longest}. Whoever takes it answers with one of the methods below. */
    public Optional<QueuedPod> take(Duration longest) throws InterruptedException {
        long left = longest.toNanos();
        lock.lockInterruptibly();
        try {
            while (true) {
                Instant now = clock.instant();
                promoteLocked(now);
                QueuedPod next = ready.poll();
                if (next != null) {
                    putLocked(new Place(State.TRIED, next, now));
                    attempts.put(next.pod().uid(), sequence);
                    return Optional.of(next);
                }
                if (left <= 0) {
                    return Optional.empty();
                }
                long untilBackoff = backingOff.isEmpty()
                        ? Long.MAX_VALUE
                        : Math.max(
                                1,
                                Duration.between(now, backingOff.peek().until()).toNanos());
                long wait = Math.min(left, untilBackoff);
                left -= wait - Math.max(0, changed.awaitNanos(wait));
            }
        } finally {
            lock.unlock();
        }
    }

    /** The attempt found no node. The pod waits until something changes that may help it. */
    public void rejected(QueuedPod tried, Set<String> plugins) {
        lock.lock();
        try {
            Place place = places.get(tried.pod().uid());
            Long began = attempts.get(tried.pod().uid());
            if (place == null || began == null) {
                return;
            }
            QueuedPod failed = place.queued().failed(plugins);
            boolean changedMeanwhile =
                    recent.stream().anyMatch(seen -> seen.sequence() > began && mayHelp.test(seen.event(), failed));
            if (changedMeanwhile) {
                backOffLocked(failed, place.since());
            } else {
                putLocked(new Place(State.WAITING, failed, clock.instant()));
            }
            endAttemptLocked(failed.pod().uid());
        } finally {
            lock.unlock();
        }
    }

    /** The attempt went wrong for a reason that is not the cluster's state: try again after a while. */
    public void retry(QueuedPod tried) {
        lock.lock();
        try {
            Place place = places.get(tried.pod().uid());
            if (place != null && place.state() == State.TRIED) {
                backOffLocked(place.queued().failed(Set.of()), place.since());
                endAttemptLocked(place.queued().pod().uid());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Wakes the waiting pods that an event may help. */
    public void wake(ClusterEvent event) {
        lock.lock();
        try {
            sequence++;
            if (!attempts.isEmpty()) {
                recent.add(new Seen(sequence, event));
            }
            List<Place> woken = waiting.values().stream()
                    .filter(place -> mayHelp.test(event, place.queued()))
                    .toList();
            for (Place place : woken) {
                backOffLocked(place.queued(), place.since());
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many pods are known: ready, backing off, waiting, held back or being tried. */
    public int size() {
        lock.lock();
        try {
            return places.size();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void putLocked(Place place) {
        String uid = place.queued().pod().uid();
        places.put(uid, place);
        if (place.state() == State.WAITING) {
            waiting.put(uid, place);
        } else {
            waiting.remove(uid);
        }
    }

    @GuardedBy("lock")
    private void enqueueLocked(QueuedPod queued) {
        State state = heldBack.test(queued.pod()) ? State.HELD : State.READY;
        putLocked(new Place(state, queued, clock.instant()));
        if (state == State.READY) {
            ready.add(queued);
            changed.signal();
        }
    }

    /** Ready at once if the last attempt is long enough ago. */
    @GuardedBy("lock")
    private void backOffLocked(QueuedPod queued, Instant lastTried) {
        putLocked(new Place(State.BACKING_OFF, queued, lastTried));
        backingOff.add(new Delayed(queued, lastTried.plus(backoff(queued.attempts()))));
        changed.signal();
    }

    private static Duration backoff(int attempts) {
        long factor = 1L << Math.min(16, Math.max(0, attempts - 1));
        Duration exponential = FIRST_BACKOFF.multipliedBy(factor);
        return exponential.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : exponential;
    }

    @GuardedBy("lock")
    private void promoteLocked(Instant now) {
        while (!backingOff.isEmpty() && !backingOff.peek().until().isAfter(now)) {
            enqueueLocked(backingOff.poll().queued());
        }
        while (!waiting.isEmpty()) {
            Place longest = waiting.values().iterator().next();
            if (longest.since().plus(LONGEST_WAIT).isAfter(now)) {
                return;
            }
            enqueueLocked(longest.queued());
        }
    }

    @GuardedBy("lock")
    private void takeOutLocked(Place place) {
        switch (place.state()) {
            case READY -> ready.remove(place.queued());
            case BACKING_OFF -> backingOff.removeIf(delayed -> delayed.queued().equals(place.queued()));
            case WAITING -> waiting.remove(place.queued().pod().uid());
            case TRIED -> endAttemptLocked(place.queued().pod().uid());
            case HELD -> {}
        }
    }

    /** Ends an attempt and forgets the events that no attempt under way can have missed. */
    @GuardedBy("lock")
    private void endAttemptLocked(String uid) {
        attempts.remove(uid);
        long oldest =
                attempts.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
        while (!recent.isEmpty() && recent.peek().sequence() <= oldest) {
            recent.poll();
        }
    }
}
