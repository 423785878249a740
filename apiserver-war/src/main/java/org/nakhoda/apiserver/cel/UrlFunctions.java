package org.nakhoda.apiserver.cel;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.STRING;

import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code url}, {@code isURL} and the parts of a URL. */
final class UrlFunctions {
    private UrlFunctions() {}

    static void addTo(FunctionLibrary library) {
        library.global("url", OpaqueTypes.URL, a -> parse((String) a[0]), STRING)
                .global("isURL", BOOL, a -> Trial.succeeds(() -> parse((String) a[0])), STRING)
                .member("getScheme", STRING, a -> orEmpty(((URI) a[0]).getScheme()), OpaqueTypes.URL)
                .member("getHost", STRING, a -> host((URI) a[0]), OpaqueTypes.URL)
                .member("getHostname", STRING, a -> hostname((URI) a[0]), OpaqueTypes.URL)
                .member("getPort", STRING, a -> port((URI) a[0]), OpaqueTypes.URL)
                .member("getEscapedPath", STRING, a -> orEmpty(((URI) a[0]).getRawPath()), OpaqueTypes.URL)
                .member(
                        "getQuery",
                        MapType.create(STRING, ListType.create(STRING)),
                        a -> query((URI) a[0]),
                        OpaqueTypes.URL);
    }

    /** An absolute URL, or an absolute path. */
    private static URI parse(String text) {
        try {
            URI url = new URI(text);
            if (url.isAbsolute() || text.startsWith("/")) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("URL parse error during conversion from string: " + e.getMessage());
        }
        throw new IllegalArgumentException(
                "URL parse error during conversion from string: \"" + text + "\" is not absolute");
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    /** Not of the URI's own parts, which know no host with an underscore. */
    private static String host(URI url) {
        String authority = orEmpty(url.getRawAuthority());
        return authority.substring(authority.lastIndexOf('@') + 1);
    }

    private static int colon(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? colon : -1;
    }

    private static String hostname(URI url) {
        String host = host(url);
        String name = colon(host) < 0 ? host : host.substring(0, colon(host));
        return name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    }

    private static String port(URI url) {
        String host = host(url);
        return colon(host) < 0 ? "" : host.substring(colon(host) + 1);
    }

    private static Map<String, List<String>> query(URI url) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String pair : orEmpty(url.getRawQuery()).split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                query.computeIfAbsent(decoded(name), n -> new ArrayList<>()).add(decoded(value));
            }
        }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
