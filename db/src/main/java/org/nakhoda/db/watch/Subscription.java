package org.nakhoda.db.watch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.WatchStream;

/**
 * One watcher's buffer.
 *
 * <pre>
 *   CATCHING_UP ── end of the past reached, under the feed's lock ──> LIVE
 *       │  buffer full: waits for the watcher                          │ buffer full: OVERRUN
 *       └───────────────────────── close ───────> CLOSED <─────────────┘
 * </pre>
 *
 * <p>Lock order: the feed's, then this one's.
 */
final class Subscription implements WatchStream {
    private final Feed feed;
    private final GroupResource resource;
    private final String namespace;
    private final int capacity;
    private final long capacityBytes;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final ArrayDeque<StoreEvent> buffer = new ArrayDeque<>();

    /** What the buffered objects take, which this watcher alone may keep in memory. */
    @GuardedBy("lock")
    private long bytes;

    @GuardedBy("lock")
    private State state = State.OPEN;

    @GuardedBy("lock")
    private boolean live;

    /** Everything up to here has been put into the buffer. */
    @GuardedBy("lock")
    private Revision cursor;

    /** Everything up to here has been drained. */
    @GuardedBy("lock")
    private Revision upTo;

    @GuardedBy("lock")
    private Runnable signal;

    /**
     * @param capacity how many events the watcher may be behind
     * @param capacityBytes and how many bytes, unless it is one event
     */
    Subscription(
            Feed feed, GroupResource resource, String namespace, Revision after, int capacity, long capacityBytes) {
        this.feed = feed;
        this.resource = resource;
        this.namespace = namespace;
        this.capacity = capacity;
        this.capacityBytes = capacityBytes;
        this.cursor = after;
        this.upTo = after;
    }

    GroupResource resource() {
        return resource;
    }

    String namespace() {
        return namespace;
    }

    boolean wants(StoreEvent event) {
        return event.object().key().resource().equals(resource)
                && (namespace.isEmpty() || event.object().key().namespace().equals(namespace));
    }

    Revision cursor() {
        synchronized (lock) {
            return cursor;
        }
    }

    /** How many events of the past may be put into the buffer now; 0 if it is closed. */
    int room() {
        synchronized (lock) {
            return state == State.OPEN && bytes < capacityBytes ? Math.max(0, capacity - buffer.size()) : 0;
        }
    }

    /** Takes a part of the past. @return the signal to run without a lock */
    Optional<Runnable> append(List<StoreEvent> past, Revision scannedTo) {
        synchronized (lock) {
            if (state != State.OPEN) {
                return Optional.empty();
            }
            past.forEach(this::addLocked);
            if (scannedTo.isAfter(cursor)) {
                cursor = scannedTo;
            }
            return past.isEmpty() ? Optional.empty() : takeSignalLocked();
        }
    }

    void goLive() {
        synchronized (lock) {
            live = true;
        }
    }

    /** Takes a change that has just been committed. @return the signal to run without a lock */
    Optional<Runnable> offer(StoreEvent event) {
        synchronized (lock) {
            if (state != State.OPEN || !event.revision().isAfter(cursor)) {
                return Optional.empty();
            }
            cursor = event.revision();
            if (buffer.size() >= capacity || !buffer.isEmpty() && bytes + size(event) > capacityBytes) {
                return endLocked(State.OVERRUN);
            }
            addLocked(event);
            return takeSignalLocked();
        }
    }

    boolean open() {
        synchronized (lock) {
            return state == State.OPEN;
        }
    }

    /** @return the signal to run without a lock */
    Optional<Runnable> end(State why) {
        synchronized (lock) {
            return state == State.OPEN ? endLocked(why) : Optional.empty();
        }
    }

    private static long size(StoreEvent event) {
        return event.object().json().length;
    }

    @GuardedBy("lock")
    private void addLocked(StoreEvent event) {
        buffer.add(event);
        bytes += size(event);
    }

    @GuardedBy("lock")
    private Optional<Runnable> endLocked(State why) {
        state = why;
        buffer.clear();
        bytes = 0;
        return takeSignalLocked();
    }

    @GuardedBy("lock")
    private Optional<Runnable> takeSignalLocked() {
        Runnable taken = signal;
        signal = null;
        return Optional.ofNullable(taken);
    }

    @Override
    public Batch drain(int max) {
        // read before the buffer is looked at: whatever is published by now has been offered
        Revision published = feed.published();
        List<StoreEvent> events = new ArrayList<>();
        boolean hungry;
        Batch batch;
        synchronized (lock) {
            while (events.size() < max && !buffer.isEmpty()) {
                StoreEvent event = buffer.poll();
                bytes -= size(event);
                events.add(event);
            }
            if (!events.isEmpty()) {
                upTo = events.get(events.size() - 1).revision();
            }
            if (buffer.isEmpty() && state == State.OPEN) {
                Revision complete = live ? published : cursor;
                if (complete.isAfter(upTo)) {
                    upTo = complete;
                }
            }
            hungry = !live && state == State.OPEN && buffer.size() <= capacity / 2 && bytes <= capacityBytes / 2;
            batch = new Batch(List.copyOf(events), upTo, state);
        }
        if (hungry) {
            feed.catchUp(this);
        }
        return batch;
    }

    @Override
    public void onReady(Runnable newSignal) {
        synchronized (lock) {
            if (buffer.isEmpty() && state == State.OPEN) {
                signal = newSignal;
                return;
            }
        }
        newSignal.run();
    }

    @Override
    public void close() {
        feed.unsubscribe(this);
        end(State.CLOSED).ifPresent(Runnable::run);
    }
}
