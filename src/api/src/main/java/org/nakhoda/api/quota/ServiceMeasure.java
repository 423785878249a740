package org.nakhoda.api.quota;

import java.time.Instant;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.quantity.ResourceList;
import tools.jackson.databind.JsonNode;

/** Services, the ports of nodes that they take, and their load balancers. */
final class ServiceMeasure implements Measure {
    static final GroupResource RESOURCE = GroupResource.core("services");

    private static final String COUNT = ObjectCount.nameOf(RESOURCE);
    private static final String SERVICES = "services";
    private static final String NODE_PORTS = "services.nodeports";
    private static final String LOAD_BALANCERS = "services.loadbalancers";
    private static final Set<String> NAMES = Set.of(COUNT, SERVICES, NODE_PORTS, LOAD_BALANCERS);

    @Override
    public boolean counts(String name) {
        return NAMES.contains(name);
    }

    @Override
    public ResourceList usage(JsonNode service, Instant now) {
        JsonNode spec = service.path("spec");
        String type = Tree.text(spec, "type");
        ResourceList usage = ObjectCount.one(COUNT, SERVICES);
        int ports = nodePorts(spec, type);
        boolean balanced = type.equals("LoadBalancer");
        return usage.plus(ResourceList.of(NODE_PORTS, Quantity.of(ports)))
                .plus(ResourceList.of(LOAD_BALANCERS, Quantity.of(balanced ? 1 : 0)));
    }

    private static int nodePorts(JsonNode spec, String type) {
        boolean all = type.equals("NodePort")
                || type.equals("LoadBalancer")
                        && spec.path("allocateLoadBalancerNodePorts").asBoolean(true);
        if (all) {
            return spec.path("ports").size();
        }
        int chosen = 0;
        if (type.equals("LoadBalancer")) {
            for (JsonNode port : spec.path("ports")) {
                chosen += port.path("nodePort").asInt(0) == 0 ? 0 : 1;
            }
        }
        return chosen;
    }

    @Override
    public boolean changes(String subresource) {
        return subresource.isEmpty();
    }
}
