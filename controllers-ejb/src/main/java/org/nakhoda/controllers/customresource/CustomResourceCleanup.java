package org.nakhoda.controllers.customresource;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.nakhoda.api.json.Json;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Deletes the objects of a kind whose definition is to go, and lets go of the definition when there are none left. */
public final class CustomResourceCleanup implements Reconciler<ObjectName> {
    private static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Lister<CustomResourceDefinition> definitions;
    private final KubernetesClient client;
    private final RawObjects objects;

    private CustomResourceCleanup(Lister<CustomResourceDefinition> definitions, KubernetesClient client) {
        this.definitions = definitions;
        this.client = client;
        this.objects = new RawObjects(client);
    }

    public static ControllerRunner<ObjectName> runner(ControllerContext context) {
        Informer<CustomResourceDefinition> definitions = context.informers().of(CustomResourceDefinition.class);
        return context.runner(
                        "customresource-cleanup",
                        new CustomResourceCleanup(definitions, context.clientFor("customresource-cleanup-controller")))
                .fedBy(Feed.of(definitions))
                .build();
    }

    @Override
    public Result reconcile(ObjectName key) {
        Optional<CustomResourceDefinition> found = definitions
                .get(key)
                .filter(Owners::isTerminating)
                .filter(definition -> definition.getMetadata().getFinalizers().contains(FINALIZER));
        if (found.isEmpty()) {
            return Result.done();
        }
        if (deleteObjects(found.get())) {
            return Result.after(LOOK_AGAIN);
        }
        release(found.get());
        return Result.done();
    }

    /** @return whether there were any */
    private boolean deleteObjects(CustomResourceDefinition definition) {
        var spec = definition.getSpec();
        // in the version in which they are stored, objects need not be converted, which may fail
        Optional<String> version = spec.getVersions().stream()
                .filter(offered -> Boolean.TRUE.equals(offered.getServed()))
                .sorted(Comparator.comparing(offered -> !Boolean.TRUE.equals(offered.getStorage())))
                .map(CustomResourceDefinitionVersion::getName)
                .findFirst();
        if (version.isEmpty()) {
            return false;
        }
        String apiVersion = spec.getGroup() + "/" + version.get();
        String plural = spec.getNames().getPlural();
        AtomicBoolean any = new AtomicBoolean();
        // a kind that was never established has no collection
        objects.each(ObjectPath.collection(apiVersion, plural, ""), object -> {
            any.set(true);
            JsonNode metadata = object.path("metadata");
            if (metadata.path("deletionTimestamp").isMissingNode()) {
                delete(ObjectPath.of(
                        apiVersion,
                        plural,
                        metadata.path("namespace").asString(""),
                        metadata.path("name").asString("")));
            }
        });
        return any.get();
    }

    private void delete(String path) {
        try {
            client.raw(path, "DELETE", null);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }

    private void release(CustomResourceDefinition definition) {
        ObjectNode metadata =
                Json.object().put("resourceVersion", definition.getMetadata().getResourceVersion());
        ArrayNode kept = metadata.putArray("finalizers");
        definition.getMetadata().getFinalizers().stream()
                .filter(finalizer -> !finalizer.equals(FINALIZER))
                .forEach(kept::add);
        objects.mergePatch(ObjectPath.of(definition), Json.object().set("metadata", metadata));
    }
}
