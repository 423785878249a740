package org.nakhoda.apiserver.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.apiserver.request.ApiRequest;

/** From a servlet request to an {@link ApiRequest}: decodes, and reads no more than the API takes. */
public final class HttpRequestReader {
    /** Kubernetes' own limit. */
    static final int MAX_BODY = 3 * 1024 * 1024;

    /** How much of a body that is too large is read all the same: a client that is still sending reads no answer. */
    private static final long MAX_DISCARDED = 64L * 1024 * 1024;

    private static final byte[] NO_BODY = {};
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
    private static final String BEARER = "bearer ";
    /** Browsers' scripts set no headers but this one's list: a subprotocol's name ends with the token, in base64url. */
    static final String BEARER_PROTOCOL = "base64url.bearer.authorization.k8s.io.";

    private HttpRequestReader() {}

    /**
     * @throws ApiException if the request cannot be decoded or is too large
     */
    public static ApiRequest read(HttpServletRequest request) {
        List<String> path = UriText.path(request.getRequestURI());
        Map<String, List<String>> query = UriText.query(request.getQueryString());
        String uri = request.getQueryString() == null
                ? request.getRequestURI()
                : request.getRequestURI() + "?" + request.getQueryString();
        return new ApiRequest(
                request.getMethod(), path, query, headers(request), body(request), credentials(request), null, uri);
    }

    private static Map<String, String> headers(HttpServletRequest request) {
        Map<String, String> headers = new HashMap<>();
        Enumeration<String> names = request.getHeaderNames();
        while (names.hasMoreElements()) {
            String name = names.nextElement();
            Enumeration<String> values = request.getHeaders(name);
            String value = values.hasMoreElements() ? values.nextElement() : "";
            while (values.hasMoreElements()) {
                value = value + ", " + values.nextElement();
            }
            headers.put(name.toLowerCase(Locale.ROOT), value);
        }
        return headers;
    }

    private static byte[] body(HttpServletRequest request) {
        switch (request.getMethod()) {
            case "GET", "HEAD", "OPTIONS" -> {
                return NO_BODY;
            }
            default -> {}
        }
        long length = request.getContentLengthLong();
        if (length == 0) {
            FinishedRequests.received(request);
            return NO_BODY;
        }
        try (InputStream in = request.getInputStream()) {
            if (length > MAX_BODY) {
                discard(in);
                throw tooLarge();
            }
            // one byte more than there should be, so that the end is seen
            byte[] body = in.readNBytes(length > 0 ? (int) length + 1 : MAX_BODY + 1);
            if (body.length > MAX_BODY) {
                discard(in);
                throw tooLarge();
            }
            if (length > 0 && body.length < length && !isForm(request)) {
                throw ApiException.badRequest("the request's body ends before its Content-Length");
            }
            FinishedRequests.received(request);
            return body;
        } catch (IOException e) {
            throw ApiException.badRequest("the request's body cannot be read: " + e.getMessage());
        }
    }

    /** Ends when the client has sent all of it, or too much. */
    private static void discard(InputStream in) throws IOException {
        byte[] piece = new byte[8192];
        long discarded = 0;
        for (int read = in.read(piece); read >= 0 && discarded < MAX_DISCARDED; read = in.read(piece)) {
            discarded += read;
        }
    }

    /** A form's body is read by the container; the API takes no forms, and says so when it looks at the media type. */
    private static boolean isForm(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.startsWith("application/x-www-form-urlencoded");
    }

    private static ApiException tooLarge() {
        return ApiException.of(
                Reason.REQUEST_ENTITY_TOO_LARGE, "Request entity too large: limit is " + MAX_BODY + " bytes");
    }

    private static Credentials credentials(HttpServletRequest request) {
        X509Certificate[] chain = (X509Certificate[]) request.getAttribute(CERTIFICATES);
        String authorization = request.getHeader("authorization");
        boolean bearer = authorization != null
                && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && authorization.length() > BEARER.length();
        String token = bearer ? authorization.substring(BEARER.length()).strip() : null;
        if (authorization == null && request.getHeader("sec-websocket-protocol") != null) {
            token = protocolToken(request.getHeader("sec-websocket-protocol"));
        }
        return new Credentials(chain == null || chain.length == 0 ? null : chain[0], token);
    }

    private static String protocolToken(String protocols) {
        for (String protocol : protocols.split(",")) {
            String name = protocol.strip();
            if (name.startsWith(BEARER_PROTOCOL)) {
                try {
                    byte[] token = Base64.getUrlDecoder().decode(name.substring(BEARER_PROTOCOL.length()));
                    return new String(token, StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) {
                    throw ApiException.of(Reason.UNAUTHORIZED, "the token in Sec-WebSocket-Protocol is not base64url");
                }
            }
        }
        return null;
    }
}
