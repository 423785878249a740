package org.nakhoda.apiserver.allocation;

import java.util.HashSet;
import java.util.Set;
import org.nakhoda.apiserver.admission.AdmissionStep;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lets an update that says nothing about a service's address or node ports keep them, as clients do that apply the file
 * they created the service from. Runs before validation, which finds the address immutable.
 */
public final class KeptAllocations implements AdmissionStep {
    @Override
    public String name() {
        return "ServiceKeptAllocations";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.UPDATE
                && request.type().resource().equals(Ledger.SERVICES)
                && request.subresource().isEmpty();
    }

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode spec = request.object().withObject("/spec");
        JsonNode old = request.old().path("spec");
        String type = spec.path("type").asString("ClusterIP");
        String oldType = old.path("type").asString("ClusterIP");
        if (!type.equals("ExternalName") && !oldType.equals("ExternalName")) {
            if (spec.path("clusterIP").asString("").isEmpty()
                    && spec.path("clusterIPs").path(0).asString("").isEmpty()) {
                copy("clusterIP", old, spec);
                copy("clusterIPs", old, spec);
            }
        }
        if (hasNodePorts(type) && hasNodePorts(oldType)) {
            keepNodePorts(spec, old);
            if (type.equals("LoadBalancer")
                    && oldType.equals("LoadBalancer")
                    && spec.path("healthCheckNodePort").asInt(0) == 0) {
                copy("healthCheckNodePort", old, spec);
            }
        }
    }

    private static boolean hasNodePorts(String type) {
        return type.equals("NodePort") || type.equals("LoadBalancer");
    }

    private static void keepNodePorts(ObjectNode spec, JsonNode old) {
        Set<Integer> asked = new HashSet<>();
        spec.path("ports").forEach(port -> asked.add(port.path("nodePort").asInt(0)));
        for (JsonNode port : spec.path("ports")) {
            if (port instanceof ObjectNode open && port.path("nodePort").asInt(0) == 0) {
                for (JsonNode before : old.path("ports")) {
                    int nodePort = before.path("nodePort").asInt(0);
                    if (samePort(port, before) && nodePort > 0 && !asked.contains(nodePort)) {
                        open.put("nodePort", nodePort);
                    }
                }
            }
        }
    }

    private static boolean samePort(JsonNode one, JsonNode other) {
        return one.path("port").asInt(0) == other.path("port").asInt(0)
                && one.path("protocol")
                        .asString("TCP")
                        .equals(other.path("protocol").asString("TCP"));
    }

    private static void copy(String field, JsonNode from, ObjectNode into) {
        if (from.has(field)) {
            into.set(field, from.path(field).deepCopy());
        }
    }
}
