package org.nakhoda.apiserver.request;

/**
 * Answers requests that are not about stored objects: discovery, OpenAPI, health, metrics, version. The pipeline has
 * authenticated and authorized the caller before it asks.
 */
public interface Route {
    boolean matches(ApiRequest request);

    ApiResponse handle(ApiRequest request);
}
