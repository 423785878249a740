package org.nakhoda.apiserver.memory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.masters.Masters;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.CommitObserver;
import org.nakhoda.db.store.Document;
import org.nakhoda.db.store.Listing;
import org.nakhoda.db.store.LogFsyncs;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoreException;
import org.nakhoda.db.store.StoreFigures;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.store.WatchStream;
import org.nakhoda.db.store.Write;
import tools.jackson.databind.JsonNode;

/**
 * A cluster's state without durability. Keeps the contract's order: watchers know before writers. Leads from the start; a second
 * one, made of it, follows, and they may change roles.
 */
public final class MemoryStore implements ClusterStore {
    /** Shared by all stores of one cluster. */
    private final Object lock;

    private final TreeMap<ResourceKey, StoredObject> objects = new TreeMap<>();
    private final List<Stream> streams = new ArrayList<>();
    private final List<StoreEvent> history = new ArrayList<>();
    private final List<MemoryStore> others;
    private final List<CommitObserver> observers = new CopyOnWriteArrayList<>();
    private final List<StoreEvent> held = new ArrayList<>();
    private long revision;
    private boolean holding;
    private volatile Optional<Long> epoch = Optional.of(1L);
    private volatile Optional<Masters> masters = Optional.empty();
    private volatile Optional<String> fault = Optional.empty();
    private volatile Optional<LogFsyncs> fsyncs = Optional.empty();
    private volatile Runnable beforeCommit = () -> {};

    public MemoryStore() {
        this.lock = new Object();
        this.others = new ArrayList<>(List.of(this));
    }

    /** Follows another one. */
    public MemoryStore(MemoryStore leader) {
        this.lock = leader.lock;
        this.others = leader.others;
        this.epoch = Optional.empty();
        synchronized (lock) {
            objects.putAll(leader.objects);
            history.addAll(leader.history);
            revision = leader.revision;
            others.add(this);
        }
    }

    /** Leads from now on, if there is an epoch, or follows. */
    public void lead(Long begun) {
        epoch = Optional.ofNullable(begun);
    }

    public void masters(Masters known) {
        masters = Optional.of(known);
    }

    /** Happens once, right before the next write is looked at. */
    public void beforeCommit(Runnable happening) {
        beforeCommit = () -> {
            beforeCommit = () -> {};
            happening.run();
        };
    }

    /** What a database would say of its log; null if it is silent. */
    public void fsyncs(LogFsyncs told) {
        fsyncs = Optional.ofNullable(told);
    }

    /** What {@link #probe} says. */
    public void fault(String words) {
        fault = Optional.ofNullable(words);
    }

    /** Whether what others write is kept from being seen here. */
    public void hold(boolean held) {
        synchronized (lock) {
            holding = held;
            if (!held) {
                this.held.forEach(this::apply);
                this.held.clear();
            }
        }
    }

    /** Creates or replaces an object that is given as YAML-less JSON with single quotes. */
    public StoredObject put(String group, String resource, String json) {
        JsonNode object = Json.parse(json.replace('\'', '"'));
        JsonNode metadata = object.path("metadata");
        return put(
                new ResourceKey(
                        new GroupResource(group, resource),
                        metadata.path("namespace").asString(""),
                        metadata.path("name").asString("")),
                metadata.path("uid").asString(""),
                Json.bytes(object),
                labels(metadata.path("labels")));
    }

    private static Map<String, String> labels(JsonNode written) {
        Map<String, String> labels = new TreeMap<>();
        written.properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
        return labels;
    }

    public StoredObject put(ResourceKey key, String uid, byte[] json) {
        return put(key, uid, json, Map.of());
    }

    private StoredObject put(ResourceKey key, String uid, byte[] json, Map<String, String> labels) {
        synchronized (lock) {
            StoredObject previous = objects.get(key);
            StoredObject object = new StoredObject(key, uid, new Revision(revision + 1), json, labels, Map.of());
            publish(new StoreEvent(
                    previous == null ? StoreEvent.Type.ADDED : StoreEvent.Type.MODIFIED, object, previous, true));
            return object;
        }
    }

    public void remove(String group, String resource, String namespace, String name) {
        synchronized (lock) {
            StoredObject previous = objects.get(new ResourceKey(new GroupResource(group, resource), namespace, name));
            StoredObject last = new StoredObject(
                    previous.key(),
                    previous.uid(),
                    new Revision(revision + 1),
                    previous.json(),
                    previous.labels(),
                    previous.fields());
            publish(new StoreEvent(StoreEvent.Type.DELETED, last, previous, true));
        }
    }

    private void publish(StoreEvent event) {
        for (MemoryStore store : others) {
            if (store.holding && store != this) {
                store.held.add(event);
            } else {
                store.apply(event);
            }
        }
    }

    private void apply(StoreEvent event) {
        if (event.type() == StoreEvent.Type.DELETED) {
            objects.remove(event.object().key());
        } else {
            objects.put(event.object().key(), event.object());
        }
        revision = event.revision().value();
        history.add(event);
        List.copyOf(streams).forEach(stream -> stream.offer(event));
    }

    @Override
    public Revision revision() {
        synchronized (lock) {
            return new Revision(revision);
        }
    }

