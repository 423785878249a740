package org.nakhoda.apiserver.request;

import java.util.Optional;
import org.nakhoda.db.store.StoreException;

/** Has the leading master do what only it may. */
public interface Forwarding {
    /**
     * Before anything is done about a request here. May wait, for a bounded time, until somebody leads.
     *
     * @param request with its caller
     * @return the leader's answer; empty if the request is to be answered here
     * @throws org.nakhoda.api.status.ApiException SERVICE_UNAVAILABLE if nobody leads; the request was not done
     * @throws StoreException UNKNOWN_OUTCOME if the leader was lost while it worked on the request
     */
    Optional<ApiResponse> instead(ApiRequest request, RequestTarget target);

    /**
     * The store here has refused the request's write.
     *
     * @return the leader's answer, as above; empty if the failure is the answer
     */
    Optional<ApiResponse> after(StoreException failure, ApiRequest request, RequestTarget target);
}
