package org.nakhoda.apiserver.aggregation;

import java.util.List;
import java.util.Optional;
import org.nakhoda.apiserver.proxy.Passage;
import org.nakhoda.apiserver.proxy.Relay;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.PassedOn;
import org.nakhoda.apiserver.request.RequestTarget;
import org.nakhoda.apiserver.request.ResourceRequests;
import org.nakhoda.apiserver.request.Route;

/**
 * Requests for the group versions that other servers serve: their resources, the list of those, and their OpenAPI documents.
 * The pipeline has authenticated and authorized the caller; the other server authorizes it again.
 */
public final class RemoteRequests implements Route, ResourceRequests, PassedOn {
    private static final String APIS = "/apis/";
    private static final String NAMESPACES = "/namespaces/";
    private static final List<String> OPEN_API = List.of("openapi", "v3", "apis");

    private final ApiServices services;
    private final RemoteServers servers;
    private final ResourceRequests here;

    /** @param here answers requests for what this server serves itself */
    RemoteRequests(ApiServices services, RemoteServers servers, ResourceRequests here) {
        this.services = services;
        this.servers = servers;
        this.here = here;
    }

    @Override
    public boolean matches(ApiRequest request) {
        return route(request).isPresent();
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        ApiService service = route(request).orElseThrow();
        return Relay.pass(request, servers.passage(service, request, false));
    }

    private Optional<ApiService> route(ApiRequest request) {
        List<String> path = request.path();
        if (path.size() == 3 && path.get(0).equals("apis")) {
            return services.remote(path.get(1), path.get(2));
        }
        if (path.size() == 5 && path.subList(0, 3).equals(OPEN_API)) {
            return services.remote(path.get(3), path.get(4));
        }
        return Optional.empty();
    }

    @Override
    public ApiResponse handle(ApiRequest request, RequestTarget target) {
        Optional<ApiService> service = services.remote(target.group(), target.version());
        if (service.isEmpty()) {
            return here.handle(request, target);
        }
        return Relay.pass(request, servers.passage(service.get(), request, mayLast(request, target)));
    }

    /** Whether another server answers a request. */
    public boolean remote(RequestTarget target) {
        return services.remote(target.group(), target.version()).isPresent();
    }

    /**
     * The way of a request that is not answered here, for whoever makes a connection of it.
     *
     * @return empty if it is answered here
     * @throws org.nakhoda.api.status.ApiException SERVICE_UNAVAILABLE if there is no server for it
     */
    public Optional<Passage> passage(ApiRequest request, RequestTarget target) {
        return services.remote(target.group(), target.version())
                .map(service -> servers.passage(service, request, false));
    }

    /** Group, version, then up to a namespace, resource, name and subresource: what follows is the other server's alone. */
    @Override
    public int segments(String path) {
        if (!path.startsWith(APIS)) {
            return 0;
        }
        int version = path.indexOf('/', APIS.length());
        int end = version < 0 ? -1 : path.indexOf('/', version + 1);
        if (end < 0
                || services.remote(path.substring(APIS.length(), version), path.substring(version + 1, end))
                        .isEmpty()) {
            return 0;
        }
        return path.startsWith(NAMESPACES, end) ? 8 : 6;
    }

    @Override
    public List<String> methods(RequestTarget target) {
        return here.methods(target);
    }

    private static boolean mayLast(ApiRequest request, RequestTarget target) {
        return request.method().equals("GET")
                && (target.watch()
                        || (target.subresource().equals("log") && request.flag("follow"))
                        || target.subresource().equals("proxy"));
    }
}
