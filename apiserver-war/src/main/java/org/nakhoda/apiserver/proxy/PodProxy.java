package org.nakhoda.apiserver.proxy;

import java.util.List;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.extension.ServiceEndpoints.Endpoint;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;

/** The way of {@code pods/[SCHEME:]NAME[:PORT]/proxy/PATH}: the pod itself answers, at PATH. */
final class PodProxy {
    private static final GroupResource PODS = GroupResource.core("pods");

    private final ClusterStore store;
    private final Relay relay;

    PodProxy(ClusterStore store, Relay relay) {
        this.store = store;
        this.relay = relay;
    }

    /** @throws ApiException if there is no such pod, or it has no address or port */
    Passage passage(ApiRequest request, String namespace, String target, List<String> rest) {
        ProxyName wanted = ProxyName.parse(target);
        JsonNode pod = store.get(new ResourceKey(PODS, namespace, wanted.name()))
                .map(object -> Json.parse(object.json()))
                .orElseThrow(() -> ApiException.notFound(PODS, wanted.name()));
        String address = pod.path("status").path("podIP").asString("");
        if (address.isEmpty()) {
            throw ApiException.badRequest("pod \"" + wanted.name() + "\" has no address yet");
        }
        Relay.requireProxyable(address);
        return relay.passage(request, wanted.scheme(), List.of(new Endpoint(address, port(wanted, pod))), rest);
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
        return wanted.portNumber("pod");
    }
}
