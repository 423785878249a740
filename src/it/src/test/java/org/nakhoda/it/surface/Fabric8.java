package org.nakhoda.it.surface;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.autoscaling.v1.Scale;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;

/** fabric8's client, with its typed models where single objects are written and read, and generic resources elsewhere. */
final class Fabric8 implements Surface {
    private final KubernetesClient client;
    private final String namespace;

    Fabric8(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    @Override
    public String name() {
        return "fabric8";
    }

    private HasMetadata typed(JsonNode object) {
        return client.getKubernetesSerialization().unmarshal(object.toString());
    }

    private JsonNode tree(Object object) {
        return object == null
                ? null
                : Json.parse(client.getKubernetesSerialization().asJson(object));
    }

    private Resource<HasMetadata> resource(Kind kind, JsonNode object) {
        var resource = client.resource(typed(object));
        return kind.namespaced() ? resource.inNamespace(namespace) : resource;
    }

    private MixedOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            all(Kind kind) {
        return client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                .withGroup(kind.group())
                .withVersion(kind.version())
                .withKind(kind.kind())
                .withPlural(kind.plural())
                .withNamespaced(kind.namespaced())
                .build());
    }

    private NonNamespaceOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            ours(Kind kind) {
        return kind.namespaced() ? all(kind).inNamespace(namespace) : all(kind);
    }

    @Override
    public JsonNode create(Kind kind, JsonNode object, boolean dryRun) {
        return tree(resource(kind, object).dryRun(dryRun).create());
    }

    @Override
    public JsonNode get(Kind kind, String name) {
        GenericKubernetesResource found = ours(kind).withName(name).get();
        return found == null ? null : tree(typed(tree(found)));
    }

    @Override
    public JsonNode list(Kind kind, boolean everywhere, String labels) {
        if (everywhere && kind.namespaced()) {
            return tree(all(kind).inAnyNamespace().withLabelSelector(labels).list());
        }
        return tree(ours(kind).withLabelSelector(labels).list());
    }

    @Override
    public JsonNode update(Kind kind, JsonNode object, boolean dryRun) {
        return tree(resource(kind, object).dryRun(dryRun).update());
    }

    @Override
    public JsonNode patch(Kind kind, String name, PatchForm form, String patch, boolean dryRun) {
        PatchType type =
                switch (form) {
                    case JSON -> PatchType.JSON;
                    case MERGE -> PatchType.JSON_MERGE;
                    case STRATEGIC -> PatchType.STRATEGIC_MERGE;
                    case APPLY -> PatchType.SERVER_SIDE_APPLY;
                };
        PatchContext context = PatchContext.of(type);
        if (form == PatchForm.APPLY) {
            context.setFieldManager("walk");
            context.setForce(true);
        }
        if (dryRun) {
            context.setDryRun(List.of("All"));
        }
        return tree(ours(kind).withName(name).patch(context, patch));
    }

    @Override
    public JsonNode getStatus(Kind kind, String name) throws Exception {
        throw new NotOffered("reading the status alone");
    }

    @Override
    public JsonNode updateStatus(Kind kind, JsonNode object) {
        return tree(resource(kind, object).updateStatus());
    }

    @Override
    public JsonNode patchStatus(Kind kind, String name, String mergePatch) {
        return tree(ours(kind)
                .withName(name)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), mergePatch));
    }

    @Override
    public JsonNode getScale(Kind kind, String name) {
        return tree(ours(kind).withName(name).scale());
    }

    @Override
    public JsonNode updateScale(Kind kind, String name, JsonNode scale) {
        return tree(ours(kind)
                .withName(name)
                .scale(client.getKubernetesSerialization().unmarshal(scale.toString(), Scale.class)));
    }

    @Override
    public JsonNode patchScale(Kind kind, String name, String mergePatch) throws Exception {
        // its objects can be patched under a subresource, but a Scale is none of this kind: by its raw client
        String path = (kind.group().isEmpty() ? "/api/" : "/apis/") + kind.apiVersion() + "/namespaces/" + namespace
                + "/" + kind.plural() + "/" + name + "/scale";
        HttpResponse<String> response = client.getHttpClient()
                .sendAsync(
                        client.getHttpClient()
                                .newHttpRequestBuilder()
                                .uri(client.getMasterUrl().toString().replaceAll("/$", "") + path)
                                .method("PATCH", PatchForm.MERGE.mediaType, mergePatch)
                                .build(),
                        String.class)
                .get(30, TimeUnit.SECONDS);
        if (response.code() != 200) {
            throw new IllegalStateException(response.code() + " " + response.body());
        }
        return Json.parse(response.body());
    }

    @Override
    public void delete(Kind kind, String name, boolean dryRun) {
        if (ours(kind).withName(name).dryRun(dryRun).delete().isEmpty()) {
            throw new IllegalStateException("nothing was deleted");
        }
    }

    @Override
    public void deleteCollection(Kind kind, String labels, boolean dryRun) throws Exception {
        // withLabelSelector(...).delete() lists and deletes one by one
        throw new NotOffered("deletecollection");
    }

    @Override
    public AutoCloseable watch(Kind kind, String labels, BlockingQueue<String> events) {
        return ours(kind).withLabelSelector(labels).watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, GenericKubernetesResource object) {
                events.add(action + " " + object.getMetadata().getName());
            }

            @Override
            public void onClose(WatcherException cause) {
                events.add("CLOSED " + cause.getMessage());
            }
        });
    }
}
