package org.nakhoda.apiserver.proxy;

import java.util.List;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.extension.ServiceEndpoints.Endpoint;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.db.store.ClusterStore;

/**
 * The way of {@code nodes/[SCHEME:]NAME[:PORT]/proxy/PATH}: the node's agent answers, or whatever listens at another port of the
 * node. The agent alone sees the API server's certificate, and has to have one of the cluster's.
 */
final class NodeProxy {
    private final AgentLocator locator;
    private final AgentDialer dialer;
    private final Relay relay;

    NodeProxy(ClusterStore store, AgentDialer dialer, Relay relay) {
        this.locator = new AgentLocator(store);
        this.dialer = dialer;
        this.relay = relay;
    }

    /** @throws ApiException if there is no such node, or it may not be reached at that port */
    Passage passage(ApiRequest request, String target, List<String> rest) {
        ProxyName wanted = ProxyName.parse(target);
        Agent agent = locator.locate(wanted.name());
        if (wanted.port().isEmpty() || wanted.port().equals(Integer.toString(agent.port()))) {
            return Relay.passage(
                    request,
                    dialer.http(),
                    dialer.dialer(),
                    "https",
                    List.of(new Endpoint(agent.host(), agent.port())),
                    rest);
        }
        Relay.requireProxyable(agent.host());
        Endpoint server = new Endpoint(agent.host(), wanted.portNumber("node"));
        return relay.passage(request, wanted.scheme(), List.of(server), rest);
    }
}
