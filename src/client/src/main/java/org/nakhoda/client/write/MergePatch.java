package org.nakhoda.client.write;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.function.Consumer;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes single fields of an object by JSON merge patch (RFC 7386), so that fields of which the caller's model knows
 * nothing stay as they are. The uid goes along as a precondition.
 */
public final class MergePatch<T extends HasMetadata> {
    private final T target;
    private final ObjectNode body = Json.object();

    private MergePatch(T target) {
        this.target = target;
        body.putObject("metadata").put("uid", target.getMetadata().getUid());
    }

    public static <T extends HasMetadata> MergePatch<T> of(T target) {
        return new MergePatch<>(target);
    }

    /** Refuses the patch with a conflict if the object has changed since it was read. */
    public MergePatch<T> ifUnchanged() {
        ObjectMeta metadata = target.getMetadata();
        ((ObjectNode) body.get("metadata")).put("resourceVersion", metadata.getResourceVersion());
        return this;
    }

    /** @param change fills in the patch, from its root */
    public MergePatch<T> set(Consumer<ObjectNode> change) {
        change.accept(body);
        return this;
    }

    public MergePatch<T> metadata(Consumer<ObjectNode> change) {
        change.accept((ObjectNode) body.get("metadata"));
        return this;
    }

    /** The object as the server has it now. */
    public T send(KubernetesClient client) {
        return client.resource(target).patch(PatchContext.of(PatchType.JSON_MERGE), body.toString());
    }

    /** Patches a subresource, such as {@code status}. */
    public T send(KubernetesClient client, String subresource) {
        return client.resource(target)
                .subresource(subresource)
                .patch(PatchContext.of(PatchType.JSON_MERGE), body.toString());
    }
}
