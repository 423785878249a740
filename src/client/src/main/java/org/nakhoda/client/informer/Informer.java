package org.nakhoda.client.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
    private static final String CONTROLLER = "controller";

    private final SharedIndexInformer<T> source;
    private final CompletableFuture<Void> synced = new CompletableFuture<>();
    private final boolean namespaced;

    Informer(SharedIndexInformer<T> source, boolean namespaced) {
        this.source = source;
        this.namespaced = namespaced;
        index(CONTROLLER, Informer::controllerKeys);
        source.exceptionHandler((started, failure) -> {
            LOG.warn("Cannot {} {} now, trying again: {}", started ? "watch" : "list", kind(), failure.toString());
            return true;
        });
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

    private String kind() {
        return source.getApiTypeClass().getSimpleName();
    }

    /**
     * Sets up an index, before the informers start.
     *
     * @param values under which an object is to be found; computed once for each of its states
     */
    public void index(String name, Function<T, List<String>> values) {
        source.addIndexers(Map.of(name, values));
    }

    void start() {
        source.start().whenComplete((nothing, failure) -> {
            if (failure == null) {
                synced.complete(null);
            } else {
                // only a stop ends the attempts
                synced.completeExceptionally(failure);
            }
        });
    }

    void stop() {
        source.stop();
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
        source.addEventHandler(new ResourceEventHandler<T>() {
            @Override
            public void onAdd(T object) {
                handler.accept(new Change<>(Optional.empty(), Optional.of(object)));
            }

            @Override
            public void onUpdate(T before, T after) {
                handler.accept(new Change<>(Optional.of(before), Optional.of(after)));
            }

            @Override
            public void onDelete(T object, boolean lastStateUnknown) {
                handler.accept(new Change<>(Optional.of(object), Optional.empty()));
            }
        });
    }

    @Override
    public Optional<T> get(ObjectName name) {
        return Optional.ofNullable(
                source.getStore().getByKey(Cache.namespaceKeyFunc(namespaced ? name.namespace() : "", name.name())));
    }

    @Override
    public List<T> all() {
        return source.getStore().list();
    }

    @Override
    public List<T> inNamespace(String namespace) {
        return indexed(Cache.NAMESPACE_INDEX, namespace);
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
    public List<T> indexed(String index, String value) {
        return source.getIndexer().byIndex(index, value);
    }
}
