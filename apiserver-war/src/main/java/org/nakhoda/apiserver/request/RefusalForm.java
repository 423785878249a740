package org.nakhoda.apiserver.request;

import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.request.ApiResponse.Body;

/** Writes a refusal in a form that the client accepts, or, if there is none, in some form. */
@FunctionalInterface
public interface RefusalForm {
    Body of(ApiRequest request, ApiException refusal);
}
