package org.nakhoda.apiserver.admission;

import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.PodReferences;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;

/** What a node may do to pods: show its static ones, report on those that it runs, and remove these. */
final class NodePods {
    private static final String MIRROR = "kubernetes.io/config.mirror";

    private final ClusterStore store;

    NodePods(ClusterStore store) {
        this.store = store;
    }

    /** @return why not, or null */
    String refusal(AdmissionRequest request, String node) {
        String quoted = "node \"" + node + "\" ";
        return switch (request.subresource()) {
            case "" ->
                switch (request.operation()) {
                    case CREATE -> mirror(request.object(), node, quoted);
                    case DELETE ->
                        runs(request.old(), node)
                                ? null
                                : quoted + "can only delete pods with spec.nodeName set to itself";
                    default ->
                        "unexpected operation \"" + request.operation() + "\", " + quoted
                                + "can only create and delete mirror pods";
                };
            case "status" -> status(request, node, quoted);
            case "eviction" ->
                runs(request.old(), node)
                        ? null
                        : "node " + node + " can only evict pods with spec.nodeName set to itself";
            default ->
                "unexpected pod subresource \"" + request.subresource()
                        + "\", only 'status' and 'eviction' are allowed";
        };
    }

    private static boolean runs(JsonNode pod, String node) {
        return Tree.text(pod, "spec", "nodeName").equals(node);
    }

    private static String status(AdmissionRequest request, String node, String quoted) {
        JsonNode pod = request.object();
        JsonNode old = request.old();
        if (!runs(old, node)) {
            return quoted + "can only update pod status for pods with spec.nodeName set to itself";
        }
        if (!same(pod.path("metadata").path("labels"), old.path("metadata").path("labels"))) {
            return quoted + "cannot update labels through pod status";
        }
        String claims = "resourceClaimStatuses";
        if (!same(pod.path("status").path(claims), old.path("status").path(claims))) {
            return quoted + "cannot update resource claim statues";
        }
        String extended = "extendedResourceClaimStatus";
        return same(pod.path("status").path(extended), old.path("status").path(extended))
                ? null
                : quoted + "cannot update extended resource claim status";
    }

    /** What is empty may as well be absent. */
    private static boolean same(JsonNode one, JsonNode other) {
        return one.equals(other) || Tree.isEmpty(one) && Tree.isEmpty(other);
    }

    private String mirror(JsonNode pod, String node, String quoted) {
        if (!pod.path("metadata").path("annotations").has(MIRROR)) {
            return "pod does not have \"" + MIRROR + "\" annotation, " + quoted + "can only create mirror pods";
        }
        if (!runs(pod, node)) {
            return quoted + "can only create pods with spec.nodeName set to itself";
        }
        String owner = owner(pod.path("metadata").path("ownerReferences"), node, quoted);
        return owner == null ? referring(pod, quoted + "can not create pods that reference ") : owner;
    }

    private String owner(JsonNode owners, String node, String quoted) {
        if (owners.size() > 1) {
            return quoted + "can only create pods with a single owner reference set to itself";
        }
        JsonNode owner = owners.path(0);
        if (!Tree.text(owner, "apiVersion").equals("v1")
                || !Tree.text(owner, "kind").equals("Node")
                || !Tree.text(owner, "name").equals(node)) {
            return quoted + "can only create pods with an owner reference set to itself";
        }
        if (!Tree.flag(owner, "controller")) {
            return quoted + "can only create pods with a controller owner reference set to itself";
        }
        if (Tree.flag(owner, "blockOwnerDeletion")) {
            return quoted + "must not set blockOwnerDeletion on an owner reference";
        }
        GroupResource nodes = GroupResource.core("nodes");
        String uid = store.get(new ResourceKey(nodes, "", node))
                .map(StoredObject::uid)
                .orElseThrow(() -> ApiException.notFound(nodes, node));
        String stated = Tree.text(owner, "uid");
        return stated.equals(uid) ? null : "node " + node + " UID mismatch: expected " + stated + " got " + uid;
    }

    private static String referring(JsonNode pod, String prefix) {
        PodReferences references = PodReferences.of(pod);
        if (!Tree.text(pod, "spec", "serviceAccountName").isEmpty()) {
            return prefix + "a service account";
        }
        if (!references.secrets().isEmpty()) {
            return prefix + "secrets";
        }
        if (!references.configMaps().isEmpty()) {
            return prefix + "configmaps";
        }
        for (JsonNode volume : pod.path("spec").path("volumes")) {
            for (JsonNode source : volume.path("projected").path("sources")) {
                if (source.path("clusterTrustBundle").isObject()) {
                    return prefix + "clustertrustbundles";
                }
            }
        }
        if (!references.claims().isEmpty()) {
            return prefix + "persistentvolumeclaims";
        }
        return references.resourceClaims().isEmpty()
                        && Tree.isEmpty(pod.path("spec").path("resourceClaims"))
                ? null
                : prefix + "resourceclaims";
    }
}
