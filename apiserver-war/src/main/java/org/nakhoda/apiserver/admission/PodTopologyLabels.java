package org.nakhoda.apiserver.admission;

import java.util.List;
import java.util.Map;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;

/** Labels a pod with its node's zone and region as soon as it has a node, so that it can learn where it runs. */
public final class PodTopologyLabels implements AdmissionStep {
    private static final GroupResource PODS = GroupResource.core("pods");
    private static final GroupResource NODES = GroupResource.core("nodes");
    private static final List<String> LABELS = List.of("topology.kubernetes.io/region", "topology.kubernetes.io/zone");

    private final ClusterStore store;

    public PodTopologyLabels(ClusterStore store) {
        this.store = store;
    }

    @Override
    public String name() {
        return "PodTopologyLabels";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.type().resource().equals(PODS)
                && request.operation() == Operation.CREATE
                && (request.subresource().isEmpty() || binds(request));
    }

    @Override
    public void mutate(AdmissionRequest request) {
        String node = binds(request)
                ? Tree.text(request.object(), "target", "name")
                : Tree.text(request.object(), "spec", "nodeName");
        if (node.isEmpty() || mirror(request.object())) {
            return;
        }
        Map<String, String> labels = store.get(new ResourceKey(NODES, "", node))
                .map(StoredObject::labels)
                .orElse(Map.of());
        for (String label : LABELS) {
            if (labels.containsKey(label)) {
                Tree.child(Tree.child(request.object(), "metadata"), "labels").put(label, labels.get(label));
            }
        }
    }

    /** The object is a Binding then, whose labels the pod gets. */
    private static boolean binds(AdmissionRequest request) {
        return request.subresource().equals("binding");
    }

    /** A mirror looks like what it shows. */
    private static boolean mirror(JsonNode pod) {
        return pod.path("metadata").path("annotations").has("kubernetes.io/config.mirror");
    }
}
