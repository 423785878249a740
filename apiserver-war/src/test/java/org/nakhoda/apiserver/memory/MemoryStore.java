package org.nakhoda.apiserver.memory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.Listing;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoreFigures;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.store.WatchStream;
import org.nakhoda.db.store.Write;
import tools.jackson.databind.JsonNode;

/** A cluster's state without durability, for what only reads the store. Keeps the contract's order: watchers know before writers. */
public final class MemoryStore implements ClusterStore {
    private final TreeMap<ResourceKey, StoredObject> objects = new TreeMap<>();
    private final List<Stream> streams = new ArrayList<>();
    private long revision;

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

    private synchronized StoredObject put(ResourceKey key, String uid, byte[] json, Map<String, String> labels) {
        StoredObject previous = objects.get(key);
        StoredObject object = new StoredObject(key, uid, new Revision(++revision), json, labels, Map.of());
        objects.put(key, object);
        publish(new StoreEvent(
                previous == null ? StoreEvent.Type.ADDED : StoreEvent.Type.MODIFIED, object, previous, true));
        return object;
    }

    public synchronized void remove(String group, String resource, String namespace, String name) {
        StoredObject previous = objects.remove(new ResourceKey(new GroupResource(group, resource), namespace, name));
        revision++;
        publish(new StoreEvent(StoreEvent.Type.DELETED, previous, previous, true));
    }

    private void publish(StoreEvent event) {
        List.copyOf(streams).forEach(stream -> stream.offer(event));
    }

    @Override
    public synchronized Revision revision() {
        return new Revision(revision);
    }

    @Override
    public synchronized Optional<StoredObject> get(ResourceKey key) {
        return Optional.ofNullable(objects.get(key));
    }

    @Override
    public synchronized Listing list(GroupResource resource, String namespace) {
        return new Listing(
                revision(),
                objects.values().stream()
                        .filter(o -> o.key().resource().equals(resource))
                        .filter(o -> namespace.isEmpty() || o.key().namespace().equals(namespace))
                        .toList());
    }

    @Override
    public Optional<Listing> listAt(GroupResource resource, String namespace, Revision at) {
        return Optional.empty();
    }

    @Override
    public CompletableFuture<Outcome> commit(Write write) {
        throw new UnsupportedOperationException("tests put and remove");
    }

    @Override
    public synchronized WatchStream watch(GroupResource resource, String namespace, Revision after) {
        Stream stream = new Stream(resource);
        streams.add(stream);
        return stream;
    }

    @Override
    public Optional<Long> epoch() {
        return Optional.of(1L);
    }

    @Override
    public synchronized StoreFigures figures() {
        Map<GroupResource, Integer> sizes = new TreeMap<>(Comparator.comparing(GroupResource::toString));
        objects.keySet().forEach(key -> sizes.merge(key.resource(), 1, Integer::sum));
        return new StoreFigures(revision, revision, Duration.ZERO, 0, sizes);
    }

    @Override
    public Optional<String> probe() {
        return Optional.empty();
    }

    @Override
    public void close() {}

    private final class Stream implements WatchStream {
        private final GroupResource resource;
        private List<StoreEvent> events = new ArrayList<>();
        private Runnable signal;

        Stream(GroupResource resource) {
            this.resource = resource;
        }

        void offer(StoreEvent event) {
            if (event.object().key().resource().equals(resource)) {
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
            synchronized (MemoryStore.this) {
                List<StoreEvent> drained = events;
                events = new ArrayList<>();
                return new Batch(drained, revision(), State.OPEN);
            }
        }

        @Override
        public void onReady(Runnable given) {
            synchronized (MemoryStore.this) {
                if (events.isEmpty()) {
                    signal = given;
                    return;
                }
            }
            given.run();
        }

        @Override
        public void close() {
            synchronized (MemoryStore.this) {
                streams.remove(this);
            }
        }
    }
}
