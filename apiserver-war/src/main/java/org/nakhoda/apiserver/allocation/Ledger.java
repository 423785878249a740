package org.nakhoda.apiserver.allocation;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.CompactedException;
import org.nakhoda.db.store.Listing;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.WatchStream;

/**
 * Who holds which address and port: every service in the store, and every write under way. The store is the truth; this
 * follows its changes before each decision, so it is right after a start, a change of leadership, and any way of deletion.
 */
final class Ledger {
    static final GroupResource SERVICES = GroupResource.core("services");

    private final ClusterStore store;
    private final RandomGenerator random;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<ResourceKey, Claims> held = new HashMap<>();

    @GuardedBy("lock")
    private final Map<Object, Integer> uses = new HashMap<>();

    @GuardedBy("lock")
    private WatchStream changes;

    Ledger(ClusterStore store, RandomGenerator random) {
        this.store = store;
        this.random = random;
    }

    /** Something that can be given out. */
    enum Taken {
        NO,
        YES
    }

    /** Takes one thing, an address or a port, unless somebody has it. */
    Taken take(Object thing) {
        synchronized (lock) {
            followLocked();
            if (uses.containsKey(thing)) {
                return Taken.YES;
            }
            uses.put(thing, 1);
            return Taken.NO;
        }
    }

    /**
     * Takes any free thing of a pool: of its upper, dynamic band if that has one, else of the lower band, which is left to
     * those who ask for a certain one.
     *
     * @return null if the pool is exhausted
     */
    <T> T takeAny(Pool<T> pool) {
        synchronized (lock) {
            followLocked();
            T found = freeLocked(pool, pool.dynamicFrom(), pool.size());
            if (found == null) {
                found = freeLocked(pool, 0, pool.dynamicFrom());
            }
            if (found != null) {
                uses.put(found, 1);
            }
            return found;
        }
    }

    /** Numbered things. */
    interface Pool<T> {
        long size();

        /** The first number of the dynamic band. */
        long dynamicFrom();

        T at(long number);
    }

    @GuardedBy("lock")
    private <T> T freeLocked(Pool<T> pool, long from, long to) {
        if (from >= to) {
            return null;
        }
        long length = to - from;
        long start = random.nextLong(length);
        for (long i = 0; i < length; i++) {
            T candidate = pool.at(from + (start + i) % length);
            if (!uses.containsKey(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    void giveBack(Set<?> things) {
        synchronized (lock) {
            things.forEach(this::dropLocked);
        }
    }

    /** A write is durable: from now on the service itself holds what was reserved for it. */
    void settle(ResourceKey service, Claims claims, Set<?> reserved) {
        synchronized (lock) {
            if (store.get(service).isPresent()) {
                holdLocked(service, claims);
            }
            reserved.forEach(this::dropLocked);
        }
    }

    @GuardedBy("lock")
    private void followLocked() {
        if (changes != null) {
            WatchStream.Batch batch = changes.drain(Integer.MAX_VALUE);
            batch.events().forEach(this::applyLocked);
            if (batch.state() == WatchStream.State.OPEN) {
                return;
            }
            changes.close();
            changes = null;
        }
        Listing listing = store.list(SERVICES, "");
        new HashSet<>(held.keySet()).forEach(key -> holdLocked(key, Claims.NONE));
        listing.objects().forEach(service -> holdLocked(service.key(), Claims.of(Json.parse(service.json()))));
        try {
            changes = store.watch(SERVICES, "", listing.revision());
        } catch (CompactedException e) {
            changes = null; // the next decision lists again
        }
    }

    @GuardedBy("lock")
    private void applyLocked(StoreEvent event) {
        holdLocked(
                event.object().key(),
                event.type() == StoreEvent.Type.DELETED
                        ? Claims.NONE
                        : Claims.of(Json.parse(event.object().json())));
    }

    @GuardedBy("lock")
    private void holdLocked(ResourceKey service, Claims claims) {
        claims.addresses().forEach(this::addLocked);
        claims.ports().forEach(this::addLocked);
        Claims before = claims.equals(Claims.NONE) ? held.remove(service) : held.put(service, claims);
        if (before != null) {
            before.addresses().forEach(this::dropLocked);
            before.ports().forEach(this::dropLocked);
        }
    }

    @GuardedBy("lock")
    private void addLocked(Object thing) {
        uses.merge(thing, 1, Integer::sum);
    }

    @GuardedBy("lock")
    private void dropLocked(Object thing) {
        uses.computeIfPresent(thing, (t, count) -> count == 1 ? null : count - 1);
    }
}
