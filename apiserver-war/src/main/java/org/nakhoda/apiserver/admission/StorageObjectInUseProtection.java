package org.nakhoda.apiserver.admission;

import java.util.Map;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.meta.GroupResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Keeps claims, volumes and attribute classes from going while they are used; controllers let go of those that are not. */
public final class StorageObjectInUseProtection implements AdmissionStep {
    private static final Map<GroupResource, String> FINALIZERS = Map.of(
            GroupResource.core("persistentvolumeclaims"),
            "kubernetes.io/pvc-protection",
            GroupResource.core("persistentvolumes"),
            "kubernetes.io/pv-protection",
            new GroupResource("storage.k8s.io", "volumeattributesclasses"),
            "kubernetes.io/vac-protection");

    @Override
    public String name() {
        return "StorageObjectInUseProtection";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE
                && request.subresource().isEmpty()
                && FINALIZERS.containsKey(request.type().resource());
    }

    @Override
    public void mutate(AdmissionRequest request) {
        String finalizer = FINALIZERS.get(request.type().resource());
        ArrayNode finalizers = Tree.list(Tree.child(request.object(), "metadata"), "finalizers");
        for (JsonNode present : finalizers) {
            if (present.asString("").equals(finalizer)) {
                return;
            }
        }
        finalizers.add(finalizer);
    }
}
