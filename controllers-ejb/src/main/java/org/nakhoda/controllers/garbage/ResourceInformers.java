package org.nakhoda.controllers.garbage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.nakhoda.client.informer.Change;
import org.nakhoda.client.informer.MetadataInformer;
import org.nakhoda.client.informer.ObjectMetadata;
import org.nakhoda.controllers.discovery.Discovery;
import org.nakhoda.controllers.discovery.ServedResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One metadata informer for each resource that can be deleted, as resources come and go. */
final class ResourceInformers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceInformers.class);
    private static final Duration REFRESH = Duration.ofSeconds(30);

    /** They own nothing, nobody owns them, and there are many. */
    private static final Set<String> IGNORED = Set.of("events", "events.events.k8s.io");

    private final ReentrantLock informersLock = new ReentrantLock();
    private final KubernetesClient client;
    private final Executor executor;
    private final BiConsumer<ServedResource, Change<ObjectMetadata>> changes;
    private final CompletableFuture<Void> synced = new CompletableFuture<>();

    @GuardedBy("informersLock")
    private final Map<ServedResource, MetadataInformer> informers = new HashMap<>();

    @GuardedBy("informersLock")
    private Map<String, ServedResource> byKind = Map.of();

    @GuardedBy("informersLock")
    private boolean started;

    @GuardedBy("informersLock")
    private boolean closed;

    ResourceInformers(
            KubernetesClient client, Executor executor, BiConsumer<ServedResource, Change<ObjectMetadata>> changes) {
        this.client = client;
        this.executor = executor;
        this.changes = changes;
    }

    /** Begins to follow everything. Does not wait; may be repeated. */
    void start() {
        informersLock.lock();
        try {
            if (started) {
                return;
            }
            started = true;
        } finally {
            informersLock.unlock();
        }
        executor.execute(this::refreshForever);
    }

    /** Completes when all resources of the first discovery have been listed, but for those that cannot be. */
    CompletableFuture<Void> synced() {
        return synced;
    }

    private void refreshForever() {
        try {
            refresh();
        } catch (KubernetesClientException e) {
            LOG.warn("Cannot discover the resources whose owners matter, trying again: {}", e.getMessage());
        }
        informersLock.lock();
        try {
            if (closed) {
                return;
            }
        } finally {
            informersLock.unlock();
        }
        long pause = synced.isDone() ? REFRESH.toMillis() : 1000;
        CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS, executor)
                .execute(this::refreshForever);
    }

    /** Asks which resources there are and follows the new ones. */
    void refresh() {
        Discovery discovery = Discovery.of(client);
        List<ServedResource> wanted = discovery.resources().stream()
                .filter(resource -> resource.allows("list", "watch", "delete"))
                .filter(resource -> !IGNORED.contains(resource.name()))
                .toList();
        List<MetadataInformer> fresh = new ArrayList<>();
        List<MetadataInformer> stale = new ArrayList<>();
        List<CompletableFuture<?>> all = new ArrayList<>();
        informersLock.lock();
        try {
            if (closed) {
                return;
            }
            Map<String, ServedResource> kinds = new HashMap<>();
            discovery
                    .resources()
                    .forEach(resource -> kinds.putIfAbsent(kind(resource.apiVersion(), resource.kind()), resource));
            byKind = kinds;
            for (ServedResource resource : wanted) {
                informers.computeIfAbsent(resource, it -> {
                    MetadataInformer informer = new MetadataInformer(
                            client, it.collectionPath(""), executor, change -> changes.accept(it, change));
                    fresh.add(informer);
                    return informer;
                });
            }
            if (discovery.failures().isEmpty()) {
                Set<ServedResource> gone = new HashSet<>(informers.keySet());
                gone.removeAll(wanted);
                gone.forEach(resource -> stale.add(informers.remove(resource)));
            }
            informers.values().forEach(informer -> all.add(informer.settled().toCompletableFuture()));
        } finally {
            informersLock.unlock();
        }
        fresh.forEach(MetadataInformer::start);
        stale.forEach(MetadataInformer::stop);
        if (!synced.isDone()) {
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenRun(() -> synced.complete(null));
        }
    }

    /** The resource of a kind, whatever the version in which an owner reference names it. */
    Optional<ServedResource> byKind(String apiVersion, String kind) {
        informersLock.lock();
        try {
            return Optional.ofNullable(byKind.get(kind(apiVersion, kind)));
        } finally {
            informersLock.unlock();
        }
    }

    private static String kind(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        return (slash < 0 ? "" : apiVersion.substring(0, slash)) + "/" + kind;
    }

    @Override
    public void close() {
        List<MetadataInformer> open;
        informersLock.lock();
        try {
            closed = true;
            open = List.copyOf(informers.values());
            informers.clear();
        } finally {
            informersLock.unlock();
        }
        open.forEach(MetadataInformer::stop);
    }
}
