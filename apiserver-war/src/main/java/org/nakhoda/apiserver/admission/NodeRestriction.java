package org.nakhoda.apiserver.admission;

import java.util.List;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.certificate.RequestedSubject;
import org.nakhoda.apiserver.authz.NodeIdentity;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lets a node's agent write its own Node, Lease, CSINode and resource slices and the pods that are bound to it, and nobody
 * else's; and keeps it from saying of itself what would bring it other pods. What the node authorizer cannot see because it
 * depends on what is written.
 */
public final class NodeRestriction implements AdmissionStep {
    private static final GroupResource NODES = GroupResource.core("nodes");
    private static final GroupResource PODS = GroupResource.core("pods");
    private static final GroupResource CLAIMS = GroupResource.core("persistentvolumeclaims");
    private static final GroupResource LEASES = new GroupResource("coordination.k8s.io", "leases");
    private static final GroupResource CSI_NODES = new GroupResource("storage.k8s.io", "csinodes");
    private static final GroupResource SLICES = new GroupResource("resource.k8s.io", "resourceslices");
    private static final GroupResource REQUESTS =
            new GroupResource("certificates.k8s.io", "certificatesigningrequests");
    private static final Set<GroupResource> RESTRICTED =
            Set.of(NODES, PODS, CLAIMS, LEASES, CSI_NODES, SLICES, REQUESTS);
    private static final Set<String> NODE_SIGNERS =
            Set.of("kubernetes.io/kubelet-serving", "kubernetes.io/kube-apiserver-client-kubelet");
    private static final String NODE_LEASES = "kube-node-lease";

    private final NodePods pods;

    public NodeRestriction(ClusterStore store) {
        this.pods = new NodePods(store);
    }

    @Override
    public String name() {
        return "NodeRestriction";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return RESTRICTED.contains(request.type().resource())
                && NodeIdentity.of(request.user()).isPresent();
    }

    @Override
    public void validate(AdmissionRequest request) {
        String node = NodeIdentity.of(request.user()).orElse("");
        if (node.isEmpty()) {
            throw refused(
                    request,
                    "could not determine node from user \"" + request.user().name() + "\"");
        }
        String refusal = refusal(request, node);
        if (refusal != null) {
            throw refused(request, refusal);
        }
    }

    /** @return null if there is none */
    private String refusal(AdmissionRequest request, String node) {
        GroupResource resource = request.type().resource();
        if (resource.equals(PODS)) {
            return pods.refusal(request, node);
        }
        if (resource.equals(NODES)) {
            return ofNode(request, node);
        }
        if (resource.equals(LEASES)) {
            return ofLease(request, node);
        }
        if (resource.equals(CSI_NODES)) {
            return nameOf(request).equals(node)
                    ? null
                    : "can only access CSINode with the same name as the requesting node";
        }
        if (resource.equals(SLICES)) {
            return ofSlice(request, node);
        }
        return resource.equals(CLAIMS) ? ofClaim(request, node) : ofRequest(request, node);
    }

    private static String ofNode(AdmissionRequest request, String node) {
        String quoted = "node \"" + node + "\" ";
        if (!nameOf(request).equals(node)) {
            return quoted + "is not allowed to modify node \"" + nameOf(request) + "\"";
        }
        if (request.operation() == Operation.DELETE) {
            return quoted + "is not allowed to delete itself";
        }
        JsonNode config = request.object().path("spec").path("configSource");
        JsonNode old = request.old() == null ? request.object().objectNode() : request.old();
        if (config.isObject() && !config.equals(old.path("spec").path("configSource"))) {
            return request.operation() == Operation.CREATE
                    ? quoted + "is not allowed to create pods with a non-nil configSource"
                    : quoted + "is not allowed to update configSource to a new non-nil configSource";
        }
        boolean update = request.operation() == Operation.UPDATE;
        if (update
                && !request.object()
                        .path("spec")
                        .path("taints")
                        .equals(old.path("spec").path("taints"))) {
            return quoted + "is not allowed to modify taints";
        }
        Set<String> labels = NodeLabels.forbidden(
                request.object().path("metadata").path("labels"),
                old.path("metadata").path("labels"));
        if (labels.isEmpty()) {
            return null;
        }
        return update
                ? "is not allowed to modify labels: " + String.join(", ", labels)
                : quoted + "is not allowed to set the following labels: " + String.join(", ", labels);
    }

    private static String ofLease(AdmissionRequest request, String node) {
        if (!request.namespace().equals(NODE_LEASES)) {
            return "can only access leases in the \"" + NODE_LEASES + "\" system namespace";
        }
        return nameOf(request).equals(node)
                ? null
                : "can only access node lease with the same name as the requesting node";
    }

    private static String ofSlice(AdmissionRequest request, String node) {
        boolean deleted = request.operation() == Operation.DELETE;
        JsonNode slice = deleted ? request.old() : request.object();
        if (Tree.text(slice, "spec", "nodeName").equals(node)) {
            return null;
        }
        return "can only " + (deleted ? "delete" : request.operation() == Operation.CREATE ? "create" : "update")
                + " ResourceSlice with the same NodeName as the requesting node";
    }

    /** Growing a volume is the node's to report, and nothing else of a claim. */
    private static String ofClaim(AdmissionRequest request, String node) {
        if (!request.subresource().equals("status") || request.operation() != Operation.UPDATE) {
            return "may only update PVC status";
        }
        return stripped(request.object()).equals(stripped(request.old()))
                ? null
                : "node \"" + node
                        + "\" is not allowed to update fields other than status.capacity and status.conditions";
    }

    private static ObjectNode stripped(ObjectNode claim) {
        ObjectNode rest = claim.deepCopy();
        if (rest.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(List.of("resourceVersion", "managedFields"));
        }
        if (rest.get("status") instanceof ObjectNode status) {
            status.remove(List.of(
                    "allocatedResources", "allocatedResourceStatuses", "capacity", "conditions", "modifyVolumeStatus"));
        }
        return rest;
    }

    /** A node asks for certificates in its own name only. */
    private static String ofRequest(AdmissionRequest request, String node) {
        if (request.operation() != Operation.CREATE || !request.subresource().isEmpty()) {
            return null;
        }
        JsonNode spec = request.object().path("spec");
        if (!NODE_SIGNERS.contains(Tree.text(spec, "signerName"))) {
            return null;
        }
        String own = request.user().name();
        return RequestedSubject.of(Tree.text(spec, "request"))
                .filter(subject -> !subject.commonName().equals(own))
                .map(subject -> "can only create a node CSR with CN=" + own)
                .orElse(null);
    }

    private static String nameOf(AdmissionRequest request) {
        return request.name().isEmpty() && request.object() != null
                ? Tree.text(request.object(), "metadata", "name")
                : request.name();
    }

    private static ApiException refused(AdmissionRequest request, String why) {
        return ApiException.forbidden(request.type().resource(), nameOf(request), why);
    }
}
