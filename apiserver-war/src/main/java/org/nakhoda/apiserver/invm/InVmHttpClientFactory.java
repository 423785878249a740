package org.nakhoda.apiserver.invm;

import io.fabric8.kubernetes.client.http.HttpClient;
import java.util.concurrent.Executor;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.request.ApiHandler;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;

/** Makes HTTP clients whose requests are one user's and go straight to the pipeline. */
final class InVmHttpClientFactory implements HttpClient.Factory {
    private final ApiHandler api;
    private final UserInfo user;
    private final Executor executor;

    /** @param executor carries watches to their readers */
    InVmHttpClientFactory(ApiHandler api, UserInfo user, Executor executor) {
        this.api = api;
        this.user = user;
        this.executor = executor;
    }

    @Override
    public InVmHttpClientBuilder newBuilder() {
        return new InVmHttpClientBuilder(this);
    }

    ApiResponse handle(ApiRequest request) {
        return api.handle(request.withCaller(user));
    }

    Executor executor() {
        return executor;
    }
}
