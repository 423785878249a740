package org.nakhoda.apiserver.bootstrap;

import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;

/** The request pipeline, entered with {@link ApiRequest#caller()} set. Refusals come back as responses. */
@FunctionalInterface
public interface ClusterApi {
    ApiResponse call(ApiRequest request);
}
