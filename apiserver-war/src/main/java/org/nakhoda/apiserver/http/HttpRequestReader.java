package org.nakhoda.apiserver.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.apiserver.authn.ForwardedCaller;
import org.nakhoda.apiserver.authn.Impersonation;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.PassedOn;
import org.nakhoda.apiserver.request.Upload;

/** From a servlet request to an {@link ApiRequest}: decodes, and reads no more than the API takes. */
public final class HttpRequestReader {
    /** Kubernetes' own limit. */
    static final int MAX_BODY = 3 * 1024 * 1024;

    /**
     * How much of a body that is too large is read all the same: a client that is still sending reads no answer. Then the
     * connection ends. A stream of HTTP/2 has no such end: its sender would wait for room for ever, and so all of it is read.
     */
    private static final long MAX_DISCARDED = 64L * 1024 * 1024;

    private static final String AUDIT_ID = "audit-id";
    private static final int LONGEST_AUDIT_ID = 64;

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
        return read(request, PassedOn.NEVER);
    }

    /**
     * @param passedOn the bodies of these requests are not read
     * @throws ApiException if the request cannot be decoded or is too large
     */
    public static ApiRequest read(HttpServletRequest request, PassedOn passedOn) {
        int known = passedOn.segments(request.getRequestURI());
        return known > 0
                ? request(request, known, NO_BODY, upload(request))
                : request(request, Integer.MAX_VALUE, body(request), null);
    }

    /** The request without its body, which has no meaning. */
    public static ApiRequest head(HttpServletRequest request) {
        return head(request, PassedOn.NEVER);
    }

    /**
     * The request without its body, for whoever makes something else than a request and an answer of it.
     *
     * @throws ApiException if the request cannot be decoded
     */
    public static ApiRequest head(HttpServletRequest request, PassedOn passedOn) {
        int known = passedOn.segments(request.getRequestURI());
        return request(request, known > 0 ? known : Integer.MAX_VALUE, NO_BODY, null);
    }

    private static ApiRequest request(HttpServletRequest request, int known, byte[] body, Upload upload) {
        String raw = request.getRequestURI();
        List<String> path = UriText.path(raw, known);
        String queryText = request.getQueryString();
        Map<String, List<String>> query = UriText.query(queryText);
        Map<String, String> headers = new HashMap<>();
        UserInfo impersonated = headers(request, headers);
        headers.compute(
                AUDIT_ID, (name, given) -> given == null || given.length() > LONGEST_AUDIT_ID ? newId() : given);
        if (known != Integer.MAX_VALUE) {
            // as every proxy does: the server is to know for whom the request is
            headers.merge("x-forwarded-for", request.getRemoteAddr(), (others, client) -> others + ", " + client);
        }
        return new ApiRequest(
                request.getMethod(),
                path,
                query,
                headers,
                body,
                credentials(request, impersonated),
                null,
                queryText == null ? raw : raw + "?" + queryText,
                upload);
    }

    /** The name of a request, by which its traces in several servers are found: the client's own, or one that is made here. */
    static String auditId(ApiRequest request) {
        return request.headers().get(AUDIT_ID);
    }

    /** Random, but no secret: the strong source of randomness would cost more than the rest of the request's head. */
    private static String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() >>> 2 | 1L << 63).toString();
    }

    /** @return whom the caller wants to be, which is told in headers that nobody else gets to see; null if nobody else */
    private static UserInfo headers(HttpServletRequest request, Map<String, String> headers) {
        Map<String, List<String>> impersonation = null;
        Enumeration<String> names = request.getHeaderNames();
        while (names.hasMoreElements()) {
            String name = names.nextElement();
            Enumeration<String> values = request.getHeaders(name);
            if (Impersonation.claimed(name)) {
                impersonation = impersonation == null ? new HashMap<>() : impersonation;
                impersonation.put(name, Collections.list(values));
                continue;
            }
            if (name.equalsIgnoreCase(ForwardedCaller.HEADER)) {
                continue; // a credential
            }
            String value = values.hasMoreElements() ? values.nextElement() : "";
            while (values.hasMoreElements()) {
                value = value + (name.equalsIgnoreCase("cookie") ? "; " : ", ") + values.nextElement();
            }
            headers.put(name.toLowerCase(Locale.ROOT), value);
        }
        return impersonation == null ? null : Impersonation.wanted(impersonation);
    }

    /** Null if there is none, as far as the head tells. */
    private static Upload upload(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        boolean mayHaveOne =
                switch (request.getMethod()) {
                    case "GET", "HEAD", "OPTIONS" -> length > 0 || request.getHeader("transfer-encoding") != null;
                    default -> length != 0;
                };
        if (!mayHaveOne) {
            if (length == 0) {
                FinishedRequests.received(request);
            }
            return null;
        }
        try {
            return new Upload(new ReceivedBody(request), length);
        } catch (IOException e) {
            throw ApiException.badRequest("the request's body cannot be read: " + e.getMessage());
        }
    }

    /** Tells the HTTP engine when the body has ended; see {@link FinishedRequests}. */
    private static final class ReceivedBody extends FilterInputStream {
        private final HttpServletRequest request;

        ReceivedBody(HttpServletRequest request) throws IOException {
            super(request.getInputStream());
            this.request = request;
        }

        @Override
        public int read() throws IOException {
            return ended(in.read());
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            return ended(in.read(bytes, from, length));
        }

        private int ended(int result) {
            if (result < 0) {
                FinishedRequests.received(request);
            }
            return result;
        }
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
                discard(in, request.getProtocol().startsWith("HTTP/1") ? MAX_DISCARDED : Long.MAX_VALUE);
                throw tooLarge();
            }
            // one byte more than there should be, so that the end is seen
            byte[] body = in.readNBytes(length > 0 ? (int) length + 1 : MAX_BODY + 1);
            if (body.length > MAX_BODY) {
                discard(in, request.getProtocol().startsWith("HTTP/1") ? MAX_DISCARDED : Long.MAX_VALUE);
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
    private static void discard(InputStream in, long limit) throws IOException {
        byte[] piece = new byte[8192];
        long discarded = 0;
        for (int read = in.read(piece); read >= 0 && discarded < limit; read = in.read(piece)) {
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

    private static Credentials credentials(HttpServletRequest request, UserInfo impersonated) {
        X509Certificate[] chain = (X509Certificate[]) request.getAttribute(CERTIFICATES);
        String authorization = request.getHeader("authorization");
        boolean bearer = authorization != null
                && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && authorization.length() > BEARER.length();
        String token = bearer ? authorization.substring(BEARER.length()).strip() : null;
        if (authorization == null && request.getHeader("sec-websocket-protocol") != null) {
            token = protocolToken(request.getHeader("sec-websocket-protocol"));
        }
        return new Credentials(
                chain == null || chain.length == 0 ? null : chain[0],
                token,
                impersonated,
                request.getHeader(ForwardedCaller.HEADER));
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
