package org.nakhoda.api.discovery;

import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Addresses and ports in one cell: the first few, and how many more there are. */
public final class EndpointColumns {
    private static final int SHOWN = 3;

    private EndpointColumns() {}

    /** An Endpoints object's addresses, each with its ports. */
    public static String endpoints(ObjectNode endpoints) {
        List<String> all = new ArrayList<>();
        for (ObjectNode subset : Tree.objects(endpoints, "subsets")) {
            JsonNode ports = subset.path("ports");
            if (ports.isEmpty()) {
                Tree.objects(subset, "addresses").forEach(address -> all.add(Tree.text(address, "ip")));
            }
            for (ObjectNode port : Tree.objects(ports)) {
                for (ObjectNode address : Tree.objects(subset, "addresses")) {
                    String ip = Tree.text(address, "ip");
                    String host = ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip;
                    all.add(host + ":" + Tree.scalar(port.path("port")));
                }
            }
        }
        return firstFew(all, Columns.NONE);
    }

    static String addresses(ObjectNode slice) {
        List<String> all = new ArrayList<>();
        for (ObjectNode endpoint : Tree.objects(slice, "endpoints")) {
            endpoint.path("addresses").forEach(address -> all.add(Tree.scalar(address)));
        }
        return firstFew(all, "<unset>");
    }

    static String ports(ObjectNode slice) {
        List<String> all = new ArrayList<>();
        for (ObjectNode port : Tree.objects(slice, "ports")) {
            String number = Tree.scalar(port.path("port"));
            String shown = number.isEmpty() ? Tree.text(port, "name") : number;
            all.add(shown.isEmpty() ? "*" : shown);
        }
        return firstFew(all, "<unset>");
    }

    private static String firstFew(List<String> all, String none) {
        if (all.isEmpty()) {
            return none;
        }
        String shown = String.join(",", all.subList(0, Math.min(SHOWN, all.size())));
        return all.size() > SHOWN ? shown + " + " + (all.size() - SHOWN) + " more..." : shown;
    }
}
