package org.nakhoda.client.connect;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.HttpURLConnection;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Sends what is meant for the configured API server to the current one, and tells {@link ApiServers} what came of it. This is
 * below the Kubernetes client, whose interceptors see failures only where the client itself repeats requests, and not which
 * server it was. WebSockets go to the configured server always.
 */
final class MovingHttpClient extends HttpClient {
    private static final Duration READY = Duration.ofSeconds(10);
    private static final int HTTPS = 443;

    private final HttpClient client;
    private final ApiServers servers;

    MovingHttpClient(HttpClient client, ApiServers servers) {
        this.client = client;
        this.servers = servers;
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        return sendAsync(request, handler, null);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, HttpResponse.BodyHandler<T> handler, HttpResponse.PushPromiseHandler<T> pushes) {
        if (!sameServer(request.uri(), servers.configured())) {
            return client.sendAsync(request, handler, pushes);
        }
        if (servers.returnDue()) {
            tryConfigured();
        }
        URI server = servers.current();
        return client.sendAsync(at(server, request), handler, pushes)
                .whenComplete((response, failure) -> note(server, response, failure));
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        if (!sameServer(request.uri(), servers.configured())) {
            return client.send(request, handler);
        }
        if (servers.returnDue()) {
            tryConfigured();
        }
        URI server = servers.current();
        try {
            HttpResponse<T> response = client.send(at(server, request), handler);
            note(server, response, null);
            return response;
        } catch (IOException e) {
            note(server, null, e);
            throw e;
        }
    }

    private void note(URI server, HttpResponse<?> response, Throwable failure) {
        if (failure != null) {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof IOException) {
                servers.failed(server, cause.toString());
            }
        } else if (response.statusCode() == HttpURLConnection.HTTP_UNAVAILABLE) {
            servers.failed(server, "HTTP 503");
        } else {
            servers.answered(server);
        }
    }

    /** Asks beside the requests, so that none is lost to a server that is still away. */
    private void tryConfigured() {
        HttpRequest ready = HttpRequest.newBuilder(servers.configured().resolve("/readyz"))
                .timeout(READY)
                .build();
        client.sendAsync(ready, HttpResponse.BodyHandlers.discarding()).thenAccept(response -> {
            if (response.statusCode() == HttpURLConnection.HTTP_OK) {
                servers.ready();
            }
        });
    }

    private static boolean sameServer(URI one, URI other) {
        return one.getHost() != null && one.getHost().equalsIgnoreCase(other.getHost()) && port(one) == port(other);
    }

    private static int port(URI uri) {
        return uri.getPort() < 0 ? HTTPS : uri.getPort();
    }

    private static HttpRequest at(URI server, HttpRequest request) {
        URI uri = request.uri();
        if (sameServer(uri, server)) {
            return request;
        }
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return HttpRequest.newBuilder(request, (name, value) -> true)
                .uri(URI.create("https://" + server.getRawAuthority() + uri.getRawPath() + query))
                .build();
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return client.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return client.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return client.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return client.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return client.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return client.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return client.authenticator();
    }

    @Override
    public Version version() {
        return client.version();
    }

    @Override
    public Optional<Executor> executor() {
        return client.executor();
    }

    @Override
    public WebSocket.Builder newWebSocketBuilder() {
        return client.newWebSocketBuilder();
    }
}
