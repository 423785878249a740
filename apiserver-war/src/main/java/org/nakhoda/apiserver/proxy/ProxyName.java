package org.nakhoda.apiserver.proxy;

import org.nakhoda.api.status.ApiException;

/**
 * What a proxied path calls its target: {@code NAME}, {@code NAME:PORT} or {@code SCHEME:NAME:PORT}, where the port may be
 * empty.
 *
 * @param scheme {@code http} or {@code https}
 * @param port a number or a name; empty if not said
 */
record ProxyName(String scheme, String name, String port) {
    /** @throws ApiException BAD_REQUEST for any other form */
    static ProxyName parse(String text) {
        String[] parts = text.split(":", -1);
        ProxyName parsed =
                switch (parts.length) {
                    case 1 -> new ProxyName("http", parts[0], "");
                    case 2 -> new ProxyName("http", parts[0], parts[1]);
                    case 3 -> new ProxyName(parts[0], parts[1], parts[2]);
                    default -> null;
                };
        if (parsed == null
                || parsed.name.isEmpty()
                || !(parsed.scheme.equals("http") || parsed.scheme.equals("https"))) {
            throw ApiException.badRequest("invalid proxy target \"" + text
                    + "\": must be NAME, NAME:PORT or SCHEME:NAME:PORT with http or https");
        }
        return parsed;
    }
}
