package org.nakhoda.apiserver.extension;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;

/**
 * Finds one of a service's ready endpoints, picked at random. A service without a selector is answered by the endpoints that
 * somebody made for it, one of type ExternalName by the address that its name has now.
 */
public final class ServiceEndpoints {
    private static final GroupResource SERVICES = GroupResource.core("services");
    private static final GroupResource ENDPOINTS = GroupResource.core("endpoints");

    private final ClusterStore store;

    public ServiceEndpoints(ClusterStore store) {
        this.store = store;
    }

    /** @param address an IP address */
    public record Endpoint(String address, int port) {
        /** The root of what the endpoint serves, such as {@code https://[fd00::7]:8443}. */
        public URI uri(String scheme) {
            String host = address.contains(":") ? "[" + address + "]" : address;
            return URI.create(scheme + "://" + host + ":" + port);
        }
    }

    /** The name that a service's certificate must have when it is called by reference. */
    public static String serverName(String namespace, String name) {
        return name + "." + namespace + ".svc";
    }

    /**
     * @param port number or name of one of the service's ports; empty for any
     * @throws ApiException NOT_FOUND without such a service, SERVICE_UNAVAILABLE without an endpoint for the port
     */
    public Endpoint resolve(String namespace, String name, String port) {
        JsonNode service = store.get(new ResourceKey(SERVICES, namespace, name))
                .map(object -> Json.parse(object.json()))
                .orElseThrow(() -> ApiException.notFound(SERVICES, name));
        if (service.path("spec").path("type").asString("").equals("ExternalName")) {
            return external(service, name, port);
        }
        String portName = portName(service, name, port);
        List<Endpoint> endpoints = store.get(new ResourceKey(ENDPOINTS, namespace, name))
                .map(object -> endpoints(Json.parse(object.json()), port.isEmpty(), portName))
                .orElse(List.of());
        if (endpoints.isEmpty()) {
            throw ApiException.of(Reason.SERVICE_UNAVAILABLE, "no endpoints available for service \"" + name + "\"");
        }
        return endpoints.get(ThreadLocalRandom.current().nextInt(endpoints.size()));
    }

    private static boolean isNumber(String port) {
        return !port.isEmpty() && port.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** An external name has the port that was asked for: nothing stands between it and the caller that could translate one. */
    private static Endpoint external(JsonNode service, String name, String port) {
        String host = service.path("spec").path("externalName").asString("");
        if (!isNumber(port)) {
            throw ApiException.of(
                    Reason.SERVICE_UNAVAILABLE,
                    "service \"" + name + "\" has an external name, which can be reached at a port's number only");
        }
        try {
            return new Endpoint(InetAddress.getByName(host).getHostAddress(), Integer.parseInt(port));
        } catch (UnknownHostException e) {
            throw ApiException.of(
                    Reason.SERVICE_UNAVAILABLE,
                    "the external name \"" + host + "\" of service \"" + name + "\" has no address");
        }
    }

    /** A port's number stands for its name; what is no number is taken as one. */
    private static String portName(JsonNode service, String name, String port) {
        if (!isNumber(port)) {
            return port;
        }
        for (JsonNode candidate : service.path("spec").path("ports")) {
            if (candidate.path("port").asString("").equals(port)) {
                return candidate.path("name").asString("");
            }
        }
        throw ApiException.of(
                Reason.SERVICE_UNAVAILABLE, "no service port " + port + " found for service \"" + name + "\"");
    }

    private static List<Endpoint> endpoints(JsonNode endpoints, boolean anyPort, String portName) {
        List<Endpoint> found = new ArrayList<>();
        for (JsonNode subset : endpoints.path("subsets")) {
            for (JsonNode port : subset.path("ports")) {
                if (anyPort || port.path("name").asString("").equals(portName)) {
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
