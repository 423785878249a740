package org.nakhoda.apiserver.proxy;

import java.util.List;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.extension.ServiceEndpoints;
import org.nakhoda.apiserver.extension.ServiceEndpoints.Endpoint;
import org.nakhoda.apiserver.request.ApiRequest;

/**
 * The way of {@code services/[SCHEME:]NAME[:PORT]/proxy/PATH}: one of the service's ready endpoints answers, at PATH. PORT is the
 * number or the name of one of the service's ports.
 */
final class ServiceProxy {
    private final ServiceEndpoints services;
    private final Relay relay;

    ServiceProxy(ServiceEndpoints services, Relay relay) {
        this.services = services;
        this.relay = relay;
    }

    /** @throws ApiException NOT_FOUND without such a service, SERVICE_UNAVAILABLE without an endpoint for the port */
    Passage passage(ApiRequest request, String namespace, String target, List<String> rest) {
        ProxyName wanted = ProxyName.parse(target);
        List<Endpoint> endpoints = services.all(namespace, wanted.name(), wanted.port());
        endpoints.forEach(endpoint -> Relay.requireProxyable(endpoint.address()));
        return relay.passage(request, wanted.scheme(), endpoints, rest);
    }
}
