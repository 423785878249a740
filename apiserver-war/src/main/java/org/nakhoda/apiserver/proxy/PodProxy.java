package org.nakhoda.apiserver.proxy;

import java.util.List;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;

/** Answers {@code pods/[SCHEME:]NAME[:PORT]/proxy/PATH} with what the pod itself answers at PATH. */
public final class PodProxy {
    private static final GroupResource PODS = GroupResource.core("pods");

    private final ClusterStore store;
    private final Relay relay;

    public PodProxy(ClusterStore store, Relay relay) {
        this.store = store;
        this.relay = relay;
    }

    /** @throws ApiException if there is no such pod, or it has no address or port */
    public ApiResponse answer(ApiRequest request, String namespace, String target, List<String> path) {
        ProxyName wanted = ProxyName.parse(target);
        JsonNode pod = store.get(new ResourceKey(PODS, namespace, wanted.name()))
                .map(object -> Json.parse(object.json()))
                .orElseThrow(() -> ApiException.notFound(PODS, wanted.name()));
        String address = pod.path("status").path("podIP").asString("");
        if (address.isEmpty()) {
            throw ApiException.badRequest("pod \"" + wanted.name() + "\" has no address yet");
        }
        Relay.requireProxyable(address);
        return relay.pass(request, wanted.scheme(), address, port(wanted, pod), path);
    }

    /** The first one that a container declares, unless one is asked for. */
    private static int port(ProxyName wanted, JsonNode pod) {
        if (wanted.port().isEmpty()) {
            for (JsonNode container : pod.path("spec").path("containers")) {
                int declared =
                        container.path("ports").path(0).path("containerPort").asInt(0);
                if (declared > 0) {
                    return declared;
                }
            }
            return wanted.scheme().equals("https") ? 443 : 80;
        }
        try {
            int port = Integer.parseInt(wanted.port());
            if (port > 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // told below, with the numbers that are none of a port
        }
        throw ApiException.badRequest("invalid port \"" + wanted.port() + "\" of pod \"" + wanted.name()
                + "\": must be a number between 1 and 65535");
    }
}
