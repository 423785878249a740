package org.nakhoda.apiserver.registry;

import java.util.function.Function;
import java.util.function.Supplier;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.authz.Authorizer;
import org.nakhoda.apiserver.authz.Refusal;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.RequestTarget;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.node.ObjectNode;

/** A write that changes what is there and makes what is not: applying, and replacing objects of a few kinds. */
final class Upsert {
    /** What is written while others create and delete it may have to be made this often. */
    private static final int ATTEMPTS = 4;

    private final ClusterStore store;
    private final Create create;
    private final Authorizer authorizer;

    Upsert(ClusterStore store, Create create, Authorizer authorizer) {
        this.store = store;
        this.create = create;
        this.authorizer = authorizer;
    }

    /** @param first the object to make, of what the client sent; asked only if the client may make one */
    ApiResponse handle(Call call, Supplier<ApiResponse> change, Function<Call, ObjectNode> first) {
        for (int i = 1; ; i++) {
            try {
                if (store.get(call.key()).isPresent()) {
                    return change.get();
                }
                return Responses.object(call, 201, create(call, first));
            } catch (ApiException e) {
                if (i == ATTEMPTS || e.reason() != Reason.NOT_FOUND && e.reason() != Reason.ALREADY_EXISTS) {
                    throw e;
                }
            }
        }
    }

    private byte[] create(Call call, Function<Call, ObjectNode> first) {
        RequestTarget target = call.target();
        Refusal.unlessAllowed(
                authorizer,
                new RequestTarget(
                                "create",
                                target.group(),
                                target.version(),
                                target.resource(),
                                "",
                                target.namespace(),
                                target.name(),
                                target.rest())
                        .attributes(call.user(), ""));
        ObjectNode object = first.apply(call);
        ObjectMetadata.named(object, call);
        String uid = ObjectMetadata.text(object, "uid");
        if (!uid.isEmpty()) {
            throw ApiException.conflict(
                    call.resource(),
                    call.name(),
                    "uid mismatch: the provided object specified uid " + uid + ", and no existing object was found");
        }
        return create.create(call, object);
    }
}
