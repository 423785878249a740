package org.nakhoda.apiserver.proxy;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.apiserver.request.ApiRequest;

/** A request for one of a pod's streams, read from HTTP. */
record StreamRequest(StreamKind kind, String namespace, String pod, ApiRequest request) {
    private static final String PREFIX = "/api/v1/namespaces/";
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
    private static final String BEARER = "bearer ";

    /** @return null if the request is about something else, which almost every one is */
    static StreamRequest of(HttpServletRequest http) {
        String uri = http.getRequestURI();
        if (!uri.startsWith(PREFIX)) {
            return null;
        }
        String[] segments = uri.substring(1).split("/", -1);
        if (segments.length != 7 || !segments[4].equals("pods")) {
            return null;
        }
        Optional<StreamKind> kind = StreamKind.of(segments[6]);
        if (kind.isEmpty()) {
            return null;
        }
        try {
            List<String> path = new ArrayList<>();
            for (String segment : segments) {
                path.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
            }
            ApiRequest request = new ApiRequest(
                    http.getMethod(),
                    path,
                    query(http.getQueryString()),
                    headers(http),
                    new byte[0],
                    credentials(http),
                    null);
            return new StreamRequest(kind.get(), path.get(3), path.get(5), request);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Map<String, List<String>> query(String text) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        if (text != null) {
            for (String pair : text.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8);
                String value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                query.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
            }
        }
        return query;
    }

    private static Map<String, String> headers(HttpServletRequest http) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : Collections.list(http.getHeaderNames())) {
            headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", Collections.list(http.getHeaders(name))));
        }
        return headers;
    }

    private static Credentials credentials(HttpServletRequest http) {
        X509Certificate[] chain = (X509Certificate[]) http.getAttribute(CERTIFICATES);
        String authorization = http.getHeader("Authorization");
        boolean bearer =
                authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER);
        return new Credentials(
                chain == null || chain.length == 0 ? null : chain[0],
                bearer ? authorization.substring(BEARER.length()).strip() : null);
    }
}
