package org.nakhoda.apiserver.allocation;

import java.util.LinkedHashSet;
import java.util.Set;
import org.nakhoda.api.validation.Addresses;
import tools.jackson.databind.JsonNode;

/**
 * What a service holds.
 *
 * @param addresses in canonical form
 */
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

    static Claims ofAddress(String canonical) {
        return new Claims(Set.of(canonical), Set.of());
    }

    /** One text for each address, however it was written. */
    static String canonical(String address) {
        return Addresses.isIpv6(address) ? Addresses.canonicalIpv6(address) : address;
    }

    private static void add(String address, Set<String> into) {
        if (!address.isEmpty() && !address.equals("None")) {
            into.add(canonical(address));
        }
    }

    private static void add(int port, Set<Integer> into) {
        if (port > 0) {
            into.add(port);
        }
    }
}
