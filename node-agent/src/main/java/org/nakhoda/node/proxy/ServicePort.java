package org.nakhoda.node.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One port of a Service and where it leads.
 *
 * @param id namespace/name:port, unique in the cluster and stable
 * @param protocol tcp, udp or sctp
 * @param addresses the addresses that are the service's own everywhere: cluster IPs
 * @param externalAddresses external IPs and load balancer addresses: from outside, like node ports
 * @param nodePort 0 if there is none
 * @param affinity how long a client stays with an endpoint; empty without session affinity
 * @param internalLocal internalTrafficPolicy Local: from inside, only endpoints of this node
 * @param externalLocal externalTrafficPolicy Local: from outside, only endpoints of this node, and the client's address is kept
 * @param endpoints in a stable order
 */
public record ServicePort(
        String id,
        String protocol,
        int port,
        List<String> addresses,
        List<String> externalAddresses,
        int nodePort,
        Optional<Duration> affinity,
        boolean internalLocal,
        boolean externalLocal,
        List<Endpoint> endpoints) {

    /** @param local on this node */
    public record Endpoint(String address, int port, boolean local) {}

    List<Endpoint> internalEndpoints() {
        return internalLocal ? localEndpoints() : endpoints;
    }

    List<Endpoint> externalEndpoints() {
        return externalLocal ? localEndpoints() : endpoints;
    }

    private List<Endpoint> localEndpoints() {
        return endpoints.stream().filter(Endpoint::local).toList();
    }
}
