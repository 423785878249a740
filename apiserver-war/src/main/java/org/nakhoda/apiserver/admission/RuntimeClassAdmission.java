package org.nakhoda.apiserver.admission;

import java.util.Map;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.quantity.ResourceList;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes over into a pod what its runtime class says of the nodes that have the runtime, and of what the runtime itself needs. */
public final class RuntimeClassAdmission implements AdmissionStep {
    private static final GroupResource PODS = GroupResource.core("pods");
    private static final GroupResource CLASSES = new GroupResource("node.k8s.io", "runtimeclasses");
    private static final String OVERHEAD = "overhead";

    private final ClusterStore store;

    public RuntimeClassAdmission(ClusterStore store) {
        this.store = store;
    }

    @Override
    public String name() {
        return "RuntimeClass";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        if (request.operation() != Operation.CREATE
                || !request.subresource().isEmpty()
                || !request.type().resource().equals(PODS)) {
            return false;
        }
        JsonNode spec = request.object().path("spec");
        return spec.hasNonNull("runtimeClassName") || spec.hasNonNull(OVERHEAD);
    }

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode spec = Tree.child(request.object(), "spec");
        if (Tree.text(spec, "runtimeClassName").isEmpty()) {
            return;
        }
        JsonNode runtimeClass = runtimeClass(request);
        JsonNode overhead = runtimeClass.path(OVERHEAD).path("podFixed");
        if (overhead.isObject() && !overhead.isEmpty()) {
            boolean other = spec.path(OVERHEAD).size() > 0
                    && !ResourceList.of(spec.path(OVERHEAD)).equals(ResourceList.of(overhead));
            if (other) {
                throw rejected(request, "Pod's Overhead doesn't match RuntimeClass's defined Overhead");
            }
            spec.set(OVERHEAD, overhead.deepCopy());
        }
        schedule(request, spec, runtimeClass.path("scheduling"));
    }

    private static void schedule(AdmissionRequest request, ObjectNode spec, JsonNode scheduling) {
        for (Map.Entry<String, JsonNode> label : scheduling.path("nodeSelector").properties()) {
            ObjectNode selector = Tree.child(spec, "nodeSelector");
            JsonNode own = selector.get(label.getKey());
            if (own != null && !own.equals(label.getValue())) {
                throw ApiException.forbidden(
                        PODS,
                        request.name(),
                        "conflict: runtimeClass.scheduling.nodeSelector[" + label.getKey() + "] = "
                                + label.getValue().asString("") + "; pod.spec.nodeSelector[" + label.getKey() + "] = "
                                + own.asString(""));
            }
            selector.set(label.getKey(), label.getValue());
        }
        for (JsonNode toleration : scheduling.path("tolerations")) {
            ArrayNode tolerations = Tree.list(spec, "tolerations");
            boolean present = false;
            for (JsonNode own : tolerations) {
                present |= own.equals(toleration);
            }
            if (!present) {
                tolerations.add(toleration.deepCopy());
            }
        }
    }

    @Override
    public void validate(AdmissionRequest request) {
        JsonNode spec = request.object().path("spec");
        boolean named = !Tree.text(spec, "runtimeClassName").isEmpty();
        boolean defined =
                named && runtimeClass(request).path(OVERHEAD).path("podFixed").size() > 0;
        if (spec.path(OVERHEAD).size() > 0 && !defined) {
            throw rejected(request, "Pod Overhead set without corresponding RuntimeClass defined Overhead");
        }
    }

    private JsonNode runtimeClass(AdmissionRequest request) {
        String name = Tree.text(request.object(), "spec", "runtimeClassName");
        return store.get(new ResourceKey(CLASSES, "", name))
                .map(found -> Json.parse(found.json()))
                .orElseThrow(() -> rejected(request, "RuntimeClass \"" + name + "\" not found"));
    }

    private static ApiException rejected(AdmissionRequest request, String why) {
        return ApiException.forbidden(PODS, request.name(), "pod rejected: " + why);
    }
}
