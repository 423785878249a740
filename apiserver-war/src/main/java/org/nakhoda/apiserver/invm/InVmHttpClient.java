package org.nakhoda.apiserver.invm;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.StandardHttpClient;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.http.StandardHttpRequest.BodyContent;
import io.fabric8.kubernetes.client.http.StandardHttpRequest.ByteArrayBodyContent;
import io.fabric8.kubernetes.client.http.StandardHttpRequest.InputStreamBodyContent;
import io.fabric8.kubernetes.client.http.StandardHttpRequest.StringBodyContent;
import io.fabric8.kubernetes.client.http.StandardWebSocketBuilder;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.apiserver.http.UriText;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.ApiResponse.Body;

/** Answers the client library's requests on the calling thread. Only the frames of a watch go to the reader as it asks for them. */
final class InVmHttpClient extends StandardHttpClient<InVmHttpClient, InVmHttpClientFactory, InVmHttpClientBuilder> {
    private final InVmHttpClientFactory factory;

    InVmHttpClient(InVmHttpClientBuilder builder, AtomicBoolean closed, InVmHttpClientFactory factory) {
        super(builder, closed);
        this.factory = factory;
    }

    @Override
    public CompletableFuture<HttpResponse<AsyncBody>> consumeBytesDirect(
            StandardHttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        try {
            ApiResponse answer = factory.handle(read(request));
            return CompletableFuture.completedFuture(new InVmResponse(request, answer, body(answer.body(), consumer)));
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private AsyncBody body(Body body, AsyncBody.Consumer<List<ByteBuffer>> consumer) throws IOException {
        if (body instanceof Body.Frames frames) {
            return new FramesBody(frames.source(), consumer, factory.executor());
        }
        if (body instanceof Body.Streamed streamed) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) Math.max(1024, streamed.size()));
            streamed.writer().write(bytes);
            return new WholeBody(bytes.toByteArray(), consumer);
        }
        return new WholeBody(((Body.Whole) body).bytes(), consumer);
    }

    private static ApiRequest read(StandardHttpRequest request) throws IOException {
        Map<String, String> headers = new HashMap<>();
        request.headers()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        if (request.getContentType() != null) {
            headers.put("content-type", request.getContentType());
        }
        return new ApiRequest(
                request.method(),
                UriText.path(request.uri().getRawPath()),
                UriText.query(request.uri().getRawQuery()),
                headers,
                content(request.body()),
                new Credentials(null, null),
                null,
                request.uri().getRawQuery() == null
                        ? request.uri().getRawPath()
                        : request.uri().getRawPath() + "?" + request.uri().getRawQuery());
    }

    private static byte[] content(BodyContent body) throws IOException {
        if (body == null) {
            return new byte[0];
        }
        if (body instanceof StringBodyContent text) {
            return text.getContent().getBytes(StandardCharsets.UTF_8);
        }
        if (body instanceof ByteArrayBodyContent bytes) {
            return bytes.getContent();
        }
        if (body instanceof InputStreamBodyContent stream) {
            return stream.getContent().readAllBytes();
        }
        throw new IOException("a body of type " + body.getClass().getName() + " cannot be sent");
    }

    /** The components inside the WAR open no streams to pods; watches are plain HTTP. */
    @Override
    public CompletableFuture<WebSocketResponse> buildWebSocketDirect(
            StandardWebSocketBuilder standardWebSocketBuilder, WebSocket.Listener listener) {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException("there are no WebSockets within the VM: use HTTP watches"));
    }

    @Override
    protected void doClose() {
        // there is nothing but the pipeline, which is not ours
    }
}
