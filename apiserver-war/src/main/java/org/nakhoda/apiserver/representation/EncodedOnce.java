package org.nakhoda.apiserver.representation;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Other forms of stored objects, kept for as long as they are likely to be asked for again: one change goes to a thousand
 * watchers, and one list to many readers. What came first goes first when there is too much of it.
 */
final class EncodedOnce {
    private static final long MAX_BYTES = 16L * 1024 * 1024;
    /** Larger ones are made each time: a handful of them would push out all others. */
    private static final int MAX_EACH = 256 * 1024;
    /** What an entry takes besides its bytes. */
    private static final int OVERHEAD = 150;

    private static final EncodedOnce SHARED = new EncodedOnce(MAX_BYTES);

    private final long maxBytes;
    private final ConcurrentMap<Key, byte[]> encoded = new ConcurrentHashMap<>();
    private final ConcurrentMap<Key, CompletableFuture<byte[]>> pending = new ConcurrentHashMap<>();
    private final Queue<Key> order = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();

    EncodedOnce(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The forms of all objects that this process serves. */
    static EncodedOnce shared() {
        return SHARED;
    }

    /**
     * Stored bytes are shared and never written to, so they are known by their identity.
     *
     * @param form equal for the same way of encoding, and for no other
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by identity, as said above
    private record Key(byte[] stored, Object form) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.stored == stored && key.form.equals(form);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(stored) * 31 + form.hashCode();
        }
    }

    /** @param encode must not ask for another form */
    byte[] get(byte[] stored, Object form, Function<byte[], byte[]> encode) {
        Key key = new Key(stored, form);
        byte[] known = encoded.get(key);
        if (known != null) {
            return known;
        }
        if (stored.length > MAX_EACH) {
            return encode.apply(stored);
        }
        byte[] result = encoded.computeIfAbsent(key, k -> {
            byte[] made = encode.apply(stored);
            order.add(k);
            bytes.addAndGet(made.length + OVERHEAD);
            return made;
        });
        makeRoom();
        return result;
    }

    /**
     * The same for what takes long or may fail: nobody waits but those who want this very form. A failure is theirs together,
     * and the next one tries again.
     */
    byte[] getSlowly(byte[] stored, Object form, Function<byte[], byte[]> encode) {
        Key key = new Key(stored, form);
        byte[] known = encoded.get(key);
        if (known != null) {
            return known;
        }
        CompletableFuture<byte[]> mine = new CompletableFuture<>();
        CompletableFuture<byte[]> other = pending.putIfAbsent(key, mine);
        if (other != null) {
            return result(other);
        }
        try {
            byte[] made = encode.apply(stored);
            put(stored, form, made);
            mine.complete(made);
            return made;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            pending.remove(key, mine);
        }
    }

    private static byte[] result(CompletableFuture<byte[]> other) {
        try {
            return other.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    Optional<byte[]> find(byte[] stored, Object form) {
        return Optional.ofNullable(encoded.get(new Key(stored, form)));
    }

    void put(byte[] stored, Object form, byte[] made) {
        Key key = new Key(stored, form);
        if (stored.length <= MAX_EACH && encoded.putIfAbsent(key, made) == null) {
            order.add(key);
            bytes.addAndGet(made.length + OVERHEAD);
            makeRoom();
        }
    }

    private void makeRoom() {
        while (bytes.get() > maxBytes) {
            Key oldest = order.poll();
            if (oldest == null) {
                return;
            }
            byte[] removed = encoded.remove(oldest);
            if (removed != null) {
                bytes.addAndGet(-(removed.length + OVERHEAD));
            }
        }
    }
}
