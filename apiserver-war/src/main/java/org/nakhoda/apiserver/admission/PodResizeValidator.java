package org.nakhoda.apiserver.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.PodRequirements;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.quantity.ResourceList;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;

/** Refuses at once a resize that the pod's node could never grant. */
public final class PodResizeValidator implements AdmissionStep {
    private static final GroupResource PODS = GroupResource.core("pods");
    private static final GroupResource NODES = GroupResource.core("nodes");
    private static final String SYSTEM = "kubernetes.io/os";

    private final ClusterStore store;

    public PodResizeValidator(ClusterStore store) {
        this.store = store;
    }

    @Override
    public String name() {
        return "PodResizeValidator";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.UPDATE
                && request.subresource().equals("resize")
                && request.type().resource().equals(PODS);
    }

    @Override
    public void validate(AdmissionRequest request) {
        String name = Tree.text(request.object(), "spec", "nodeName");
        if (name.isEmpty() || request.object().path("spec").equals(request.old().path("spec"))) {
            return;
        }
        StoredObject node = store.get(new ResourceKey(NODES, "", name))
                .orElseThrow(() -> ApiException.forbidden(PODS, request.name(), "node \"" + name + "\" not found"));
        String refusal = refusal(request.object(), node);
        if (refusal != null) {
            throw ApiException.forbidden(PODS, request.name(), refusal);
        }
    }

    private static String refusal(JsonNode pod, StoredObject node) {
        ResourceList requests = PodRequirements.requests(pod);
        ResourceList allocatable =
                ResourceList.of(Json.parse(node.json()).path("status").path("allocatable"));
        List<String> missing = new ArrayList<>();
        for (Map.Entry<String, Quantity> request : requests.asMap().entrySet()) {
            String resource = request.getKey();
            Quantity there = allocatable.get(resource);
            boolean cpu = resource.equals("cpu");
            if ((cpu || resource.equals("memory")) && request.getValue().compareTo(there) > 0) {
                missing.add(resource + ", requested: " + shown(request.getValue(), cpu) + ", allocatable: "
                        + shown(there, cpu));
            }
        }
        if (!missing.isEmpty()) {
            return "Node didn't have enough allocatable resources: " + String.join("; ", missing);
        }
        String system = node.labels().getOrDefault(SYSTEM, "");
        return system.equals("linux")
                ? null
                : "pod resize is only supported on linux nodes, node \""
                        + node.key().name() + "\" is \"" + system + "\"";
    }

    private static long shown(Quantity amount, boolean cpu) {
        return cpu ? amount.milliValue() : amount.value();
    }
}
