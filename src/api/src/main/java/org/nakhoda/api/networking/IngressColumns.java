package org.nakhoda.api.networking;

import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.catalogue.Column;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;
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
            Columns.text("Address", "Addresses of the load balancer", LoadBalancerStatus::shown),
            Columns.text(
                    "Ports",
                    "80, and 443 with TLS",
                    i -> i.path("spec").path("tls").isEmpty() ? "80" : "80, 443"),
            Columns.AGE
        };
    }

    private static String hosts(ObjectNode ingress) {
        JsonNode rules = ingress.path("spec").path("rules");
        List<String> hosts = new ArrayList<>(HOSTS_SHOWN);
        boolean more = false;
        for (ObjectNode rule : Tree.objects(rules)) {
            more |= hosts.size() == HOSTS_SHOWN;
            String host = Tree.text(rule, "host");
            if (!more && !host.isEmpty()) {
                hosts.add(host);
            }
        }
        if (hosts.isEmpty()) {
            return "*";
        }
        String shown = String.join(",", hosts);
        return more ? shown + " + " + (rules.size() - HOSTS_SHOWN) + " more..." : shown;
    }
}
