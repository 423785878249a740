package org.nakhoda.apiserver.admission;

import org.nakhoda.api.meta.GroupResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Taints a new node as not ready, so that nothing is scheduled to it before the node controller has seen it well. */
public final class TaintNodesByCondition implements AdmissionStep {
    private static final GroupResource NODES = GroupResource.core("nodes");
    private static final String NOT_READY = "node.kubernetes.io/not-ready";

    @Override
    public String name() {
        return "TaintNodesByCondition";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE
                && request.type().resource().equals(NODES)
                && request.subresource().isEmpty();
    }

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode spec = request.object().withObject("/spec");
        for (JsonNode taint : spec.path("taints")) {
            if (taint.path("key").asString("").equals(NOT_READY)
                    && taint.path("effect").asString("").equals("NoSchedule")) {
                return;
            }
        }
        ArrayNode taints = spec.path("taints") instanceof ArrayNode present ? present : spec.putArray("taints");
        taints.addObject().put("key", NOT_READY).put("effect", "NoSchedule");
    }
}
