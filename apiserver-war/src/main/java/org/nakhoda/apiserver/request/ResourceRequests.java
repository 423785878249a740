package org.nakhoda.apiserver.request;

/** What answers requests about resources, once the caller is known and allowed. */
@FunctionalInterface
public interface ResourceRequests {
    /**
     * @throws org.nakhoda.api.status.ApiException if the request is refused
     */
    ApiResponse handle(ApiRequest request, RequestTarget target);
}
