package org.nakhoda.api.networking;

import java.util.StringJoiner;
import org.nakhoda.api.catalogue.Column;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.node.ObjectNode;

/** The columns of {@code kubectl get ingresses}. */
final class IngressColumns {
    private static final int HOSTS_SHOWN = 3;

    private IngressColumns() {}

    static Column[] columns() {
        return new Column[] {
            Columns.NAME,
            Columns.text(
                    "Class",
                    "Which controller serves it",
                    i -> Columns.orNone(Tree.text(i, "spec", "ingressClassName"))),
            Columns.text("Hosts", "Host names that it routes", IngressColumns::hosts),
            Columns.text("Address", "Addresses of the load balancer", IngressColumns::address),
            Columns.text(
                    "Ports",
                    "80, and 443 with TLS",
                    i -> i.path("spec").path("tls").isEmpty() ? "80" : "80, 443"),
            Columns.AGE
        };
    }

    private static String hosts(ObjectNode ingress) {
        StringJoiner hosts = new StringJoiner(",");
        int count = 0;
        for (ObjectNode rule : Tree.objects(ingress.path("spec"), "rules")) {
            String host = Tree.text(rule, "host");
            if (!host.isEmpty() && count++ < HOSTS_SHOWN) {
                hosts.add(host);
            }
        }
        if (count == 0) {
            return "*";
        }
        return count > HOSTS_SHOWN ? hosts + " + " + (count - HOSTS_SHOWN) + " more..." : hosts.toString();
    }

    private static String address(ObjectNode ingress) {
        StringJoiner addresses = new StringJoiner(",");
        for (ObjectNode one : Tree.objects(ingress.path("status").path("loadBalancer"), "ingress")) {
            String ip = Tree.text(one, "ip");
            addresses.add(ip.isEmpty() ? Tree.text(one, "hostname") : ip);
        }
        return addresses.toString();
    }
}
