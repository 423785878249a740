package org.nakhoda.apiserver.proxy;

import org.nakhoda.apiserver.extension.ServiceEndpoints;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.RequestTarget;
import org.nakhoda.db.store.ClusterStore;

/** Requests below {@code proxy} of a pod, of a service or of a node. */
public final class ProxiedRequests {
    private static final String PROXY = "proxy";

    private final PodProxy pods;
    private final ServiceProxy services;
    private final NodeProxy nodes;

    public ProxiedRequests(ClusterStore store, AgentDialer dialer, Relay relay) {
        this.pods = new PodProxy(store, relay);
        this.services = new ServiceProxy(new ServiceEndpoints(store), relay);
        this.nodes = new NodeProxy(store, dialer, relay);
    }

    /** Whether a request is one of these. */
    public static boolean handles(RequestTarget target) {
        return target.subresource().equals(PROXY)
                && target.group().isEmpty()
                && switch (target.resource()) {
                    case "pods", "services", "nodes" -> true;
                    default -> false;
                };
    }

    /**
     * @param target one that is {@link #handles handled}
     * @throws org.nakhoda.api.status.ApiException if there is nothing that the request could be passed on to
     */
    public Passage passage(ApiRequest request, RequestTarget target) {
        return switch (target.resource()) {
            case "pods" -> pods.passage(request, target.namespace(), target.name(), target.rest());
            case "services" -> services.passage(request, target.namespace(), target.name(), target.rest());
            default -> nodes.passage(request, target.name(), target.rest());
        };
    }
}
