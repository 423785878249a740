package org.nakhoda.apiserver.proxy;

import java.util.List;
import java.util.Map;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.PercentEncoding;
import org.nakhoda.db.store.ClusterStore;

/** Answers {@code GET nodes/NAME/proxy/PATH} with the page that the node's agent has at PATH. */
public final class NodeProxy {
    private final AgentLocator locator;
    private final AgentPages pages;

    public NodeProxy(ClusterStore store, AgentDialer dialer) {
        this.locator = new AgentLocator(store);
        this.pages = new AgentPages(dialer);
    }

    /**
     * @param path the segments after {@code proxy}
     * @throws ApiException if the method is not GET, there is no such node, or its agent cannot be reached
     */
    public ApiResponse answer(ApiRequest request, String node, List<String> path) {
        if (!request.method().equals("GET")) {
            throw ApiException.of(Reason.METHOD_NOT_ALLOWED, "a node's pages can only be read, by GET");
        }
        Agent agent = agent(node);
        String rest = request.uriAfter(request.path().size() - path.size());
        return pages.fetch(
                agent,
                PercentEncoding.repaired(rest.startsWith("/") ? rest : "/" + rest),
                refusal -> new ApiResponse(
                        refusal.status(), Map.of(), new ApiResponse.Body.Whole(refusal.contentType(), refusal.body())));
    }

    /** Kubernetes also takes {@code NAME:PORT}; only the agent's own port is open here. */
    private Agent agent(String node) {
        int colon = node.indexOf(':');
        if (colon < 0) {
            return locator.locate(node);
        }
        Agent agent = locator.locate(node.substring(0, colon));
        if (!node.substring(colon + 1).equals(Integer.toString(agent.port()))) {
            throw ApiException.badRequest("on node \"" + agent.node() + "\" only the agent's port " + agent.port()
                    + " can be reached through the API");
        }
        return agent;
    }
}
