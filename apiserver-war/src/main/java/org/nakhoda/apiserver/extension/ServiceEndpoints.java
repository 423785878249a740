package org.nakhoda.apiserver.extension;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
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
 * Finds a service's ready endpoints. A service without a selector is answered by the endpoints that somebody made for it, one of
 * type ExternalName by the address that its name has now.
 */
public final class ServiceEndpoints {
    private static final GroupResource SERVICES = GroupResource.core("services");

    private final ClusterStore store;
    private final ReadyEndpoints ready;

    public ServiceEndpoints(ClusterStore store) {
        this.store = store;
        this.ready = new ReadyEndpoints(store);
    }

    /** @param address an IP address, or the name that an external service stands for */
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
     * Any one of the endpoints.
     *
     * @param port number or name of one of the service's ports; empty for any
     * @throws ApiException NOT_FOUND without such a service, SERVICE_UNAVAILABLE without an endpoint for the port
     */
    public Endpoint resolve(String namespace, String name, String port) {
        return all(namespace, name, port).get(0);
    }

    /**
     * All of them, in an order that is another one each time.
     *
     * @param port number or name of one of the service's ports; empty for any
     * @return not empty
     * @throws ApiException NOT_FOUND without such a service, SERVICE_UNAVAILABLE without an endpoint for the port
     */
    public List<Endpoint> all(String namespace, String name, String port) {
        JsonNode service = store.get(new ResourceKey(SERVICES, namespace, name))
                .map(object -> Json.parse(object.json()))
                .orElseThrow(() -> ApiException.notFound(SERVICES, name));
        if (service.path("spec").path("type").asString("").equals("ExternalName")) {
            return List.of(external(service, name, port));
        }
        String portName = portName(service, name, port);
        List<Endpoint> endpoints =
                new ArrayList<>(ready.find(namespace, name, found -> port.isEmpty() || found.equals(portName))
                        .list());
        if (endpoints.isEmpty()) {
            throw ApiException.of(Reason.SERVICE_UNAVAILABLE, "no endpoints available for service \"" + name + "\"");
        }
        Collections.shuffle(endpoints, ThreadLocalRandom.current());
        return endpoints;
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
}
