package org.nakhoda.apiserver.admission;

import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.quantity.ResourceList;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;

/** A claim may grow only if the storage class that made its volume says that it can. */
public final class PersistentVolumeClaimResize implements AdmissionStep {
    private static final GroupResource CLAIMS = GroupResource.core("persistentvolumeclaims");
    private static final GroupResource CLASSES = new GroupResource("storage.k8s.io", "storageclasses");

    private final ClusterStore store;

    public PersistentVolumeClaimResize(ClusterStore store) {
        this.store = store;
    }

    @Override
    public String name() {
        return "PersistentVolumeClaimResize";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.UPDATE
                && request.subresource().isEmpty()
                && request.type().resource().equals(CLAIMS);
    }

    @Override
    public void validate(AdmissionRequest request) {
        boolean grows = storage(request.object()).compareTo(storage(request.old())) > 0;
        if (grows && !(expandable(request.object()) && expandable(request.old()))) {
            throw ApiException.forbidden(
                    CLAIMS,
                    request.name(),
                    "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must"
                            + " support resize");
        }
    }

    private static Quantity storage(JsonNode claim) {
        return ResourceList.of(claim.path("spec").path("resources").path("requests"))
                .get("storage");
    }

    private boolean expandable(JsonNode claim) {
        String annotated =
                Tree.text(claim.path("metadata").path("annotations"), "volume.beta.kubernetes.io/storage-class");
        String name = annotated.isEmpty() ? Tree.text(claim, "spec", "storageClassName") : annotated;
        return !name.isEmpty()
                && store.get(new ResourceKey(CLASSES, "", name))
                        .filter(found -> Tree.flag(Json.parse(found.json()), "allowVolumeExpansion"))
                        .isPresent();
    }
}
