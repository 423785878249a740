package org.nakhoda.apiserver.invm;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.StandardHttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.apiserver.request.ApiResponse;

/** The pipeline's answer in the client library's terms. */
final class InVmResponse extends StandardHttpHeaders implements HttpResponse<AsyncBody> {
    private final HttpRequest request;
    private final int code;
    private final AsyncBody body;

    InVmResponse(HttpRequest request, ApiResponse answer, AsyncBody body) {
        super(headers(answer));
        this.request = request;
        this.code = answer.status();
        this.body = body;
    }

    private static Map<String, List<String>> headers(ApiResponse answer) {
        Map<String, List<String>> headers = new HashMap<>();
        answer.headers().forEach((name, value) -> headers.put(name, List.of(value)));
        headers.put("Content-Type", List.of(answer.body().contentType()));
        return headers;
    }

    @Override
    public int code() {
        return code;
    }

    @Override
    public AsyncBody body() {
        return body;
    }

    @Override
    public HttpRequest request() {
        return request;
    }

    @Override
    public Optional<HttpResponse<?>> previousResponse() {
        return Optional.empty();
    }
}
