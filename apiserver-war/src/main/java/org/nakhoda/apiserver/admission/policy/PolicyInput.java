package org.nakhoda.apiserver.admission.policy;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.RequestFacts;
import org.nakhoda.apiserver.authz.Authorizer;
import org.nakhoda.apiserver.cel.Activation;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;

/**
 * A request as the expressions of those see it that matched it in one version.
 *
 * @param seen the version
 */
public record PolicyInput(ResourceType seen, Activation.Objects objects) {
    private static final GroupResource NAMESPACES = GroupResource.core("namespaces");

    /** @param namespace the namespace's object; null for none */
    public static PolicyInput of(
            AdmissionRequest request, ResourceType seen, JsonNode namespace, Authorizer authorizer) {
        Activation.Objects objects = new Activation.Objects(
                        RequestFacts.seen(request, request.object(), seen),
                        RequestFacts.seen(request, request.old(), seen),
                        RequestFacts.of(request, seen),
                        namespace)
                .authorizing(
                        authorizer,
                        request.user(),
                        seen.group(),
                        seen.resource().resource(),
                        request.subresource(),
                        request.namespace(),
                        request.name());
        return new PolicyInput(seen, objects);
    }

    /** The namespace of the request's object; null for objects of the cluster. */
    static JsonNode namespace(AdmissionRequest request, ClusterStore store) {
        if (!request.type().namespaced()) {
            return null;
        }
        return store.get(new ResourceKey(NAMESPACES, "", request.namespace()))
                .map(namespace -> Json.parse(namespace.json()))
                .orElse(null);
    }
}
