package org.nakhoda.apiserver.registry;

import java.util.List;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.masters.MasterKind;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.table.ListPosition;
import org.nakhoda.apiserver.masters.MasterJoins;
import org.nakhoda.apiserver.masters.MasterRefusals;
import org.nakhoda.apiserver.representation.Representation;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Refusals;
import org.nakhoda.apiserver.request.RequestTarget;
import org.nakhoda.apiserver.request.SubresourceHandler;
import org.nakhoda.db.masters.MasterStatus;
import org.nakhoda.db.masters.Masters;
import org.nakhoda.db.masters.MastersException;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.node.ObjectNode;

/** {@code masters}: seen as they are at the moment of asking; taken out by a deletion, made to lead by {@code transfer}. */
public final class MasterObjects implements SubresourceHandler {
    private static final String TRANSFER = "transfer";

    private final ClusterStore store;

    public MasterObjects(ClusterStore store) {
        this.store = store;
    }

    @Override
    public boolean handles(ResourceType type, String subresource) {
        return type.resource().equals(MasterKind.RESOURCE)
                && (subresource.isEmpty() || subresource.equals(TRANSFER));
    }

    @Override
    public ApiResponse handle(ApiRequest request, RequestTarget target, ResourceType type) {
        Call call = Call.of(request, target, type);
        String what = target.verb() + (target.subresource().isEmpty() ? "" : "/" + target.subresource());
        return switch (what) {
            case "get" -> Responses.object(call, 200, encoded(type, status(call)));
            case "list" -> list(call);
            case "delete" ->
                change(call, 200, DeleteOptions.of(call).dryRun(), masters -> masters.remove(call.name()));
            case "create/" + TRANSFER ->
                change(call, 201, call.options().dryRun(), masters -> masters.transfer(call.name()));
            default -> throw Refusals.methodNotAllowed();
        };
    }

    private List<MasterStatus> statuses() {
        return store.masters().map(Masters::status).orElse(List.of());
    }

    /**
     * @throws ApiException NOT_FOUND
     */
    private MasterStatus status(Call call) {
        return statuses().stream()
                .filter(status -> status.member().name().equals(call.name()))
                .findFirst()
                .orElseThrow(() -> ApiException.notFound(call.resource(), call.name()));
    }

    private ApiResponse list(Call call) {
        List<byte[]> objects = statuses().stream()
                .filter(status -> call.name().isEmpty()
                        || status.member().name().equals(call.name()))
                .map(status -> encoded(call.type(), status))
                .toList();
        Representation accepted = Representation.negotiate(call.request(), call.type());
        return Responses.list(call, accepted, ListPosition.complete(store.revision()), objects);
    }

    /** What is asked of the masters. */
    private interface Change {
        void of(Masters masters) throws MastersException;
    }

    private ApiResponse change(Call call, int success, boolean dryRun, Change change) {
        Masters masters = store.masters().orElseThrow(MasterRefusals::none);
        if (call.name().isEmpty()) {
            throw Refusals.methodNotAllowed();
        }
        status(call);
        if (!dryRun) {
            try {
                change.of(masters);
            } catch (MastersException e) {
                throw MasterRefusals.of(e, call.name());
            }
        }
        return Responses.success(call, success, "");
    }

    private static byte[] encoded(ResourceType type, MasterStatus master) {
        ObjectNode object = Json.object();
        object.putObject("metadata").put("name", master.member().name());
        MasterJoins.addresses(object.putObject("spec"), master.member());
        ObjectNode status = object.putObject("status")
                .put("role", role(master.role()))
                .put("primary", master.primary())
                .put("synchronous", master.synchronous())
                .put("epoch", master.epoch());
        master.lagBytes().ifPresent(bytes -> status.put("lagBytes", bytes));
        master.lastContact().ifPresent(ago -> status.put("lastContactSeconds", ago.toMillis() / 1000.0));
        master.trouble().ifPresent(words -> status.put("trouble", words));
        return Encoding.encode(type, object).json();
    }

    private static String role(MasterStatus.Role role) {
        return switch (role) {
            case LEADER -> "Leader";
            case FOLLOWER -> "Follower";
            case LEARNER -> "Learner";
            case ALONE -> "Alone";
        };
    }
}
