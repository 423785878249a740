package org.nakhoda.apiserver.allocation;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.settings.IpRange;
import org.nakhoda.api.settings.IpRange.Family;
import org.nakhoda.apiserver.watch.Follower;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;

/**
 * Who holds which address and port: every service in the store, every IPAddress that somebody made by hand, and every write
 * under way; and from which ranges addresses are given. The store is the truth; this follows its changes before each decision,
 * so it is right after a start, a change of leadership, and any way of deletion. Where Kubernetes' allocators race for
 * IPAddress objects, here one writer decides in memory, and the objects show what it decided.
 */
final class Ledger implements AutoCloseable {
    static final GroupResource SERVICES = GroupResource.core("services");
    static final GroupResource ADDRESSES = new GroupResource("networking.k8s.io", "ipaddresses");
    static final GroupResource RANGES = new GroupResource("networking.k8s.io", "servicecidrs");
    /** The ServiceCIDR that the cluster begins with. */
    static final String DEFAULT_RANGE = "kubernetes";

    private final ClusterStore store;
    private final RandomGenerator random;
    private final List<IpRange> configured;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<ResourceKey, Claims> held = new TreeMap<>();

    @GuardedBy("lock")
    private final Map<Object, Integer> uses = new HashMap<>();

    @GuardedBy("lock")
    private final Map<String, AddressRecord> records = new TreeMap<>();

    @GuardedBy("lock")
    private final Map<String, ServiceRange> ranges = new TreeMap<>();

    @GuardedBy("lock")
    private final List<Follower> followers;

    /** @param configured the cluster's own ranges, the primary family first: they count until there is a ServiceCIDR for them */
    Ledger(ClusterStore store, List<IpRange> configured, RandomGenerator random) {
        this.store = store;
        this.configured = List.copyOf(configured);
        this.random = random;
        this.followers = List.of(
                new Follower(store, SERVICES, new Services()),
                new Follower(store, ADDRESSES, new Addresses()),
                new Follower(store, RANGES, new Ranges()));
    }

    /** Something that can be given out. */
    enum Taken {
        NO,
        YES
    }

    /** Numbered things. */
    interface Pool<T> {
        long size();

        /** The first number of the dynamic band. */
        long dynamicFrom();

        T at(long number);
    }

    /** What there is at a moment. */
    record View(Map<ResourceKey, Claims> held, Map<String, AddressRecord> records, Map<String, ServiceRange> ranges) {}

    /** The families of this cluster's services, the primary one first. */
    List<Family> families() {
        return configured.stream().map(IpRange::family).toList();
    }

    /** Where new addresses of a family come from: the first ranges first. */
    List<IpRange> ranges(Family family) {
        synchronized (lock) {
            followLocked();
            List<IpRange> usable = new ArrayList<>();
            if (!ranges.containsKey(DEFAULT_RANGE)) {
                usable.addAll(configured);
            } else if (!ranges.get(DEFAULT_RANGE).leaving()) {
                usable.addAll(ranges.get(DEFAULT_RANGE).ranges());
            }
            ranges.values().stream()
                    .filter(range -> !range.leaving() && !range.name().equals(DEFAULT_RANGE))
                    .forEach(range -> usable.addAll(range.ranges()));
            usable.removeIf(range -> range.family() != family);
            return usable;
        }
    }

    View view() {
        synchronized (lock) {
            followLocked();
            return new View(new TreeMap<>(held), new TreeMap<>(records), new TreeMap<>(ranges));
        }
    }

    /**
     * Runs {@code signal} when anything changes of what a {@link #view} taken after this call shows; it may run more than
     * once, and must only hand over.
     */
    void onChange(Runnable signal) {
        synchronized (lock) {
            followLocked();
            followers.forEach(follower -> follower.onReady(signal));
        }
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

    /** A write is durable: from now on the object itself holds what was reserved for it. */
    void settle(ResourceKey holder, Claims claims, Set<?> reserved) {
        synchronized (lock) {
            if (store.get(holder).isPresent()) {
                holdLocked(holder, claims);
            }
            reserved.forEach(this::dropLocked);
        }
    }

    @GuardedBy("lock")
    private void followLocked() {
        followers.forEach(Follower::follow);
    }

    @GuardedBy("lock")
    private void holdLocked(ResourceKey holder, Claims claims) {
        claims.addresses().forEach(this::addLocked);
        claims.ports().forEach(this::addLocked);
        Claims before = claims.equals(Claims.NONE) ? held.remove(holder) : held.put(holder, claims);
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

    @Override
    public void close() {
        synchronized (lock) {
            followers.forEach(Follower::close);
        }
    }

    @SuppressWarnings("GuardedBy") // called while followLocked runs
    private final class Services implements Follower.Receiver {
        @Override
        public void present(ResourceKey key, JsonNode service) {
            holdLocked(key, Claims.of(service));
        }

        @Override
        public void gone(ResourceKey key) {
            holdLocked(key, Claims.NONE);
        }
    }

    @SuppressWarnings("GuardedBy") // called while followLocked runs
    private final class Addresses implements Follower.Receiver {
        @Override
        public void present(ResourceKey key, JsonNode object) {
            AddressRecord address = AddressRecord.of(object);
            records.put(key.name(), address);
            holdLocked(key, address.mirror() ? Claims.NONE : Claims.ofAddress(key.name()));
        }

        @Override
        public void gone(ResourceKey key) {
            records.remove(key.name());
            holdLocked(key, Claims.NONE);
        }
    }

    @SuppressWarnings("GuardedBy") // called while followLocked runs
    private final class Ranges implements Follower.Receiver {
        @Override
        public void present(ResourceKey key, JsonNode object) {
            ranges.put(key.name(), ServiceRange.of(object));
        }

        @Override
        public void gone(ResourceKey key) {
            ranges.remove(key.name());
        }
    }
}
