package org.nakhoda.apiserver.proxy;

import org.nakhoda.apiserver.request.ApiRequest;

/** The pipeline's first half: authentication and authorization. */
@FunctionalInterface
public interface StreamingGate {
    /**
     * @return the request with its caller
     * @throws org.nakhoda.api.status.ApiException if the caller is not known, or may not
     */
    ApiRequest admit(ApiRequest request);
}
