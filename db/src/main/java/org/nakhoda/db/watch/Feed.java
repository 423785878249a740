package org.nakhoda.db.watch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.memory.ClusterState;
import org.nakhoda.db.store.CompactedException;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.WatchStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The present: current state, recent events, and the watchers, which one producer, the writer, moves forward together.
 *
 * <p>State, ring and watchers change under one lock, so a watcher that subscribes right after reading a revision misses
 * nothing. Readers of the state take no lock. Watchers that begin before the ring read the {@link EventHistory} on
 * the executor given, page by page as they drain, until the ring holds the rest.
 */
public final class Feed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final int PAGE = 500;

    private final EventHistory history;
    private final Executor executor;
    private final int buffer;
    private final long bufferBytes;
    private final int ringEvents;
    private final long ringBytes;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private EventRing ring;

    @GuardedBy("lock")
    private final Subscribers live = new Subscribers();

    /** Those that are not live yet. */
    @GuardedBy("lock")
    private final Set<Subscription> catchingUp = new HashSet<>();

    /** Those of them whose past is being read on the executor. */
    @GuardedBy("lock")
    private final Set<Subscription> reading = new HashSet<>();

    @GuardedBy("lock")
    private boolean closed;

    private volatile ClusterState state;
    private volatile Revision published;
    private volatile Revision compactedTo;

    /**
     * @param compactedTo the history reaches back to right after this revision
     * @param buffer how many events a watcher may be behind; with half of the ring's bytes at most
     */
    public Feed(
            ClusterState state,
            Revision compactedTo,
            EventHistory history,
            Executor executor,
            int ringEvents,
            long ringBytes,
            int buffer) {
        this.state = state;
        this.published = state.revision();
        this.compactedTo = compactedTo;
        this.history = history;
        this.executor = executor;
        this.buffer = buffer;
        this.bufferBytes = ringBytes / 2;
        this.ringEvents = ringEvents;
        this.ringBytes = ringBytes;
        this.ring = new EventRing(ringEvents, ringBytes, state.revision());
    }

    public ClusterState state() {
        return state;
    }

    /** Every change up to here has been offered to every live watcher. */
    Revision published() {
        return published;
    }

    /** Makes a committed batch visible. For the writer only. */
    public void publish(List<StoreEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        ClusterState next = state.after(events);
        List<Runnable> signals = new ArrayList<>();
        synchronized (lock) {
            state = next;
            List<Subscription> ended = new ArrayList<>();
            for (StoreEvent event : events) {
                ring.append(event);
                live.forEachOf(event, subscription -> {
                    subscription.offer(event).ifPresent(signals::add);
                    if (!subscription.open()) {
                        ended.add(subscription);
                    }
                });
            }
            ended.forEach(live::remove);
            published = next.revision();
            lock.notifyAll();
        }
        signals.forEach(Runnable::run);
    }

    /**
     * Begins anew with another state, because what lies between is not known here. Whoever watches has to list again.
     *
     * @param upTo the history is gone up to here
     */
    public void reset(ClusterState other, Revision upTo) {
        List<Subscription> all;
        synchronized (lock) {
            state = other;
            ring = new EventRing(ringEvents, ringBytes, other.revision());
            published = other.revision();
            compactedTo = upTo;
            all = live.all();
            all.addAll(catchingUp);
            lock.notifyAll();
        }
        all.forEach(subscription -> end(subscription, WatchStream.State.OVERRUN));
    }

    /**
     * Every resource's changes after a revision, in order; waits for some if there are none yet.
     *
     * @param max how many at most
     * @return empty if memory does not reach back that far
     */
    public Optional<List<StoreEvent>> changesAfter(Revision after, int max, Duration patience)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (lock) {
            while (!closed && !published.isAfter(after)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
            if (ring.floor().isAfter(after) || after.isAfter(published)) {
                return Optional.empty();
            }
            List<StoreEvent> changes = new ArrayList<>();
            int index = ring.indexAfter(after);
            for (; index < ring.size() && changes.size() < max; index++) {
                changes.add(ring.get(index));
            }
            return Optional.of(changes);
        }
    }

    /**
     * Waits until readers see a revision.
     *
     * @return whether they do
     */
    public boolean await(Revision revision, Duration patience) throws InterruptedException {
        if (!revision.isAfter(published)) {
            return true;
        }
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (lock) {
            while (!closed && revision.isAfter(published)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
            return !closed;
        }
    }

    /** The history is gone up to here. */
    public Revision compactedTo() {
        return compactedTo;
    }

    /** To be called before events up to {@code revision} are dropped from the history. */
    public void compactTo(Revision revision) {
        if (revision.isAfter(compactedTo)) {
            compactedTo = revision;
        }
    }

    /**
     * @throws CompactedException if the history does not reach back to {@code after}
     */
    public WatchStream subscribe(GroupResource resource, String namespace, Revision after) throws CompactedException {
        if (compactedTo.isAfter(after)) {
            throw new CompactedException(after, compactedTo);
        }
        Subscription subscription = new Subscription(this, resource, namespace, after, buffer, bufferBytes);
        synchronized (lock) {
            if (closed) {
                subscription.end(WatchStream.State.CLOSED);
                return subscription;
            }
            catchingUp.add(subscription);
        }
        catchUp(subscription);
        return subscription;
    }

    void unsubscribe(Subscription subscription) {
        synchronized (lock) {
            live.remove(subscription);
            catchingUp.remove(subscription);
        }
    }

    /** Moves a subscription on: at once if memory holds what it lacks, else on the executor. */
    void catchUp(Subscription subscription) {
        Optional<Runnable> next;
        synchronized (lock) {
            if (!catchingUp.contains(subscription) || reading.contains(subscription)) {
                return;
            }
            if (ring.floor().isAfter(subscription.cursor())) {
                reading.add(subscription);
                next = Optional.of(() -> readPastLater(subscription));
            } else {
                next = fromRingLocked(subscription);
            }
        }
        next.ifPresent(Runnable::run);
    }

    private void readPastLater(Subscription subscription) {
        try {
            executor.execute(() -> readPast(subscription));
        } catch (RejectedExecutionException e) {
            // the store closes, and with it every watcher
            end(subscription, WatchStream.State.CLOSED);
        }
    }

    @GuardedBy("lock")
    private Optional<Runnable> fromRingLocked(Subscription subscription) {
        List<StoreEvent> past = new ArrayList<>();
        int room = subscription.room();
        Revision scannedTo = subscription.cursor();
        int index = ring.indexAfter(scannedTo);
        for (; index < ring.size() && past.size() < room; index++) {
            StoreEvent event = ring.get(index);
            scannedTo = event.revision();
            if (subscription.wants(event)) {
                past.add(event);
            }
        }
        Optional<Runnable> signal = subscription.append(past, scannedTo);
        if (index == ring.size()) {
            catchingUp.remove(subscription);
            live.add(subscription);
            subscription.goLive();
        }
        return signal;
    }

    /** One page of the history; the next one follows when the watcher has room for it. */
    private void readPast(Subscription subscription) {
        boolean progress = false;
        try {
            int room = Math.min(PAGE, subscription.room());
            if (room > 0) {
                Revision after = subscription.cursor();
                EventHistory.Page page =
                        history.read(subscription.resource(), subscription.namespace(), after, published, room);
                // compaction announces itself before it drops anything, so a page that lacks events is noticed here
                if (compactedTo.isAfter(after)) {
                    end(subscription, WatchStream.State.OVERRUN);
                    return;
                }
                subscription.append(page.events(), page.scannedTo()).ifPresent(Runnable::run);
                progress = true;
            }
        } catch (RuntimeException e) {
            LOG.warn("the history of {} cannot be read; its watcher is closed", subscription.resource(), e);
            end(subscription, WatchStream.State.CLOSED);
        } finally {
            synchronized (lock) {
                reading.remove(subscription);
            }
        }
        if (progress && subscription.room() > 0) {
            catchUp(subscription);
        }
    }

    private void end(Subscription subscription, WatchStream.State why) {
        unsubscribe(subscription);
        subscription.end(why).ifPresent(Runnable::run);
    }

    /**
     * A resource's state at an earlier revision, by undoing what has happened to it since.
     *
     * @return empty if memory does not reach back that far, or the revision is still to come
     */
    public Optional<ClusterState> stateAt(GroupResource resource, Revision revision) {
        ClusterState now;
        List<StoreEvent> since = new ArrayList<>();
        synchronized (lock) {
            now = state;
            if (revision.isAfter(now.revision()) || ring.floor().isAfter(revision)) {
                return Optional.empty();
            }
            ring.forEachAfter(revision, event -> {
                if (event.object().key().resource().equals(resource)) {
                    since.add(event);
                }
            });
        }
        return Optional.of(now.before(resource, since, revision));
    }

    @Override
    public void close() {
        List<Subscription> all;
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
            all = live.all();
            all.addAll(catchingUp);
        }
        all.forEach(subscription -> end(subscription, WatchStream.State.CLOSED));
    }
}
