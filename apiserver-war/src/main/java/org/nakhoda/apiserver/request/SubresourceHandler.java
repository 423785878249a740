package org.nakhoda.apiserver.request;

import org.nakhoda.api.catalogue.ResourceType;

/**
 * Answers a subresource that is not a view of the stored object: a token, a container's log. The pipeline has
 * authenticated and authorized the caller before it asks.
 */
public interface SubresourceHandler {
    /** Whether this is the handler of {@code resource/subresource}, such as {@code serviceaccounts}, {@code token}. */
    boolean handles(ResourceType type, String subresource);

    /**
     * @throws org.nakhoda.api.status.ApiException if the request is refused
     */
    ApiResponse handle(ApiRequest request, RequestTarget target, ResourceType type);
}
