package org.nakhoda.client.informer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What an informer keeps. Objects that somebody touched lately are kept as they are; the others as packed JSON, for an object of
 * the client library's classes takes up to ten times the room of its text: a hundred thousand pods would fill a gigabyte.
 *
 * <pre>
 *   put ──> RECENT ──{@link #RECENT} others touched since, this one not──> PACKED ──get──> RECENT
 * </pre>
 *
 * An object that is read by itself or through an index becomes recent; one that is passed by in a walk over all stays packed.
 */
final class CompactItemStore<T extends HasMetadata> implements ItemStore<T> {
    /** Enough for what controllers work on at a time; some 10 MB of pods. */
    static final int RECENT = 1000;

    /** An object as it is; {@code touched} gives it a second chance when its turn to be packed comes. */
    private static final class Recent<T> {
        private final T object;
        private volatile boolean touched;

        Recent(T object) {
            this.object = object;
        }
    }

    private record Turn<T>(String key, Recent<T> item) {}

    private final Function<T, String> keys;
    private final Packing<T> packing;
    /** Either a {@code Recent} or the bytes of a packed object. */
    private final Map<String, Object> items = new ConcurrentHashMap<>();

    private final ReentrantLock turnsLock = new ReentrantLock();

    @GuardedBy("turnsLock")
    private final Queue<Turn<T>> turns = new ArrayDeque<>();

    CompactItemStore(Class<T> kind, KubernetesSerialization serialization, Function<T, String> keys) {
        this.keys = keys;
        this.packing = new Packing<>(kind, serialization);
    }

    @Override
    public String getKey(T object) {
        return keys.apply(object);
    }

    @Override
    public T put(String key, T object) {
        Recent<T> item = new Recent<>(object);
        T former = object(items.put(key, item));
        queue(key, item);
        return former;
    }

    @Override
    public T remove(String key) {
        return object(items.remove(key));
    }

    @Override
    public T get(String key) {
        Object item = items.get(key);
        if (item instanceof byte[] packed) {
            Recent<T> recent = new Recent<>(packing.unpack(packed));
            if (items.replace(key, packed, recent)) {
                queue(key, recent);
            }
            return recent.object;
        }
        if (item != null) {
            recent(item).touched = true;
        }
        return object(item);
    }

    @Override
    public Stream<String> keySet() {
        return items.keySet().stream();
    }

    @Override
    public Stream<T> values() {
        return items.values().stream().map(this::object);
    }

    @Override
    public int size() {
        return items.size();
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
        return item instanceof byte[] packed ? packing.unpack(packed) : recent(item).object;
    }

    private void queue(String key, Recent<T> item) {
        turnsLock.lock();
        try {
            turns.add(new Turn<>(key, item));
            while (turns.size() > RECENT) {
                Turn<T> first = turns.remove();
                if (items.get(first.key()) != first.item()) {
                    continue; // replaced or removed meanwhile
                }
                if (first.item().touched) {
                    first.item().touched = false;
                    turns.add(first);
                } else {
                    items.replace(first.key(), first.item(), packing.pack(first.item().object));
                }
            }
        } finally {
            turnsLock.unlock();
        }
    }
}
