package org.nakhoda.apiserver.request;

import java.util.List;

/** What answers requests about resources, once the caller is known and allowed. */
public interface ResourceRequests {
    /**
     * @throws org.nakhoda.api.status.ApiException if the request is refused
     */
    ApiResponse handle(ApiRequest request, RequestTarget target);

    /** The HTTP methods that a resource's path serves; empty if it is none. */
    List<String> methods(RequestTarget target);
}
