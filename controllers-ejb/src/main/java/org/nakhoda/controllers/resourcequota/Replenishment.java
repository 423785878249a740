package org.nakhoda.controllers.resourcequota;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.nakhoda.client.informer.Change;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.informer.Informers;
import org.nakhoda.client.informer.MetadataInformer;
import org.nakhoda.client.informer.ObjectMetadata;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.reconcile.Feed;
import org.nakhoda.controllers.discovery.ServedResource;

/**
 * Quotas of namespaces in which something was given back: objects that are gone, pods that have ended, requests that shrank.
 * Objects of other kinds than pods, services and claims are followed only while some quota counts their kind.
 */
final class Replenishment implements Feed<ObjectName>, AutoCloseable {
    private final ReentrantLock followedLock = new ReentrantLock();
    private final Informer<ResourceQuota> quotas;
    private final Informer<Pod> pods;
    private final Informer<Service> services;
    private final Informer<PersistentVolumeClaim> claims;
    private final KubernetesClient client;
    private final Executor executor;
    private final List<Consumer<ObjectName>> sinks = new CopyOnWriteArrayList<>();

    @GuardedBy("followedLock")
    private final Map<ServedResource, MetadataInformer> followed = new HashMap<>();

    @GuardedBy("followedLock")
    private boolean closed;

    Replenishment(Informers informers, KubernetesClient client, Executor executor) {
        this.quotas = informers.of(ResourceQuota.class);
        this.pods = informers.of(Pod.class);
        this.services = informers.of(Service.class);
        this.claims = informers.of(PersistentVolumeClaim.class);
        this.client = client;
        this.executor = executor;
    }

    @Override
    public CompletionStage<Void> synced() {
        return CompletableFuture.allOf(
                pods.synced().toCompletableFuture(),
                services.synced().toCompletableFuture(),
                claims.synced().toCompletableFuture());
    }

    @Override
    public Stream<ObjectName> all() {
        return Stream.empty();
    }

    @Override
    public void subscribe(Consumer<ObjectName> sink) {
        sinks.add(sink);
        pods.onChange(change ->
                given(change, (before, after) -> hasEnded(after) && !hasEnded(before) || resized(before, after)));
        services.onChange(
                change -> given(change, (before, after) -> !before.getSpec().equals(after.getSpec())));
        claims.onChange(change -> given(
                change,
                (before, after) -> !before.getSpec().equals(after.getSpec())
                        || !Objects.equals(before.getStatus(), after.getStatus())));
    }

    private <T extends HasMetadata> void given(Change<T> change, BiPredicate<T, T> back) {
        String namespace = change.latest().getMetadata().getNamespace();
        if (quotas.inNamespace(namespace).isEmpty()) {
            return;
        }
        Optional<T> before = change.before();
        Optional<T> after = change.after();
        if (after.isEmpty() || before.isPresent() && back.test(before.get(), after.get())) {
            wake(namespace);
        }
    }

    private static boolean hasEnded(Pod pod) {
        String phase = pod.getStatus() == null ? "" : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    private static boolean resized(Pod before, Pod after) {
        return !Objects.equals(
                        before.getMetadata().getGeneration(),
                        after.getMetadata().getGeneration())
                || !resources(before).equals(resources(after));
    }

    private static List<Object> resources(Pod pod) {
        List<ContainerStatus> statuses =
                pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
        return statuses.stream()
                .<Object>map(status ->
                        List.of(String.valueOf(status.getResources()), String.valueOf(status.getAllocatedResources())))
                .toList();
    }

    private void wake(String namespace) {
        quotas.inNamespace(namespace).forEach(quota -> sinks.forEach(sink -> sink.accept(ObjectName.of(quota))));
    }

    /** Begins to follow the objects of a kind; may be repeated. */
    void follow(ServedResource resource) {
        followedLock.lock();
        try {
            if (!closed) {
                followed.computeIfAbsent(resource, kind -> {
                    MetadataInformer informer =
                            new MetadataInformer(client, kind.collectionPath(""), executor, this::changed);
                    informer.start();
                    return informer;
                });
            }
        } finally {
            followedLock.unlock();
        }
    }

    private void changed(Change<ObjectMetadata> change) {
        if (change.after().isEmpty()) {
            wake(change.latest().name().namespace());
        }
    }

    @Override
    public void close() {
        List<MetadataInformer> open;
        followedLock.lock();
        try {
            closed = true;
            open = List.copyOf(followed.values());
            followed.clear();
        } finally {
            followedLock.unlock();
        }
        open.forEach(MetadataInformer::stop);
    }
}
