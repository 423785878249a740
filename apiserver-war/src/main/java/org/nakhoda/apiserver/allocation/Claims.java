package org.nakhoda.apiserver.allocation;

import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What a service holds. */
record Claims(Set<String> addresses, Set<Integer> ports) {
    static final Claims NONE = new Claims(Set.of(), Set.of());

    static Claims of(JsonNode service) {
        JsonNode spec = service.path("spec");
        Set<String> addresses = new LinkedHashSet<>();
        spec.path("clusterIPs").forEach(address -> add(address.asString(""), addresses));
        add(spec.path("clusterIP").asString(""), addresses);
        Set<Integer> ports = new LinkedHashSet<>();
        spec.path("ports").forEach(port -> add(port.path("nodePort").asInt(0), ports));
        add(spec.path("healthCheckNodePort").asInt(0), ports);
        return new Claims(addresses, ports);
    }

    private static void add(String address, Set<String> into) {
        if (!address.isEmpty() && !address.equals("None")) {
            into.add(address);
        }
    }

    private static void add(int port, Set<Integer> into) {
        if (port > 0) {
            into.add(port);
        }
    }
}
