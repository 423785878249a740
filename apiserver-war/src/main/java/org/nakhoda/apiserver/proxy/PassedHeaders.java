package org.nakhoda.apiserver.proxy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.nakhoda.apiserver.authn.FrontProxyHeaders;
import org.nakhoda.apiserver.authn.FrontProxyHeaders.Header;
import org.nakhoda.apiserver.request.ApiRequest;

/** Which headers go on with a request, and come back with its answer: those that are not about one connection (RFC 9110, 7.6.1). */
public final class PassedHeaders {
    /** Of the connection itself, or set anew by whoever makes one. */
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** Set by whoever writes a request, or meant for this server. */
    private static final Set<String> OF_THE_REQUEST = Set.of("authorization", "content-length", "expect", "host");

    private static final String ENCODINGS = "accept-encoding";
    private static final String BEARER_PROTOCOL = "base64url.bearer.authorization.k8s.io.";

    private PassedHeaders() {}

    /** The server does not see the caller's credentials; who calls is told by the API server, if at all, and not by the caller. */
    static List<Header> ofRequest(ApiRequest request, Passage passage) {
        // a page whose addresses are to be moved has to be read
        boolean read = !passage.above().isEmpty()
                && request.headers().getOrDefault("accept", "").contains("text/html");
        return ofRequest(request, passage.added(), read);
    }

    /**
     * @param added replace what the caller says in headers of these names
     * @param plain whether the answer has to be one that can be read
     */
    public static List<Header> ofRequest(ApiRequest request, List<Header> added, boolean plain) {
        Set<String> dropped = named(request.headers().getOrDefault("connection", ""));
        added.forEach(header -> dropped.add(header.name().toLowerCase(Locale.ROOT)));
        if (plain) {
            dropped.add(ENCODINGS);
        }
        List<Header> headers = new ArrayList<>();
        request.headers().forEach((name, value) -> {
            if (!OF_THE_CONNECTION.contains(name)
                    && !OF_THE_REQUEST.contains(name)
                    && !dropped.contains(name)
                    && !FrontProxyHeaders.claimed(name)
                    && !name.startsWith("impersonate-")) {
                String passed = name.equals("sec-websocket-protocol") ? withoutToken(value) : value;
                if (!passed.isEmpty() || value.isEmpty()) {
                    headers.add(new Header(name, passed));
                }
            }
        });
        headers.addAll(added);
        return headers;
    }

    /** A browser's token comes as one of the WebSocket's protocols. */
    private static String withoutToken(String protocols) {
        if (!protocols.contains(BEARER_PROTOCOL)) {
            return protocols;
        }
        List<String> others = new ArrayList<>();
        for (String protocol : protocols.split(",", -1)) {
            if (!protocol.strip().startsWith(BEARER_PROTOCOL)) {
                others.add(protocol.strip());
            }
        }
        return String.join(", ", others);
    }

    /** @param answered by name; the result has each value of a header in a line, as {@code ApiResponse} wants them */
    public static Map<String, String> ofAnswer(Map<String, ? extends Collection<String>> answered) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        answered.forEach((name, values) -> headers.put(name, String.join("\n", values)));
        Set<String> dropped = named(headers.getOrDefault("Connection", ""));
        headers.keySet().removeIf(name -> {
            String lower = name.toLowerCase(Locale.ROOT);
            // this server has named the request already
            return lower.equals("audit-id")
                    || OF_THE_CONNECTION.contains(lower)
                    || dropped.contains(lower)
                    || name.startsWith(":");
        });
        return headers;
    }

    private static Set<String> named(String connection) {
        Set<String> names = new HashSet<>();
        for (String name : connection.split("[,\n]", -1)) {
            names.add(name.strip().toLowerCase(Locale.ROOT));
        }
        return names;
    }
}
