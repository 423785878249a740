package org.nakhoda.apiserver.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.authn.FrontProxyHeaders;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.PercentEncoding;

/**
 * Passes a request on to another server, and its answer back as it comes. The server does not see the caller's credentials.
 * That of a pod has its certificate not checked, for nobody has said whose it should be.
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
     * How a request goes on.
     *
     * @param authority scheme, host and port of the server, such as {@code https://10.0.0.7:443}
     * @param uri path and query there, encoded
     * @param added headers that replace what the caller says in headers of these names
     * @param lasting whether the answer may come over time; the adapter then holds no thread for it
     * @param above the path here that answers to the root there, for what the server says has moved
     */
    public record Passage(
            HttpClient client,
            String authority,
            String uri,
            List<FrontProxyHeaders.Header> added,
            boolean lasting,
            String above) {}

    /**
     * Passes a request on to a server in a pod.
     *
     * @param host an IP address
     * @param path the segments after {@code proxy}
     * @throws ApiException SERVICE_UNAVAILABLE if it cannot be reached
     */
    ApiResponse pass(ApiRequest request, String scheme, String host, int port, List<String> path) {
        List<String> before = request.path().subList(0, request.path().size() - path.size());
        String above = PercentEncoding.path(before);
        String rest = request.uriAfter(before.size());
        String uri = rest.startsWith("/") ? rest : "/" + rest;
        int question = uri.indexOf('?');
        String page = question < 0 ? uri : uri.substring(0, question);
        return pass(
                request,
                new Passage(
                        client,
                        authority(scheme, host, port),
                        uri,
                        List.of(new FrontProxyHeaders.Header(
                                "X-Forwarded-Uri", PercentEncoding.repaired(above + page))),
                        request.method().equals("GET"),
                        above));
    }

    /** @param host a name or an IP address */
    public static String authority(String scheme, String host, int port) {
        return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /**
     * @throws ApiException SERVICE_UNAVAILABLE if the server cannot be reached
     */
    public static ApiResponse pass(ApiRequest request, Passage passage) {
        HttpRequest.Builder outgoing = HttpRequest.newBuilder(
                        URI.create(passage.authority() + PercentEncoding.repaired(passage.uri())))
                .method(
                        request.method(),
                        request.body().length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach((name, value) -> {
            if (passesOn(name)) {
                outgoing.setHeader(name, value);
            }
        });
        Set<String> replaced = new HashSet<>();
        for (FrontProxyHeaders.Header header : passage.added()) {
            if (replaced.add(header.name().toLowerCase(Locale.ROOT))) {
                outgoing.setHeader(header.name(), header.value());
            } else {
                outgoing.header(header.name(), header.value());
            }
        }
        return passage.lasting() ? lasting(outgoing.build(), passage) : brief(outgoing.build(), passage);
    }

    /** Who calls is told by the API server, if at all, and not by the caller. */
    private static boolean passesOn(String header) {
        return !NOT_PASSED_ON.contains(header)
                && !header.startsWith("impersonate-")
                && !FrontProxyHeaders.claimed(header);
    }

    private static ApiResponse lasting(HttpRequest outgoing, Passage passage) {
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer =
                send(passage.client(), outgoing, HttpResponse.BodyHandlers.ofPublisher());
        FollowedPage page = new FollowedPage();
        answer.body().subscribe(page);
        return new ApiResponse(
                answer.statusCode(),
                headers(answer, passage.above()),
                new ApiResponse.Body.Frames(contentType(answer), page));
    }

    private static ApiResponse brief(HttpRequest outgoing, Passage passage) {
        HttpResponse<InputStream> answer = send(passage.client(), outgoing, HttpResponse.BodyHandlers.ofInputStream());
        return new ApiResponse(
                answer.statusCode(),
                headers(answer, passage.above()),
                new ApiResponse.Body.Streamed(contentType(answer), out -> {
                    try (InputStream body = answer.body()) {
                        body.transferTo(out);
                    }
                }));
    }

    private static <T> HttpResponse<T> send(
            HttpClient client, HttpRequest outgoing, HttpResponse.BodyHandler<T> handler) {
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

    private static Map<String, String> headers(HttpResponse<?> answer, String above) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        answer.headers().map().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        headers.keySet()
                .removeIf(name -> NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT)) || name.startsWith(":"));
        headers.remove("Content-Type");
        // a page of the server is here below the path that stands for it
        headers.computeIfPresent(
                "Location", (name, location) -> location.startsWith("/") ? above + location : location);
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
            context.init(null, new TrustManager[] {new UncheckedTrust()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }
}
