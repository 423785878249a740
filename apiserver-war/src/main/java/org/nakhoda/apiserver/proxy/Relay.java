package org.nakhoda.apiserver.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;

/**
 * Passes a request on to a server in a pod, and its answer back as it comes. The pod does not see the caller's credentials;
 * its certificate is not checked, for nobody has said whose it should be.
 */
public final class Relay {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** Of the connection itself, or set anew by whoever makes one. */
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "authorization",
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final HttpClient client;

    public Relay(Executor executor) {
        this.client = HttpClient.newBuilder()
                .sslContext(trustingAll())
                .executor(executor)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    /**
     * @param host an IP address
     * @param path the segments after {@code proxy}
     * @throws ApiException SERVICE_UNAVAILABLE if it cannot be reached
     */
    ApiResponse pass(ApiRequest request, String scheme, String host, int port, List<String> path) {
        String prefix = prefix(request, path);
        List<String> parameters = new ArrayList<>();
        request.query()
                .forEach((name, values) -> values.forEach(
                        value -> parameters.add(StreamKind.encode(name) + "=" + StreamKind.encode(value))));
        String page = path.isEmpty() ? "/" : StreamKind.path(path.toArray(String[]::new));
        String authority = host.contains(":") ? "[" + host + "]" : host;
        URI target = URI.create(scheme + "://" + authority + ":" + port + page + StreamKind.query(parameters));
        HttpRequest.Builder outgoing = HttpRequest.newBuilder(target)
                .method(
                        request.method(),
                        request.body().length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach((name, value) -> {
            if (!NOT_PASSED_ON.contains(name)) {
                outgoing.setHeader(name, value);
            }
        });
        outgoing.setHeader("X-Forwarded-Uri", prefix + page);
        // only a GET may last: the adapter holds no thread for it
        return request.method().equals("GET") ? lasting(outgoing.build(), prefix) : brief(outgoing.build(), prefix);
    }

    private ApiResponse lasting(HttpRequest outgoing, String prefix) {
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer = send(outgoing, HttpResponse.BodyHandlers.ofPublisher());
        FollowedPage page = new FollowedPage();
        answer.body().subscribe(page);
        return new ApiResponse(
                answer.statusCode(), headers(answer, prefix), new ApiResponse.Body.Frames(contentType(answer), page));
    }

    private ApiResponse brief(HttpRequest outgoing, String prefix) {
        HttpResponse<InputStream> answer = send(outgoing, HttpResponse.BodyHandlers.ofInputStream());
        return new ApiResponse(
                answer.statusCode(),
                headers(answer, prefix),
                new ApiResponse.Body.Streamed(contentType(answer), out -> {
                    try (InputStream body = answer.body()) {
                        body.transferTo(out);
                    }
                }));
    }

    private static String prefix(ApiRequest request, List<String> path) {
        List<String> before = request.path().subList(0, request.path().size() - path.size());
        return StreamKind.path(before.toArray(String[]::new));
    }

    private <T> HttpResponse<T> send(HttpRequest outgoing, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(outgoing, handler);
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(e);
        }
    }

    private static ApiException unreachable(Exception fault) {
        return ApiException.of(Reason.SERVICE_UNAVAILABLE, "error trying to reach service: " + fault);
    }

    private static String contentType(HttpResponse<?> answer) {
        return answer.headers().firstValue("content-type").orElse("application/octet-stream");
    }

    private static Map<String, String> headers(HttpResponse<?> answer, String prefix) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        answer.headers().map().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        headers.keySet()
                .removeIf(name -> NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT)) || name.startsWith(":"));
        headers.remove("Content-Type");
        // a page of the pod is here below the proxy's path
        headers.computeIfPresent(
                "Location", (name, location) -> location.startsWith("/") ? prefix + location : location);
        return headers;
    }

    /**
     * Refuses addresses that mean something else here than in a pod: the API server's own machine, its link, or nobody.
     *
     * @throws ApiException BAD_REQUEST
     */
    static void requireProxyable(String address) {
        InetAddress parsed;
        try {
            parsed = InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw ApiException.badRequest("address " + address + " is no IP address");
        }
        if (parsed.isLoopbackAddress()
                || parsed.isLinkLocalAddress()
                || parsed.isMulticastAddress()
                || parsed.isAnyLocalAddress()) {
            throw ApiException.badRequest("address " + address + " is not allowed");
        }
    }

    private static SSLContext trustingAll() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
