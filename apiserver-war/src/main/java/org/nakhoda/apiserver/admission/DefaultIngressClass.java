package org.nakhoda.apiserver.admission;

import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.node.ObjectNode;

/** Gives an ingress that names no class the default one. */
public final class DefaultIngressClass implements AdmissionStep {
    private static final GroupResource INGRESSES = new GroupResource("networking.k8s.io", "ingresses");
    private static final String CLASS = "ingressClassName";
    private static final DefaultClass DEFAULT = new DefaultClass(
            new GroupResource("networking.k8s.io", "ingressclasses"),
            List.of("ingressclass.kubernetes.io/is-default-class"));

    private final ClusterStore store;

    public DefaultIngressClass(ClusterStore store) {
        this.store = store;
    }

    @Override
    public String name() {
        return "DefaultIngressClass";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE
                && request.subresource().isEmpty()
                && request.type().resource().equals(INGRESSES);
    }

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode spec = Tree.child(request.object(), "spec");
        boolean annotated =
                request.object().path("metadata").path("annotations").has("kubernetes.io/ingress.class");
        if (Tree.absent(spec, CLASS) && !annotated) {
            DEFAULT.name(store).ifPresent(name -> spec.put(CLASS, name));
        }
    }
}
