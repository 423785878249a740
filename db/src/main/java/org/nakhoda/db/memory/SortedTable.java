package org.nakhoda.db.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.db.store.StoredObject;

/**
 * One resource's objects in key order. Immutable: an {@link Editor} makes the next table out of this one and copies only
 * the chunks that it touches. Whole lists are made once per table and then shared by all readers.
 */
final class SortedTable {
    static final SortedTable EMPTY = new SortedTable(new StoredObject[0][], 0);

    /** A chunk is split above this size: a compromise between copying chunks and copying the array of chunks. */
    private static final int CHUNK_MAX = 128;

    private final StoredObject[][] chunks;
    private final int size;

    /** Made by the first whole list. Racing readers make equal ones. */
    private volatile List<StoredObject> whole;

    private SortedTable(StoredObject[][] chunks, int size) {
        this.chunks = chunks;
        this.size = size;
    }

    static SortedTable of(Collection<StoredObject> objects) {
        StoredObject[] sorted = objects.toArray(new StoredObject[0]);
        Arrays.sort(sorted, (a, b) -> order(a, b.key().namespace(), b.key().name()));
        int fill = CHUNK_MAX / 2;
        StoredObject[][] chunks = new StoredObject[(sorted.length + fill - 1) / fill][];
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = Arrays.copyOfRange(sorted, i * fill, Math.min(sorted.length, (i + 1) * fill));
        }
        return new SortedTable(chunks, sorted.length);
    }

    int size() {
        return size;
    }

    /** The object, or null. */
    StoredObject get(ResourceKey key) {
        int chunk = chunkFor(chunks, key.namespace(), key.name());
        if (chunk < 0) {
            return null;
        }
        int index = search(chunks[chunk], key.namespace(), key.name());
        return index < 0 ? null : chunks[chunk][index];
    }

    List<StoredObject> all() {
        List<StoredObject> list = whole;
        if (list == null) {
            list = copy(0, size);
            whole = list;
        }
        return list;
    }

    List<StoredObject> in(String namespace) {
        if (namespace.isEmpty()) {
            return all();
        }
        int from = position(namespace, "");
        // names hold no NUL, so this lies right behind the namespace's last object
        int to = position(namespace + '\0', "");
        List<StoredObject> list = whole;
        return list == null ? copy(from, to) : list.subList(from, to);
    }

    private List<StoredObject> copy(int from, int to) {
        StoredObject[] copy = new StoredObject[to - from];
        int base = 0;
        for (StoredObject[] chunk : chunks) {
            int begin = Math.max(from, base);
            int end = Math.min(to, base + chunk.length);
            if (begin < end) {
                System.arraycopy(chunk, begin - base, copy, begin - from, end - begin);
            }
            base += chunk.length;
        }
        return Collections.unmodifiableList(Arrays.asList(copy));
    }

    /** How many objects come before this key. */
    private int position(String namespace, String name) {
        int before = 0;
        int chunk = Math.max(0, chunkFor(chunks, namespace, name));
        for (int i = 0; i < chunk; i++) {
            before += chunks[i].length;
        }
        if (chunk < chunks.length) {
            int index = search(chunks[chunk], namespace, name);
            before += index < 0 ? -index - 1 : index;
        }
        return before;
    }

    /** The last chunk whose first key is not after this one, or -1. */
    private static int chunkFor(StoredObject[][] chunks, String namespace, String name) {
        int low = 0;
        int high = chunks.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (order(chunks[middle][0], namespace, name) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    private static int search(StoredObject[] chunk, String namespace, String name) {
        int low = 0;
        int high = chunk.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = order(chunk[middle], namespace, name);
            if (order < 0) {
                low = middle + 1;
            } else if (order > 0) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -low - 1;
    }

    private static int order(StoredObject object, String namespace, String name) {
        int byNamespace = object.key().namespace().compareTo(namespace);
        return byNamespace != 0 ? byNamespace : object.key().name().compareTo(name);
    }

    Editor edit() {
        return new Editor(this);
    }

    /** Collects changes for the next table. For one thread. */
    static final class Editor {
        private final List<StoredObject[]> chunks;
        private final Set<StoredObject[]> own = Collections.newSetFromMap(new IdentityHashMap<>());
        private int size;

        private Editor(SortedTable from) {
            this.chunks = new ArrayList<>(Arrays.asList(from.chunks));
            this.size = from.size;
        }

        void put(StoredObject object) {
            String namespace = object.key().namespace();
            String name = object.key().name();
            if (chunks.isEmpty()) {
                chunks.add(new StoredObject[] {object});
                size = 1;
                return;
            }
            int at = Math.max(0, chunkFor(namespace, name));
            StoredObject[] chunk = chunks.get(at);
            int index = search(chunk, namespace, name);
            if (index >= 0) {
                if (!own.contains(chunk)) {
                    chunk = chunk.clone();
                    own.add(chunk);
                    chunks.set(at, chunk);
                }
                chunk[index] = object;
                return;
            }
            int insert = -index - 1;
            StoredObject[] grown = new StoredObject[chunk.length + 1];
            System.arraycopy(chunk, 0, grown, 0, insert);
            grown[insert] = object;
            System.arraycopy(chunk, insert, grown, insert + 1, chunk.length - insert);
            size++;
            replace(at, chunk, grown);
        }

        void remove(ResourceKey key) {
            int at = chunkFor(key.namespace(), key.name());
            if (at < 0) {
                return;
            }
            StoredObject[] chunk = chunks.get(at);
            int index = search(chunk, key.namespace(), key.name());
            if (index < 0) {
                return;
            }
            size--;
            StoredObject[] shrunk = new StoredObject[chunk.length - 1];
            System.arraycopy(chunk, 0, shrunk, 0, index);
            System.arraycopy(chunk, index + 1, shrunk, index, shrunk.length - index);
            replace(at, chunk, shrunk);
        }

        private void replace(int at, StoredObject[] old, StoredObject[] chunk) {
            own.remove(old);
            if (chunk.length == 0) {
                chunks.remove(at);
            } else if (chunk.length <= CHUNK_MAX) {
                own.add(chunk);
                chunks.set(at, chunk);
            } else {
                // keys that only grow fill their chunks; others leave room on both sides
                boolean last = at == chunks.size() - 1;
                int cut = last ? chunk.length - chunk.length / 8 : chunk.length / 2;
                StoredObject[] left = Arrays.copyOfRange(chunk, 0, cut);
                StoredObject[] right = Arrays.copyOfRange(chunk, cut, chunk.length);
                own.add(left);
                own.add(right);
                chunks.set(at, left);
                chunks.add(at + 1, right);
            }
        }

        private int chunkFor(String namespace, String name) {
            int low = 0;
            int high = chunks.size() - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                if (order(chunks.get(middle)[0], namespace, name) <= 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return high;
        }

        SortedTable table() {
            return new SortedTable(chunks.toArray(new StoredObject[0][]), size);
        }
    }
}
