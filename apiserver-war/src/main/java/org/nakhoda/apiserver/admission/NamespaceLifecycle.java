package org.nakhoda.apiserver.admission;

import java.util.Set;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Cause;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;

/** Nothing is made in a namespace that does not exist or is going away, and the cluster's own namespaces stay. */
public final class NamespaceLifecycle implements AdmissionStep {
    private static final GroupResource NAMESPACES = GroupResource.core("namespaces");
    private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

    private final ClusterStore store;

    public NamespaceLifecycle(ClusterStore store) {
        this.store = store;
    }

    @Override
    public String name() {
        return "NamespaceLifecycle";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE && request.type().namespaced()
                || request.operation() == Operation.DELETE
                        && request.type().resource().equals(NAMESPACES)
                        && request.subresource().isEmpty();
    }

    /** First of all steps, so that no other fills in what is going to be refused. */
    @Override
    public void mutate(AdmissionRequest request) {
        if (request.operation() == Operation.CREATE) {
            requireAlive(request);
        }
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (request.operation() == Operation.CREATE) {
            requireAlive(request);
        } else if (IMMORTAL.contains(request.name())) {
            throw ApiException.forbidden(NAMESPACES, request.name(), "this namespace may not be deleted");
        }
    }

    private void requireAlive(AdmissionRequest request) {
        StoredObject namespace = store.get(new ResourceKey(NAMESPACES, "", request.namespace()))
                .orElseThrow(() -> ApiException.notFound(NAMESPACES, request.namespace()));
        String text = new String(namespace.json(), java.nio.charset.StandardCharsets.ISO_8859_1);
        boolean mayBeEnding = text.contains("\"deletionTimestamp\"");
        if (mayBeEnding
                && !Json.parse(namespace.json())
                        .path("metadata")
                        .path("deletionTimestamp")
                        .isMissingNode()) {
            throw ApiException.forbidden(
                            request.type().resource(),
                            request.name(),
                            "unable to create new content in namespace " + request.namespace()
                                    + " because it is being terminated")
                    .because(new Cause(
                            "NamespaceTerminating",
                            "namespace " + request.namespace() + " is being terminated",
                            "metadata.namespace"));
        }
    }
}
