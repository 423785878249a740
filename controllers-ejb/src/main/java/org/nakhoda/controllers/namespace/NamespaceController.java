package org.nakhoda.controllers.namespace;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.informer.Lister;
import org.nakhoda.client.meta.Owners;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.Feed;
import org.nakhoda.client.reconcile.Reconciler;
import org.nakhoda.client.reconcile.Result;
import org.nakhoda.client.write.ObjectPath;
import org.nakhoda.client.write.RawObjects;
import org.nakhoda.controllers.ControllerContext;
import org.nakhoda.controllers.discovery.Discovery;
import org.nakhoda.controllers.discovery.ServedResource;
import org.nakhoda.controllers.pod.PodControl;

/**
 * Empties a namespace that is to go, of every resource that the API serves, pods first, and lets go of it when nothing is
 * left in it.
 */
public final class NamespaceController implements Reconciler<ObjectName> {
    /** The finalizer in {@code spec.finalizers} that stands for the namespace's content. */
    private static final String FINALIZER = "kubernetes";

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Lister<Namespace> namespaces;
    private final KubernetesClient client;
    private final RawObjects objects;
    private final InstantSource clock;

    private NamespaceController(Lister<Namespace> namespaces, KubernetesClient client, InstantSource clock) {
        this.namespaces = namespaces;
        this.client = client;
        this.objects = new RawObjects(client);
        this.clock = clock;
    }

    public static ControllerRunner<ObjectName> runner(ControllerContext context) {
        Informer<Namespace> namespaces = context.informers().of(Namespace.class);
        return context.runner(
                        "namespace",
                        new NamespaceController(namespaces, context.clientFor("namespace-controller"), context.clock()))
                .fedBy(Feed.of(namespaces))
                .build();
    }

    @Override
    public Result reconcile(ObjectName key) {
        Optional<Namespace> found = namespaces.get(key).filter(Owners::isTerminating);
        if (found.isEmpty() || !finalizers(found.get()).contains(FINALIZER)) {
            return Result.done();
        }
        Namespace namespace = found.get();
        Remains remains = empty(key.name());
        Namespace latest = writeConditions(namespace, remains);
        if (!remains.isEmpty()) {
            return Result.after(LOOK_AGAIN);
        }
        release(latest);
        return Result.done();
    }

    private static List<String> finalizers(Namespace namespace) {
        return namespace.getSpec() == null ? List.of() : namespace.getSpec().getFinalizers();
    }

    private Remains empty(String namespace) {
        Remains remains = new Remains();
        Discovery discovery = Discovery.of(client);
        remains.undiscovered(discovery.failures());
        List<ServedResource> contents = discovery.resources().stream()
                .filter(ServedResource::namespaced)
                .filter(resource -> resource.allows("list", "delete"))
                .toList();
        // what runs stops before what it needs goes
        contents.stream().filter(NamespaceController::isPods).forEach(pods -> remove(pods, namespace, remains));
        if (remains.isEmpty() || !discovery.failures().isEmpty()) {
            contents.stream()
                    .filter(resource -> !isPods(resource))
                    .forEach(resource -> remove(resource, namespace, remains));
        }
        return remains;
    }

    private static boolean isPods(ServedResource resource) {
        return resource.name().equals("pods");
    }

    private void remove(ServedResource resource, String namespace, Remains remains) {
        String collection = resource.collectionPath(namespace);
        try {
            if (isEmpty(collection)) {
                return;
            }
            if (resource.allows("deletecollection")) {
                objects.deleteAll(collection);
            } else {
                objects.each(
                        collection,
                        object -> client.raw(
                                collection + "/"
                                        + object.path("metadata").path("name").asString(""),
                                "DELETE",
                                null));
            }
            objects.each(collection, object -> {
                List<String> finalizers = new ArrayList<>();
                object.path("metadata").path("finalizers").forEach(finalizer -> finalizers.add(finalizer.asString()));
                remains.object(resource.name(), finalizers);
            });
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND && e.getCode() != HttpURLConnection.HTTP_BAD_METHOD) {
                remains.failure(resource.name(), PodControl.reason(e));
            }
        }
    }

    private boolean isEmpty(String collection) {
        return objects.get(collection + "?limit=1")
                .map(list -> list.path("items").isEmpty())
                .orElse(true);
    }

    private Namespace writeConditions(Namespace namespace, Remains remains) {
        List<NamespaceCondition> former = namespace.getStatus() == null
                ? List.of()
                : namespace.getStatus().getConditions();
        List<NamespaceCondition> conditions = remains.conditions(former, clock.instant());
        if (conditions.equals(former)) {
            return namespace;
        }
        return client.resource(new NamespaceBuilder(namespace)
                        .editOrNewStatus()
                        .withPhase("Terminating")
                        .withConditions(conditions)
                        .endStatus()
                        .build())
                .updateStatus();
    }

    private void release(Namespace namespace) {
        Namespace released = new NamespaceBuilder(namespace)
                .editOrNewSpec()
                .removeFromFinalizers(FINALIZER)
                .endSpec()
                .build();
        try {
            client.raw(
                    ObjectPath.of(
                                    "v1",
                                    "namespaces",
                                    "",
                                    namespace.getMetadata().getName()) + "/finalize",
                    "PUT",
                    released);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }
}
