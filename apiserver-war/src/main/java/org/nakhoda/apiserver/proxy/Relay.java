package org.nakhoda.apiserver.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.authn.FrontProxyHeaders.Header;
import org.nakhoda.apiserver.extension.ServiceEndpoints.Endpoint;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.ApiResponse.FrameSource;
import org.nakhoda.apiserver.request.PercentEncoding;
import org.nakhoda.apiserver.request.Upload;

/**
 * Passes a request on to another server as its body comes, and its answer back as that comes. The server does not see the
 * caller's credentials. That of a pod has its certificate not checked, for nobody has said whose it should be.
 */
public final class Relay {
    private static final int BUFFER = 16 * 1024;

    private final HttpClient client;
    private final Dialer encrypted;

    public Relay(Executor executor) {
        SSLContext tls = trustingAll();
        this.encrypted = Dialer.tls(tls, demanded -> {});
        this.client = HttpClient.newBuilder()
                .sslContext(tls)
                .executor(executor)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Dialer.TIMEOUT)
                .build();
    }

    /**
     * The way to a server in a pod, or on a node.
     *
     * @param rest the segments after {@code proxy}
     */
    Passage passage(ApiRequest request, String scheme, List<Endpoint> servers, List<String> rest) {
        return passage(request, client, scheme.equals("https") ? encrypted : Dialer.plain(), scheme, servers, rest);
    }

    static Passage passage(
            ApiRequest request,
            HttpClient client,
            Dialer dialer,
            String scheme,
            List<Endpoint> servers,
            List<String> rest) {
        List<String> before = request.path().subList(0, request.path().size() - rest.size());
        String above = PercentEncoding.path(before);
        String uri = request.uriAfter(before.size());
        int question = uri.indexOf('?');
        String page = question < 0 ? uri : uri.substring(0, question);
        return new Passage(
                client,
                dialer,
                scheme,
                servers,
                uri,
                List.of(new Header("X-Forwarded-Uri", PercentEncoding.repaired(above + page))),
                request.method().equals("GET"),
                above,
                true);
    }

    /**
     * @throws ApiException SERVICE_UNAVAILABLE if no server can be reached
     */
    public static ApiResponse pass(ApiRequest request, Passage passage) {
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        if (passage.path().isEmpty() && reads) {
            // a page's relative addresses lead below it only if its own ends with a slash
            return new ApiResponse(
                    301,
                    Map.of("Location", passage.above() + "/" + passage.uri()),
                    new ApiResponse.Body.Whole("text/html; charset=utf-8", new byte[0]));
        }
        IOException fault = null;
        for (Endpoint server : passage.servers()) {
            try {
                return passage.lasting() ? lasting(request, passage, server) : brief(request, passage, server);
            } catch (ConnectException | HttpConnectTimeoutException | SSLHandshakeException e) {
                // nothing of the request was sent
                fault = e;
            } catch (IOException e) {
                throw unreachable(e);
            }
        }
        throw unreachable(fault);
    }

    private static HttpRequest outgoing(ApiRequest request, Passage passage, Endpoint server) {
        try {
            HttpRequest.Builder outgoing = HttpRequest.newBuilder(
                            URI.create(passage.root(server) + PercentEncoding.repaired(passage.asked())))
                    .method(request.method(), body(request));
            PassedHeaders.ofRequest(request, passage).forEach(header -> outgoing.header(header.name(), header.value()));
            return outgoing.build();
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("the request cannot be passed on: " + e.getMessage());
        }
    }

    private static HttpRequest.BodyPublisher body(ApiRequest request) {
        Upload upload = request.upload();
        if (upload == null) {
            return request.body().length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(request.body());
        }
        HttpRequest.BodyPublisher pieces = HttpRequest.BodyPublishers.ofInputStream(upload::stream);
        return upload.length() > 0 ? HttpRequest.BodyPublishers.fromPublisher(pieces, upload.length()) : pieces;
    }

    private static ApiResponse lasting(ApiRequest request, Passage passage, Endpoint server) throws IOException {
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer =
                send(request, passage, server, HttpResponse.BodyHandlers.ofPublisher());
        FollowedPage page = new FollowedPage();
        answer.body().subscribe(page);
        if (isForbiddenRedirect(answer, passage)) {
            page.close();
            return badGateway();
        }
        Map<String, String> headers = headers(answer, passage, server);
        FrameSource source =
                isHtml(answer, passage) ? new HtmlFrames(page, new HtmlLinks(links(passage, server))) : page;
        return new ApiResponse(answer.statusCode(), headers, new ApiResponse.Body.Frames(contentType(answer), source));
    }

    private static ApiResponse brief(ApiRequest request, Passage passage, Endpoint server) throws IOException {
        HttpResponse<InputStream> answer = send(request, passage, server, HttpResponse.BodyHandlers.ofInputStream());
        if (isForbiddenRedirect(answer, passage)) {
            answer.body().close();
            return badGateway();
        }
        Map<String, String> headers = headers(answer, passage, server);
        HtmlLinks html = isHtml(answer, passage) ? new HtmlLinks(links(passage, server)) : null;
        return new ApiResponse(answer.statusCode(), headers, new ApiResponse.Body.Streamed(contentType(answer), out -> {
            try (InputStream body = answer.body()) {
                copy(body, out, html);
            }
        }));
    }

    /** What is there is sent: the rest may come much later. */
    private static void copy(InputStream body, OutputStream out, HtmlLinks html) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
            if (html == null) {
                out.write(buffer, 0, count);
            } else {
                out.write(html.next(buffer, count));
            }
            out.flush();
        }
        if (html != null) {
            out.write(html.end());
        }
    }

    private static <T> HttpResponse<T> send(
            ApiRequest request, Passage passage, Endpoint server, HttpResponse.BodyHandler<T> handler)
            throws IOException {
        try {
            return passage.client().send(outgoing(request, passage, server), handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(e);
        }
    }

    /** What a client learns when no server can be reached. */
    public static ApiException unreachable(Exception fault) {
        return ApiException.of(Reason.SERVICE_UNAVAILABLE, "error trying to reach service: " + fault);
    }

    /** A server that is believed for what it is must not send clients, and their credentials, elsewhere. */
    private static boolean isForbiddenRedirect(HttpResponse<?> answer, Passage passage) {
        return !passage.redirects()
                && answer.statusCode() / 100 == 3
                && answer.headers().firstValue("location").isPresent();
    }

    private static ApiResponse badGateway() {
        return ApiResponse.text(502, "the backend attempted to redirect this request, which is not permitted");
    }

    private static String contentType(HttpResponse<?> answer) {
        return answer.headers().firstValue("content-type").orElse("application/octet-stream");
    }

    private static MovedLinks links(Passage passage, Endpoint server) {
        return new MovedLinks(passage.above(), server.uri(passage.scheme()).getAuthority());
    }

    private static boolean isHtml(HttpResponse<?> answer, Passage passage) {
        String type = contentType(answer).toLowerCase(Locale.ROOT);
        return !passage.above().isEmpty()
                && (type.equals("text/html") || type.startsWith("text/html;"))
                && answer.headers().firstValue("location").isEmpty()
                && answer.headers().firstValue("content-encoding").isEmpty();
    }

    private static Map<String, String> headers(HttpResponse<?> answer, Passage passage, Endpoint server) {
        Map<String, String> headers = PassedHeaders.ofAnswer(answer.headers().map());
        headers.remove("Content-Type");
        if (isHtml(answer, passage)) {
            headers.remove("Content-Length");
        }
        if (!passage.above().isEmpty()) {
            headers.computeIfPresent(
                    "Location", (name, location) -> links(passage, server).moved(location));
        }
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
