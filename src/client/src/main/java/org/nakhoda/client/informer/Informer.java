package org.nakhoda.client.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.nakhoda.client.queue.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache of one kind, shared by everyone in the process. It lists, watches, resumes, and lists again when it has
 * fallen behind the cluster's history (410), for ever: trouble with the API server only makes it late.
 */
public final class Informer<T extends HasMetadata> implements Lister<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Informer.class);
    private static final String NAMESPACE = "namespace";
    private static final String CONTROLLER = "controller";

    private final Class<T> kind;
    private final Function<byte[], T> reader;
    private final CompactStore<T> store;
    private final Map<String, Index<T>> indexes = new ConcurrentHashMap<>();
    private final Reflector reflector;
    private final Executor executor;
    private final CompletableFuture<Void> synced = new CompletableFuture<>();

    /** Touched, as the store is written, by the reflector's tasks only. */
    private final List<Consumer<Change<T>>> handlers = new ArrayList<>();

    /** @param reader makes an object of its JSON */
    Informer(
            Class<T> kind,
            Function<byte[], T> reader,
            KubernetesClient client,
            Reflector.Collection collection,
            Executor executor) {
        this.kind = kind;
        this.reader = reader;
        this.executor = executor;
        this.store = new CompactStore<>(reader);
        this.reflector = new Reflector(client, collection, executor, new Cache());
        index(NAMESPACE, object -> List.of(ObjectName.of(object).namespace()));
        index(CONTROLLER, Informer::controllerKeys);
    }

    private static List<String> controllerKeys(HasMetadata object) {
        for (OwnerReference owner : object.getMetadata().getOwnerReferences()) {
            if (Boolean.TRUE.equals(owner.getController())) {
                return List.of(owner.getUid());
            }
        }
        return List.of(orphans(object.getMetadata().getNamespace()));
    }

    /** Never a uid, which has no slash. */
    private static String orphans(String namespace) {
        return "/" + (namespace == null ? "" : namespace);
    }

    /**
     * Sets up an index, before the informers start.
     *
     * @param values under which an object is to be found; a function of its state alone
     */
    public void index(String name, Function<T, List<String>> values) {
        indexes.put(name, new Index<>(values));
    }

    void start() {
        reflector.start();
    }

    void stop() {
        reflector.stop();
        synced.completeExceptionally(new CancellationException("the informers are closed"));
    }

    /** Completes when everything that existed at the start is in the cache. */
    public CompletionStage<Void> synced() {
        return synced;
    }

    /**
     * Calls the handler for everything in the cache and then for each change, one at a time, in order, after the cache
     * shows it. Handlers share a thread with the other handlers of the kind: they put keys into queues and return.
     */
    public void onChange(Consumer<Change<T>> handler) {
        reflector.serially(() -> {
            store.values().forEach(object -> call(handler, new Change<>(Optional.empty(), Optional.of(object))));
            handlers.add(handler);
        });
    }

    private void call(Consumer<Change<T>> handler, Change<T> change) {
        try {
            handler.accept(change);
        } catch (RuntimeException e) {
            LOG.error("A handler of {} failed on {}", kind.getSimpleName(), ObjectName.of(change.latest()), e);
        }
    }

    @Override
    public Optional<T> get(ObjectName name) {
        return Optional.ofNullable(store.get(name));
    }

    @Override
    public List<T> all() {
        return store.values().toList();
    }

    @Override
    public List<T> inNamespace(String namespace) {
        return indexed(NAMESPACE, namespace);
    }

    @Override
    public List<T> controlledBy(String ownerUid) {
        return indexed(CONTROLLER, ownerUid);
    }

    @Override
    public List<T> orphansIn(String namespace) {
        return indexed(CONTROLLER, orphans(namespace));
    }

    @Override
    public List<T> indexed(String name, String value) {
        Index<T> index = indexes.get(name);
        List<T> found = new ArrayList<>();
        for (ObjectName each : index.names(value)) {
            T object = store.get(each);
            // it may have changed since the index was asked
            if (object != null && index.has(object, value)) {
                found.add(object);
            }
        }
        return found;
    }

    /** What the reflector tells, brought into the store. */
    private final class Cache implements Reflector.Sink {
        /** What a list that has begun has not shown yet. */
        private Set<ObjectName> unseen = new HashSet<>();

        @Override
        public void listing() {
            unseen = new HashSet<>(store.names());
        }

        @Override
        public String seen(byte[] json) {
            T object = reader.apply(json);
            ObjectName name = ObjectName.of(object);
            unseen.remove(name);
            T before = store.put(name, object, json);
            indexes.values().forEach(index -> index.change(name, before, object));
            if (before == null) {
                pass(new Change<>(Optional.empty(), Optional.of(object)));
            } else if (!before.getMetadata()
                    .getUid()
                    .equals(object.getMetadata().getUid())) {
                pass(new Change<>(Optional.of(before), Optional.empty()));
                pass(new Change<>(Optional.empty(), Optional.of(object)));
            } else if (!version(before).equals(version(object))) {
                pass(new Change<>(Optional.of(before), Optional.of(object)));
            }
            return version(object);
        }

        @Override
        public String gone(byte[] json) {
            T object = reader.apply(json);
            forget(ObjectName.of(object), object);
            return version(object);
        }

        @Override
        public void listed() {
            unseen.forEach(name -> forget(name, null));
            unseen = new HashSet<>();
            // on another thread, for whoever waited may take its time
            synced.completeAsync(() -> null, executor);
        }

        /** @param last null if only the cache knows */
        private void forget(ObjectName name, T last) {
            T before = store.remove(name);
            if (before != null) {
                indexes.values().forEach(index -> index.change(name, before, null));
                pass(new Change<>(Optional.of(last == null ? before : last), Optional.empty()));
            }
        }

        private void pass(Change<T> change) {
            handlers.forEach(handler -> call(handler, change));
        }

        private String version(T object) {
            return object.getMetadata().getResourceVersion();
        }
    }
}
