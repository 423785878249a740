package org.nakhoda.api.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Ports of a pod's containers that are stated twice, or so that it is not clear which container gets the traffic. */
final class PortWarnings {
    private final List<String> warnings = new ArrayList<>(0);
    private final Map<String, List<Stated>> ports = new HashMap<>();

    private record Stated(FieldPath path, String hostIp, long hostPort) {}

    private PortWarnings() {}

    static List<String> ofPod(JsonNode spec, FieldPath path) {
        PortWarnings all = new PortWarnings();
        for (String list : PodDefaults.CONTAINER_LISTS) {
            int index = 0;
            for (ObjectNode container : Tree.objects(spec, list)) {
                FieldPath at = path.child(list).index(index++).child("ports");
                int position = 0;
                for (ObjectNode port : Tree.objects(container, "ports")) {
                    all.port(port, at.index(position++));
                }
            }
        }
        return all.warnings;
    }

    private void port(ObjectNode port, FieldPath path) {
        Stated stated = new Stated(path, Tree.text(port, "hostIP"), Tree.number(port, "hostPort", 0));
        long number = Tree.number(port, "containerPort", 0);
        String protocol = Tree.text(port, "protocol");
        if (!stated.hostIp().isEmpty() && stated.hostPort() == 0) {
            warnings.add(path + ": hostIP set without hostPort: {Name:" + Tree.text(port, "name") + " HostPort:0"
                    + " ContainerPort:" + number + " Protocol:" + protocol + " HostIP:" + stated.hostIp() + "}");
        }
        List<Stated> others = ports.computeIfAbsent(number + "/" + protocol, key -> new ArrayList<>(1));
        for (Stated other : others) {
            String conflict = conflict(stated, other);
            if (conflict != null) {
                warnings.add(path + ": " + conflict + " port definition with " + other.path());
            }
        }
        others.add(stated);
    }

    /** Null if the two can be told apart. */
    private static String conflict(Stated one, Stated other) {
        if (one.hostIp().equals(other.hostIp()) && one.hostPort() == other.hostPort()) {
            return "duplicate";
        }
        if (one.hostPort() == 0 || other.hostPort() == 0) {
            return "overlapping";
        }
        boolean onlyOneHasAddress = one.hostIp().isEmpty() != other.hostIp().isEmpty();
        return one.hostPort() == other.hostPort() && onlyOneHasAddress ? "dangerously ambiguous" : null;
    }
}
