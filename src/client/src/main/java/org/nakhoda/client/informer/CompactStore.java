package org.nakhoda.client.informer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.nakhoda.client.queue.ObjectName;

/**
 * What an informer keeps. Objects that somebody touched lately are kept as they are; the others as packed JSON, for an object of
 * the client library's classes takes up to ten times the room of its text: a hundred thousand pods would fill a gigabyte.
 *
 * <pre>
 *   put ──> RECENT ──{@link #RECENT} others touched since, this one not──> PACKED ──get──> RECENT
 * </pre>
 *
 * An object that is read by itself or through an index becomes recent; one that is passed by in a walk over all stays packed.
 * Many threads may read while one writes.
 */
final class CompactStore<T> {
    /** Enough for what controllers work on at a time; some 10 MB of pods. */
    static final int RECENT = 1000;

    /** An object as it is, with its JSON; {@code touched} gives it a second chance when its turn to be packed comes. */
    private static final class Recent<T> {
        private final T object;
        private final byte[] json;
        private volatile boolean touched;

        Recent(T object, byte[] json) {
            this.object = object;
            this.json = json;
        }
    }

    private record Turn<T>(ObjectName name, Recent<T> item) {}

    private final Function<byte[], T> reader;
    private final Packing packing = new Packing();
    /** Either a {@code Recent} or the bytes of a packed object. */
    private final Map<ObjectName, Object> items = new ConcurrentHashMap<>();

    private final ReentrantLock turnsLock = new ReentrantLock();

    @GuardedBy("turnsLock")
    private final Queue<Turn<T>> turns = new ArrayDeque<>();

    /** @param reader makes an object of its JSON */
    CompactStore(Function<byte[], T> reader) {
        this.reader = reader;
    }

    /** @return the former state; null if there was none */
    T put(ObjectName name, T object, byte[] json) {
        Recent<T> item = new Recent<>(object, json);
        T former = object(items.put(name, item));
        queue(name, item);
        return former;
    }

    /** @return the last state; null if there was none */
    T remove(ObjectName name) {
        return object(items.remove(name));
    }

    /** Null if there is none. */
    T get(ObjectName name) {
        Object item = items.get(name);
        if (item instanceof byte[] packed) {
            byte[] json = packing.unpack(packed);
            Recent<T> recent = new Recent<>(reader.apply(json), json);
            if (items.replace(name, packed, recent)) {
                queue(name, recent);
            }
            return recent.object;
        }
        if (item != null) {
            recent(item).touched = true;
        }
        return object(item);
    }

    Set<ObjectName> names() {
        return items.keySet();
    }

    Stream<T> values() {
        return items.values().stream().map(this::object);
    }

    /** How many are kept as they are; for tests. */
    long recentCount() {
        return items.values().stream().filter(item -> !(item instanceof byte[])).count();
    }

    @SuppressWarnings("unchecked")
    private Recent<T> recent(Object item) {
        return (Recent<T>) item;
    }

    private T object(Object item) {
        if (item == null) {
            return null;
        }
        return item instanceof byte[] packed ? reader.apply(packing.unpack(packed)) : recent(item).object;
    }

    private void queue(ObjectName name, Recent<T> item) {
        turnsLock.lock();
        try {
            turns.add(new Turn<>(name, item));
            while (turns.size() > RECENT) {
                Turn<T> first = turns.remove();
                if (items.get(first.name()) != first.item()) {
                    continue; // replaced or removed meanwhile
                }
                if (first.item().touched) {
                    first.item().touched = false;
                    turns.add(first);
                } else {
                    items.replace(first.name(), first.item(), packing.pack(first.item().json));
                }
            }
        } finally {
            turnsLock.unlock();
        }
    }
}
