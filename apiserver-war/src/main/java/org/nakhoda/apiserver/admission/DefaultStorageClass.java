package org.nakhoda.apiserver.admission;

import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.node.ObjectNode;

/** Gives a claim that names no storage class the default one. A claim that names the empty class wants none. */
public final class DefaultStorageClass implements AdmissionStep {
    private static final GroupResource CLAIMS = GroupResource.core("persistentvolumeclaims");
    private static final String CLASS = "storageClassName";
    private static final DefaultClass DEFAULT = new DefaultClass(
            new GroupResource("storage.k8s.io", "storageclasses"),
            List.of("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"));

    private final ClusterStore store;

    public DefaultStorageClass(ClusterStore store) {
        this.store = store;
    }

    @Override
    public String name() {
        return "DefaultStorageClass";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE
                && request.subresource().isEmpty()
                && request.type().resource().equals(CLAIMS);
    }

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode spec = Tree.child(request.object(), "spec");
        boolean annotated =
                request.object().path("metadata").path("annotations").has("volume.beta.kubernetes.io/storage-class");
        if (Tree.absent(spec, CLASS) && !annotated) {
            DEFAULT.name(store).ifPresent(name -> spec.put(CLASS, name));
        }
    }
}
