package org.nakhoda.controllers.protection;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.nakhoda.client.informer.Lister;
import org.nakhoda.client.meta.Owners;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.reconcile.Reconciler;
import org.nakhoda.client.reconcile.Result;

/**
 * One finalizer: put on every object of a kind, should admission not have, and taken off an object that is to go once nobody
 * uses it.
 */
final class Protection<T extends HasMetadata> implements Reconciler<ObjectName> {
    private final String finalizer;
    private final Lister<T> objects;
    private final Predicate<T> used;
    private final KubernetesClient client;

    Protection(String finalizer, Lister<T> objects, Predicate<T> used, KubernetesClient client) {
        this.finalizer = finalizer;
        this.objects = objects;
        this.used = used;
        this.client = client;
    }

    @Override
    public Result reconcile(ObjectName key) {
        Optional<T> found = objects.get(key);
        if (found.isEmpty()) {
            return Result.done();
        }
        T object = found.get();
        List<String> finalizers = new ArrayList<>(
                Optional.ofNullable(object.getMetadata().getFinalizers()).orElse(List.of()));
        boolean changed = Owners.isTerminating(object)
                ? finalizers.contains(finalizer) && !used.test(object) && finalizers.remove(finalizer)
                : !finalizers.contains(finalizer) && finalizers.add(finalizer);
        if (changed) {
            write(object, finalizers);
        }
        return Result.done();
    }

    private void write(T object, List<String> finalizers) {
        T copy = client.getKubernetesSerialization().clone(object);
        copy.getMetadata().setFinalizers(finalizers);
        try {
            client.resource(copy).update();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }
}
