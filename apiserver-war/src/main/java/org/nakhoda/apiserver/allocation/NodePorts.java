package org.nakhoda.apiserver.allocation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.settings.Settings.PortRange;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.api.validation.FieldErrors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;

/** One service's node ports and the port of its health check. */
final class NodePorts {
    private final PortRange ports;
    private final Ledger ledger;
    private final Set<Object> reserved;
    private final FieldErrors errors;
    private final String who;

    /**
     * @param reserved gets what is taken for this write
     * @param who the service, for messages
     */
    NodePorts(PortRange ports, Ledger ledger, Set<Object> reserved, FieldErrors errors, String who) {
        this.ports = ports;
        this.ledger = ledger;
        this.reserved = reserved;
        this.errors = errors;
        this.who = who;
    }

    void fill(ObjectNode spec, String type, Set<Integer> before) {
        Set<Integer> own = new HashSet<>(before);
        Map<Integer, Integer> ofPort = new HashMap<>();
        int index = 0;
        for (JsonNode port : spec.path("ports")) {
            int asked = port.path("nodePort").asInt(0);
            if (asked > 0) {
                certainPort("spec.ports[" + index + "].nodePort", asked, own);
                ofPort.putIfAbsent(port.path("port").asInt(0), asked);
            }
            index++;
        }
        boolean automatic = !type.equals("LoadBalancer")
                || spec.path("allocateLoadBalancerNodePorts").asBoolean(true);
        for (JsonNode port : spec.path("ports")) {
            if (automatic
                    && port instanceof ObjectNode open
                    && port.path("nodePort").asInt(0) == 0) {
                open.put("nodePort", ofPort.computeIfAbsent(port.path("port").asInt(0), p -> anyPort(own)));
            }
        }
        boolean healthChecked = type.equals("LoadBalancer")
                && spec.path("externalTrafficPolicy").asString("").equals("Local");
        int health = spec.path("healthCheckNodePort").asInt(0);
        if (healthChecked && health == 0) {
            spec.put("healthCheckNodePort", anyPort(own));
        } else if (healthChecked) {
            certainPort("spec.healthCheckNodePort", health, own);
        } else {
            spec.remove("healthCheckNodePort");
        }
    }

    private void certainPort(String field, int asked, Set<Integer> own) {
        if (own.contains(asked)) {
            return;
        }
        if (asked < ports.first() || asked > ports.last()) {
            errors.invalid(
                    field,
                    IntNode.valueOf(asked),
                    "provided port is not in the valid range. The range of valid ports is " + ports.first() + "-"
                            + ports.last());
        } else if (ledger.take(asked) == Ledger.Taken.YES) {
            errors.invalid(field, IntNode.valueOf(asked), "provided port is already allocated");
        } else {
            reserved.add(asked);
            own.add(asked);
        }
    }

    private int anyPort(Set<Integer> own) {
        Integer port = ledger.takeAny(Pools.ports(ports));
        if (port == null) {
            throw ApiException.of(
                    Reason.INTERNAL_ERROR,
                    "failed to allocate a node port for service " + who + ": no port of "
                            + ports.first() + "-" + ports.last()
                            + " is free; delete services or widen node-port-range");
        }
        reserved.add(port);
        own.add(port);
        return port;
    }

    static void drop(ObjectNode spec) {
        for (JsonNode port : spec.path("ports")) {
            if (port instanceof ObjectNode open) {
                open.remove("nodePort");
            }
        }
        spec.remove("healthCheckNodePort");
    }
}
