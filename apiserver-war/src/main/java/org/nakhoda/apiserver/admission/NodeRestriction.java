package org.nakhoda.apiserver.admission;

import java.util.Map;
import java.util.Set;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;

/** Lets a node's agent write its own Node and Lease and the pods that are bound to it, and nobody else's. */
public final class NodeRestriction implements AdmissionStep {
    private static final GroupResource NODES = GroupResource.core("nodes");
    private static final GroupResource PODS = GroupResource.core("pods");
    private static final GroupResource LEASES = new GroupResource("coordination.k8s.io", "leases");
    private static final Set<GroupResource> RESTRICTED = Set.of(NODES, PODS, LEASES);
    private static final String NODE_USER = "system:node:";
    private static final String NODE_LEASES = "kube-node-lease";
    private static final String RESTRICTED_LABELS = "node-restriction.kubernetes.io/";

    private final ClusterStore store;

    public NodeRestriction(ClusterStore store) {
        this.store = store;
    }

    @Override
    public String name() {
        return "NodeRestriction";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.user().groups().contains(UserInfo.GROUP_NODES)
                && request.user().name().startsWith(NODE_USER)
                && RESTRICTED.contains(request.type().resource());
    }

    @Override
    public void validate(AdmissionRequest request) {
        String node = request.user().name().substring(NODE_USER.length());
        GroupResource resource = request.type().resource();
        if (resource.equals(NODES)) {
            checkNode(request, node);
        } else if (resource.equals(LEASES)) {
            if (!request.namespace().equals(NODE_LEASES) || !nameOf(request).equals(node)) {
                throw refused(
                        request,
                        "node \"" + node + "\" can only access the lease \"" + NODE_LEASES + "/" + node + "\"");
            }
        } else {
            checkPod(request, node);
        }
    }

    private static void checkNode(AdmissionRequest request, String node) {
        if (!nameOf(request).equals(node)) {
            throw refused(request, "node \"" + node + "\" is not allowed to modify node \"" + nameOf(request) + "\"");
        }
        if (request.operation() == Operation.DELETE) {
            throw refused(request, "node \"" + node + "\" is not allowed to delete itself");
        }
        if (request.operation() == Operation.UPDATE) {
            if (!request.object()
                    .path("spec")
                    .path("taints")
                    .equals(request.old().path("spec").path("taints"))) {
                throw refused(request, "node \"" + node + "\" is not allowed to modify taints");
            }
            JsonNode before = request.old().path("metadata").path("labels");
            for (Map.Entry<String, JsonNode> label :
                    request.object().path("metadata").path("labels").properties()) {
                if (label.getKey().contains(RESTRICTED_LABELS)
                        && !label.getValue().equals(before.path(label.getKey()))) {
                    throw refused(
                            request, "node \"" + node + "\" is not allowed to modify the label " + label.getKey());
                }
            }
        }
    }

    private void checkPod(AdmissionRequest request, String node) {
        if (request.subresource().isEmpty() && request.operation() == Operation.CREATE) {
            JsonNode pod = request.object();
            if (!pod.path("metadata").path("annotations").has("kubernetes.io/config.mirror")) {
                throw refused(
                        request,
                        "pod does not have \"kubernetes.io/config.mirror\" annotation, node \"" + node
                                + "\" can only create mirror pods");
            }
            requireOwn(request, pod, node);
            return;
        }
        if (request.subresource().isEmpty() && request.operation() == Operation.UPDATE) {
            throw refused(request, "node \"" + node + "\" can only update the status of pods");
        }
        JsonNode current = request.old() != null
                ? request.old()
                : store.get(new ResourceKey(PODS, request.namespace(), request.name()))
                        .map(object -> Json.parse(object.json()))
                        .orElseThrow(() -> ApiException.notFound(PODS, request.name()));
        requireOwn(request, current, node);
    }

    private static void requireOwn(AdmissionRequest request, JsonNode pod, String node) {
        if (!pod.path("spec").path("nodeName").asString("").equals(node)) {
            throw refused(request, "node \"" + node + "\" can only act on pods with spec.nodeName set to itself");
        }
    }

    private static String nameOf(AdmissionRequest request) {
        return request.name().isEmpty() && request.object() != null
                ? request.object().path("metadata").path("name").asString("")
                : request.name();
    }

    private static ApiException refused(AdmissionRequest request, String why) {
        return ApiException.forbidden(request.type().resource(), nameOf(request), why);
    }
}
