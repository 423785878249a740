package org.nakhoda.apiserver.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.request.ApiHandler;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.ApiResponse.Body;
import org.nakhoda.apiserver.request.RequestTarget;

/**
 * Watches over WebSocket (RFC 6455), for browsers: the handshake is a watch's request. Its subprotocol is whichever the
 * client offers first, besides the one that carries its token; messages are the same in all.
 */
final class WatchUpgrade {
    /** RFC 6455, section 1.3. */
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static final String PROTOCOL = "Sec-WebSocket-Protocol";
    private static final String VERSION = "13";

    private final ApiHandler api;
    private final Executor executor;

    WatchUpgrade(ApiHandler api, Executor executor) {
        this.api = api;
        this.executor = executor;
    }

    /** Whether the request asks for a WebSocket at the address of a watch, as far as the address alone tells. */
    static boolean asked(HttpServletRequest request) {
        String upgrade = request.getHeader("Upgrade");
        if (upgrade == null
                || !upgrade.equalsIgnoreCase("websocket")
                || !request.getMethod().equals("GET")) {
            return false;
        }
        String query = request.getQueryString();
        return query != null && query.contains("watch=")
                || request.getRequestURI().contains("/watch/");
    }

    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        ApiResponse answer;
        try {
            ApiRequest asked = HttpRequestReader.read(request);
            if (!RequestTarget.of(asked).watch()) {
                throw ApiException.badRequest("only watches are served over WebSocket here");
            }
            requireOrigin(request.getHeader("Origin"));
            if (request.getHeader("Sec-WebSocket-Key") == null
                    || !VERSION.equals(request.getHeader("Sec-WebSocket-Version"))) {
                response.setHeader("Sec-WebSocket-Version", VERSION);
                throw ApiException.badRequest(
                        "the WebSocket handshake needs a Sec-WebSocket-Key and Sec-WebSocket-Version " + VERSION);
            }
            answer = api.handle(asked);
        } catch (ApiException e) {
            answer = ApiResponse.of(e);
        }
        if (answer.body() instanceof Body.Frames frames) {
            upgrade(request, response, frames);
        } else {
            refuse(response, answer.status(), (Body.Whole) answer.body());
        }
    }

    /**
     * A browser tells which site asks; what is no site's address, such as that of a frame without rights, is refused. Which site
     * it is makes no difference, as in Kubernetes: who asks is proved by a credential. Other clients need not tell.
     */
    static void requireOrigin(String origin) {
        if (origin == null) {
            return;
        }
        try {
            URI site = new URI(origin);
            if (site.isAbsolute() && site.getHost() != null) {
                return;
            }
        } catch (URISyntaxException e) {
            // refused below
        }
        throw ApiException.of(Reason.FORBIDDEN, "the WebSocket's origin is not the address of a site: " + origin);
    }

    private void upgrade(HttpServletRequest request, HttpServletResponse response, Body.Frames frames)
            throws IOException, ServletException {
        response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
        response.setHeader("Upgrade", "websocket");
        response.setHeader("Connection", "Upgrade");
        response.setHeader("Sec-WebSocket-Accept", accept(request.getHeader("Sec-WebSocket-Key")));
        protocol(request).ifPresent(protocol -> response.setHeader(PROTOCOL, protocol));
        boolean handedOver = false;
        try {
            request.upgrade(WatchSocket.class)
                    .carry(new WebSocketFrames(frames.source(), frames.contentType()), executor);
            handedOver = true;
        } finally {
            if (!handedOver) {
                frames.source().close();
            }
        }
    }

    private static Optional<String> protocol(HttpServletRequest request) {
        String offered = request.getHeader(PROTOCOL);
        return offered == null
                ? Optional.empty()
                : List.of(offered.split(",")).stream()
                        .map(String::strip)
                        .filter(protocol ->
                                !protocol.isEmpty() && !protocol.startsWith(HttpRequestReader.BEARER_PROTOCOL))
                        .findFirst();
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key.strip() + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    private static void refuse(HttpServletResponse response, int status, Body.Whole body) throws IOException {
        response.setStatus(status);
        response.setContentType(body.contentType());
        response.setContentLength(body.bytes().length);
        response.getOutputStream().write(body.bytes());
    }
}
