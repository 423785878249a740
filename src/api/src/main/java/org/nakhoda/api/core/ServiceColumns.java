package org.nakhoda.api.core;

import java.util.StringJoiner;
import org.nakhoda.api.catalogue.Column;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.networking.LoadBalancerStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The columns of {@code kubectl get services}. */
final class ServiceColumns {
    private ServiceColumns() {}

    static Column[] columns() {
        return new Column[] {
            Columns.NAME,
            Columns.text("Type", "How the service is reached", s -> Tree.text(s, "spec", "type")),
            Columns.text(
                    "Cluster-IP", "Address within the cluster", s -> Columns.orNone(Tree.text(s, "spec", "clusterIP"))),
            Columns.text("External-IP", "Addresses or name outside", ServiceColumns::external),
            Columns.text("Port(s)", "Ports, node ports after a colon", ServiceColumns::ports),
            Columns.AGE,
            Columns.wide(
                    "Selector",
                    "Which pods answer",
                    s -> Columns.labels(s.path("spec").path("selector")))
        };
    }

    private static String external(ObjectNode service) {
        JsonNode spec = service.path("spec");
        String given = Columns.joined(spec.path("externalIPs"));
        switch (Tree.text(spec, "type")) {
            case "ExternalName" -> {
                return Tree.text(spec, "externalName");
            }
            case "LoadBalancer" -> {
                StringJoiner addresses = new StringJoiner(",");
                String balanced = LoadBalancerStatus.shown(service);
                if (!balanced.isEmpty()) {
                    addresses.add(balanced);
                }
                if (!given.isEmpty()) {
                    addresses.add(given);
                }
                return addresses.length() == 0 ? "<pending>" : addresses.toString();
            }
            default -> {
                return Columns.orNone(given);
            }
        }
    }

    private static String ports(ObjectNode service) {
        StringJoiner text = new StringJoiner(",");
        for (ObjectNode port : Tree.objects(service.path("spec"), "ports")) {
            long nodePort = Tree.number(port, "nodePort", 0);
            text.add(Tree.scalar(port.path("port")) + (nodePort == 0 ? "" : ":" + nodePort) + "/"
                    + Tree.text(port, "protocol"));
        }
        return Columns.orNone(text.toString());
    }
}
