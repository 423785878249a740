package org.nakhoda.apiserver.registry;

import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;

/** Reads one object: its stored bytes, as they are. */
final class Get {
    private final ClusterStore store;
    private final ReadBarrier barrier;

    Get(ClusterStore store, ReadBarrier barrier) {
        this.store = store;
        this.barrier = barrier;
    }

    ApiResponse handle(Call call) {
        await(call);
        return Responses.object(call, 200, current(call).json());
    }

    /** Waits for what the request asks to see at least. */
    void await(Call call) {
        barrier.await(ReadRevision.parameter(call.request()));
    }

    /**
     * @throws ApiException NOT_FOUND
     */
    StoredObject current(Call call) {
        return store.get(call.key()).orElseThrow(() -> ApiException.notFound(call.resource(), call.name()));
    }
}
