package org.nakhoda.client.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a controller has written and its informers have not shown yet. A controller that counts objects in a cache must
 * not count again before the cache has caught up with its own creations and deletions, or it would do them twice.
 * Expectations that are not met expire, so that a lost creation cannot hold a controller for ever.
 */
public final class Expectations<K> {
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private record Pending(int creations, Set<String> deletions, Instant since) {
        boolean met() {
            return creations <= 0 && deletions.isEmpty();
        }
    }

    private final Map<K, Pending> pending = new ConcurrentHashMap<>();
    private final InstantSource clock;

    public Expectations(InstantSource clock) {
        this.clock = clock;
    }

    /** To be called before the creations are sent. */
    public void expectCreations(K key, int count) {
        pending.put(key, new Pending(count, Set.of(), clock.instant()));
    }

    /** To be called before the deletions are sent. */
    public void expectDeletions(K key, Collection<String> uids) {
        pending.put(key, new Pending(0, Set.copyOf(uids), clock.instant()));
    }

    /** To be called when a creation has been seen, or has failed and will not be seen. */
    public void creationObserved(K key) {
        creationsObserved(key, 1);
    }

    public void creationsObserved(K key, int count) {
        pending.computeIfPresent(key, (k, was) -> new Pending(was.creations - count, was.deletions, was.since));
    }

    /** To be called when a deletion has been seen, has failed, or was needless. */
    public void deletionObserved(K key, String uid) {
        pending.computeIfPresent(key, (k, was) -> {
            Set<String> left = new HashSet<>(was.deletions);
            left.remove(uid);
            return new Pending(was.creations, left, was.since);
        });
    }

    /** Whether the cache shows everything that was expected of it, or it is too late to wait for it. */
    public boolean satisfied(K key) {
        Pending entry = pending.get(key);
        return entry == null
                || entry.met()
                || Duration.between(entry.since, clock.instant()).compareTo(LIFETIME) > 0;
    }

    /** To be called when the controlling object is gone. */
    public void forget(K key) {
        pending.remove(key);
    }
}
