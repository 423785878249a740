package org.nakhoda.apiserver.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;

/**
 * Answers {@code services/[SCHEME:]NAME[:PORT]/proxy/PATH} with what one of the service's ready endpoints answers at PATH.
 * PORT is the number or the name of one of the service's ports.
 */
public final class ServiceProxy {
    private static final GroupResource SERVICES = GroupResource.core("services");
    private static final GroupResource ENDPOINTS = GroupResource.core("endpoints");

    private final ClusterStore store;
    private final Relay relay;

    public ServiceProxy(ClusterStore store, Relay relay) {
        this.store = store;
        this.relay = relay;
    }

    /** @throws ApiException NOT_FOUND without such a service, SERVICE_UNAVAILABLE without an endpoint for the port */
    public ApiResponse answer(ApiRequest request, String namespace, String target, List<String> path) {
        ProxyName wanted = ProxyName.parse(target);
        JsonNode service = store.get(new ResourceKey(SERVICES, namespace, wanted.name()))
                .map(object -> Json.parse(object.json()))
                .orElseThrow(() -> ApiException.notFound(SERVICES, wanted.name()));
        String portName = portName(wanted, service);
        List<Endpoint> endpoints = store.get(new ResourceKey(ENDPOINTS, namespace, wanted.name()))
                .map(object -> endpoints(Json.parse(object.json()), wanted, portName))
                .orElse(List.of());
        if (endpoints.isEmpty()) {
            throw ApiException.of(
                    Reason.SERVICE_UNAVAILABLE, "no endpoints available for service \"" + wanted.name() + "\"");
        }
        Endpoint chosen = endpoints.get(ThreadLocalRandom.current().nextInt(endpoints.size()));
        Relay.requireProxyable(chosen.address());
        return relay.pass(request, wanted.scheme(), chosen.address(), chosen.port(), path);
    }

    private record Endpoint(String address, int port) {}

    /** A port's number stands for its name; what is no number is taken as one. */
    private static String portName(ProxyName wanted, JsonNode service) {
        if (wanted.port().isEmpty() || !wanted.port().chars().allMatch(Character::isDigit)) {
            return wanted.port();
        }
        for (JsonNode port : service.path("spec").path("ports")) {
            if (port.path("port").asString("").equals(wanted.port())) {
                return port.path("name").asString("");
            }
        }
        throw ApiException.of(
                Reason.SERVICE_UNAVAILABLE,
                "no service port " + wanted.port() + " found for service \"" + wanted.name() + "\"");
    }

    private static List<Endpoint> endpoints(JsonNode endpoints, ProxyName wanted, String portName) {
        List<Endpoint> found = new ArrayList<>();
        for (JsonNode subset : endpoints.path("subsets")) {
            for (JsonNode port : subset.path("ports")) {
                boolean any = wanted.port().isEmpty();
                if (any || port.path("name").asString("").equals(portName)) {
                    for (JsonNode address : subset.path("addresses")) {
                        found.add(new Endpoint(
                                address.path("ip").asString(""),
                                port.path("port").asInt(0)));
                    }
                }
            }
        }
        return found;
    }
}
