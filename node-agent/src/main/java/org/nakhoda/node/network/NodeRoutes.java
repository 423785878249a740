package org.nakhoda.node.network;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Routes to the pods of the other nodes, by way of those nodes' own addresses: for nodes on one network segment. */
public final class NodeRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRoutes.class);

    private final String ownName;
    private Map<String, String> known = Map.of();

    public NodeRoutes(String ownName) {
        this.ownName = ownName;
    }

    /** Brings the routes in line with the nodes; a route that cannot be set is tried again the next time. */
    public synchronized void update(Collection<Node> nodes) {
        Map<String, String> wanted = wanted(nodes, ownName);
        Map<String, String> done = new TreeMap<>();
        wanted.forEach((cidr, via) -> {
            try {
                if (!via.equals(known.get(cidr))) {
                    Command.run("ip", "route", "replace", cidr, "via", via);
                    LOG.info("pods of {} are reached by way of {}", cidr, via);
                }
                done.put(cidr, via);
            } catch (IOException e) {
                LOG.warn("no route to the pods of {} by way of {}: {}", cidr, via, e.getMessage());
            }
        });
        for (String cidr : known.keySet()) {
            if (!wanted.containsKey(cidr)) {
                try {
                    Command.run("ip", "route", "delete", cidr);
                } catch (IOException e) {
                    LOG.warn("the route to {} is still there: {}", cidr, e.getMessage());
                }
            }
        }
        known = done;
    }

    /** Pod networks of the other nodes and the address to reach each by. */
    static Map<String, String> wanted(Collection<Node> nodes, String ownName) {
        Map<String, String> routes = new TreeMap<>();
        for (Node node : nodes) {
            boolean other = !ownName.equals(node.getMetadata().getName());
            String cidr = node.getSpec() == null ? null : node.getSpec().getPodCIDR();
            if (other && cidr != null && node.getStatus() != null) {
                node.getStatus().getAddresses().stream()
                        .filter(address -> "InternalIP".equals(address.getType()))
                        .map(NodeAddress::getAddress)
                        .findFirst()
                        .ifPresent(address -> routes.put(cidr, address));
            }
        }
        return routes;
    }
}
