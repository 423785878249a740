package org.nakhoda.apiserver.aggregation;

import java.util.List;
import java.util.Optional;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.RequestTarget;
import org.nakhoda.apiserver.request.ResourceRequests;
import org.nakhoda.apiserver.request.Route;

/**
 * Requests for the group versions that other servers serve: their resources, the list of those, and their OpenAPI documents.
 * The pipeline has authenticated and authorized the caller; the other server authorizes it again.
 */
public final class RemoteRequests implements Route, ResourceRequests {
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
        return servers.pass(service, request, false);
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
        if (request.header("upgrade").filter(to -> !to.startsWith("h2c")).isPresent()) {
            throw ApiException.badRequest("connections to servers that extend the API cannot be upgraded");
        }
        return servers.pass(service.get(), request, mayLast(request, target));
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
