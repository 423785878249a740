package org.nakhoda.apiserver.request;

/** Whatever answers requests: the pipeline, or what stands before it. Refusals are answers; nothing is thrown. */
@FunctionalInterface
public interface ApiHandler {
    ApiResponse handle(ApiRequest request);
}
