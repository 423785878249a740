package org.nakhoda.apiserver.discovery;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Route;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /}: the paths at which somebody who looks around goes on. */
public final class PathsRoute implements Route {
    private final List<String> fixed;
    private final Supplier<Collection<String>> discovery;

    /**
     * @param fixed the paths that are always there
     * @param discovery the paths of the groups and versions that are served now
     */
    public PathsRoute(List<String> fixed, Supplier<Collection<String>> discovery) {
        this.fixed = List.copyOf(fixed);
        this.discovery = discovery;
    }

    @Override
    public boolean matches(ApiRequest request) {
        return request.path().isEmpty() && request.method().equals("GET");
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        TreeSet<String> paths = new TreeSet<>(fixed);
        paths.addAll(discovery.get());
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("paths");
        paths.forEach(list::add);
        return ApiResponse.json(200, answer);
    }
}
