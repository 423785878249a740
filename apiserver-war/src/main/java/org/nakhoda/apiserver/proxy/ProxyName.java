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

    /**
     * @param kind what is called so, for the message
     * @throws ApiException BAD_REQUEST if the port is none
     */
    int portNumber(String kind) {
        try {
            int number = Integer.parseInt(port);
            if (number > 0 && number <= 65_535) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, with the numbers that are none of a port
        }
        throw ApiException.badRequest(
                "invalid port \"" + port + "\" of " + kind + " \"" + name + "\": must be a number between 1 and 65535");
    }
}
