package org.nakhoda.db.watch;

import java.util.function.Consumer;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.store.StoreEvent;

/** The newest events, bounded by number and by bytes. Not thread-safe. */
final class EventRing {
    private final int maxEvents;
    private final long maxBytes;

    private StoreEvent[] events = new StoreEvent[1024];
    private int head;
    private int size;
    private long bytes;

    /** Every event after this revision is here. */
    private Revision floor;

    EventRing(int maxEvents, long maxBytes, Revision floor) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
        this.floor = floor;
    }

    Revision floor() {
        return floor;
    }

    void append(StoreEvent event) {
        if (size == events.length) {
            grow();
        }
        events[(head + size) % events.length] = event;
        size++;
        bytes += bytes(event);
        while (size > maxEvents || bytes > maxBytes) {
            StoreEvent oldest = events[head];
            events[head] = null;
            head = (head + 1) % events.length;
            size--;
            bytes -= bytes(oldest);
            floor = oldest.revision();
        }
    }

    /** With the state before, which nobody else may hold any more. */
    private static long bytes(StoreEvent event) {
        return (long) event.object().json().length
                + (event.previous() == null ? 0 : event.previous().json().length);
    }

    private void grow() {
        StoreEvent[] larger = new StoreEvent[events.length * 2];
        for (int i = 0; i < size; i++) {
            larger[i] = at(i);
        }
        events = larger;
        head = 0;
    }

    private StoreEvent at(int index) {
        return events[(head + index) % events.length];
    }

    int size() {
        return size;
    }

    /** The position of the first event after this revision; {@link #size()} if there is none. */
    int indexAfter(Revision revision) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (at(middle).revision().isAfter(revision)) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    StoreEvent get(int index) {
        return at(index);
    }

    void forEachAfter(Revision revision, Consumer<StoreEvent> consumer) {
        for (int i = indexAfter(revision); i < size; i++) {
            consumer.accept(at(i));
        }
    }
}
