package org.nakhoda.apiserver.proxy;

import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;

/** Finds a node's agent by what its Node says: the InternalIP and the port of {@code status.daemonEndpoints}. */
final class AgentLocator {
    private static final GroupResource NODES = GroupResource.core("nodes");

    private final ClusterStore store;

    AgentLocator(ClusterStore store) {
        this.store = store;
    }

    /**
     * @throws ApiException NOT_FOUND if there is no such node, SERVICE_UNAVAILABLE if it does not say where it listens
     */
    Agent locate(String node) {
        JsonNode status = store.get(new ResourceKey(NODES, "", node))
                .map(object -> Json.parse(object.json()).path("status"))
                .orElseThrow(() -> ApiException.notFound(NODES, node));
        int port = status.path("daemonEndpoints")
                .path("kubeletEndpoint")
                .path("Port")
                .asInt(0);
        for (JsonNode address : status.path("addresses")) {
            if (address.path("type").asString("").equals("InternalIP") && port > 0) {
                return new Agent(node, address.path("address").asString(""), port);
            }
        }
        throw ApiException.of(
                Reason.SERVICE_UNAVAILABLE,
                "node \"" + node + "\" has not said yet where its agent listens: its status lacks an InternalIP or a"
                        + " kubeletEndpoint");
    }
}