    @Override
    public Optional<StoredObject> get(ResourceKey key) {
        synchronized (lock) {
            return Optional.ofNullable(objects.get(key));
        }
    }

    @Override
    public Listing list(GroupResource resource, String namespace) {
        synchronized (lock) {
            return new Listing(
                    revision(),
                    objects.values().stream()
                            .filter(o -> o.key().resource().equals(resource))
                            .filter(o ->
                                    namespace.isEmpty() || o.key().namespace().equals(namespace))
                            .toList());
        }
    }

    @Override
    public Optional<Listing> listAt(GroupResource resource, String namespace, Revision at) {
        synchronized (lock) {
            return at.value() == revision ? Optional.of(list(resource, namespace)) : Optional.empty();
        }
    }

    @Override
    public CompletableFuture<Outcome> commit(Write write) {
        beforeCommit.run();
        synchronized (lock) {
            if (epoch.isEmpty()) {
                return CompletableFuture.failedFuture(
                        new StoreException(StoreException.Reason.NOT_LEADING, "this store follows", null));
            }
            return CompletableFuture.completedFuture(outcome(write));
        }
    }

    private Outcome outcome(Write write) {
        StoredObject current = objects.get(write.key());
        if (write instanceof Write.Create create) {
            return current == null
                    ? committed(write.key(), create.document(), StoreEvent.Type.ADDED, null)
                    : new Outcome.AlreadyExists(current);
        }
        if (current == null) {
            return new Outcome.NotFound();
        }
        if (write instanceof Write.Update update) {
            return current.revision().equals(update.expected())
                    ? committed(write.key(), update.document(), StoreEvent.Type.MODIFIED, current)
                    : new Outcome.Conflict(current);
        }
        Write.Delete delete = (Write.Delete) write;
        return current.revision().equals(delete.expected())
                ? committed(write.key(), delete.lastState(), StoreEvent.Type.DELETED, current)
                : new Outcome.Conflict(current);
    }

    private Outcome committed(ResourceKey key, Document document, StoreEvent.Type type, StoredObject previous) {
        Revision next = new Revision(revision + 1);
        StoredObject object =
                new StoredObject(key, document.uid(), next, document.at(next), document.labels(), document.fields());
        observers.forEach(observer -> observer.committed(1, Duration.ZERO));
        publish(new StoreEvent(type, object, previous, true));
        return new Outcome.Committed(object);
    }

    @Override
    public WatchStream watch(GroupResource resource, String namespace, Revision after) {
        synchronized (lock) {
            Stream stream = new Stream(resource, namespace);
            history.stream().filter(event -> event.revision().isAfter(after)).forEach(stream::offer);
            streams.add(stream);
            return stream;
        }
    }

    /** Who follows waits a second for what the leader has; without a leader nobody knows. */
    @Override
    public void awaitCurrent() {
        Revision newest = others.stream()
                .filter(store -> store.epoch.isPresent())
                .findFirst()
                .orElseThrow(() -> new StoreException(StoreException.Reason.UNAVAILABLE, "nobody leads", null))
                .revision();
        long begin = System.nanoTime();
        while (newest.isAfter(revision())) {
            if (System.nanoTime() - begin > 1_000_000_000L) {
                throw new StoreException(StoreException.Reason.UNAVAILABLE, "the leader's state does not come", null);
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public Optional<Masters> masters() {
        return masters;
    }

    @Override
    public Optional<Long> epoch() {
        return epoch;
    }

    @Override
    public StoreFigures figures() {
        synchronized (lock) {
            Map<GroupResource, Integer> sizes = new TreeMap<>(Comparator.comparing(GroupResource::toString));
            objects.keySet().forEach(key -> sizes.merge(key.resource(), 1, Integer::sum));
            return new StoreFigures(0, sizes);
        }
    }

    @Override
    public Optional<LogFsyncs> logFsyncs() {
        return fsyncs;
    }

    @Override
    public void observe(CommitObserver observer) {
        observers.add(observer);
    }

    @Override
    public Optional<String> probe() {
        return fault;
    }

    @Override
    public void close() {}

    private final class Stream implements WatchStream {
        private final GroupResource resource;
        private final String namespace;
        private List<StoreEvent> events = new ArrayList<>();
        private Runnable signal;

        Stream(GroupResource resource, String namespace) {
            this.resource = resource;
            this.namespace = namespace;
        }

        void offer(StoreEvent event) {
            ResourceKey key = event.object().key();
            if (key.resource().equals(resource)
                    && (namespace.isEmpty() || key.namespace().equals(namespace))) {
                events.add(event);
                if (signal != null) {
                    Runnable once = signal;
                    signal = null;
                    once.run();
                }
            }
        }

        @Override
        public Batch drain(int max) {
            synchronized (lock) {
                List<StoreEvent> drained = events;
                events = new ArrayList<>();
                return new Batch(drained, revision(), State.OPEN);
            }
        }

        @Override
        public void onReady(Runnable given) {
            synchronized (lock) {
                if (events.isEmpty()) {
                    signal = given;
                    return;
                }
            }
            given.run();
        }

        @Override
        public void close() {
            synchronized (lock) {
                streams.remove(this);
            }
        }
    }
}
