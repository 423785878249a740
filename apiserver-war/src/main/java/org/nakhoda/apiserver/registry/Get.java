package org.nakhoda.apiserver.registry;

import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;

/** Reads one object: its stored bytes, as they are. */
final class Get {
    private final ClusterStore store;

    Get(ClusterStore store) {
        this.store = store;
    }

    ApiResponse handle(Call call) {
        if (call.request().query().containsKey("resourceVersion")) {
            ReadRevision.parameter(call.request()).ifPresent(asked -> ReadRevision.notAfter(asked, store.revision()));
        }
        return Responses.object(call, 200, current(call).json());
    }

    /**
     * @throws ApiException NOT_FOUND
     */
    StoredObject current(Call call) {
        return store.get(call.key()).orElseThrow(() -> ApiException.notFound(call.resource(), call.name()));
    }
}
