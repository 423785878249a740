package org.nakhoda.apiserver.proxy;

import java.util.List;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.extension.ServiceEndpoints;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;

/**
 * Answers {@code services/[SCHEME:]NAME[:PORT]/proxy/PATH} with what one of the service's ready endpoints answers at PATH.
 * PORT is the number or the name of one of the service's ports.
 */
public final class ServiceProxy {
    private final ServiceEndpoints services;
    private final Relay relay;

    public ServiceProxy(ServiceEndpoints services, Relay relay) {
        this.services = services;
        this.relay = relay;
    }

    /** @throws ApiException NOT_FOUND without such a service, SERVICE_UNAVAILABLE without an endpoint for the port */
    public ApiResponse answer(ApiRequest request, String namespace, String target, List<String> path) {
        ProxyName wanted = ProxyName.parse(target);
        ServiceEndpoints.Endpoint chosen = services.resolve(namespace, wanted.name(), wanted.port());
        Relay.requireProxyable(chosen.address());
        return relay.pass(request, wanted.scheme(), chosen.address(), chosen.port(), path);
    }
}
