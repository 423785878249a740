package org.nakhoda.apiserver.registry;

import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.table.ListPosition;
import org.nakhoda.apiserver.representation.Representation;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Refusals;
import org.nakhoda.apiserver.request.RequestTarget;
import org.nakhoda.apiserver.request.SubresourceHandler;
import org.nakhoda.db.masters.Masters;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code componentstatuses}: whether the parts of the cluster's masters are well. The scheduler and the controllers run in
 * the one that leads, and the store takes the place that clients know as etcd.
 */
public final class ComponentStatuses implements SubresourceHandler {
    private static final List<String> COMPONENTS = List.of("controller-manager", "etcd-0", "scheduler");

    private final ClusterStore store;

    public ComponentStatuses(ClusterStore store) {
        this.store = store;
    }

    @Override
    public boolean handles(ResourceType type, String subresource) {
        return type.group().isEmpty() && type.kind().equals("ComponentStatus") && subresource.isEmpty();
    }

    @Override
    public ApiResponse handle(ApiRequest request, RequestTarget target, ResourceType type) {
        Call call = Call.of(request, target, type);
        return switch (target.verb()) {
            case "get" -> {
                if (!COMPONENTS.contains(target.name())) {
                    throw ApiException.notFound(call.resource(), target.name());
                }
                yield Responses.object(call, 200, status(type, target.name()));
            }
            case "list" -> list(call);
            default -> throw Refusals.methodNotAllowed();
        };
    }

    private ApiResponse list(Call call) {
        List<byte[]> statuses = new ArrayList<>();
        for (String component : COMPONENTS) {
            if (call.name().isEmpty() || call.name().equals(component)) {
                statuses.add(status(call.type(), component));
            }
        }
        Representation accepted = Representation.negotiate(call.request(), call.type());
        return Responses.list(call, accepted, ListPosition.complete(store.revision()), statuses);
    }

    private byte[] status(ResourceType type, String component) {
        boolean well = component.equals("etcd-0")
                || store.epoch().isPresent()
                || store.masters().flatMap(Masters::leader).isPresent();
        ObjectNode status = Json.object();
        status.putObject("metadata").put("name", component);
        ObjectNode condition = status.putArray("conditions")
                .addObject()
                .put("type", "Healthy")
                .put("status", well ? "True" : "False")
                .put("message", well ? "ok" : "");
        if (!well) {
            condition.put("error", "no master leads");
        }
        return Encoding.encode(type, status).json();
    }
}
