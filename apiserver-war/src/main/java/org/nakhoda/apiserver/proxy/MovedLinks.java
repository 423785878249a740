package org.nakhoda.apiserver.proxy;

/**
 * Where a server's own addresses are found by a client that reaches it through the API: below the path that stands for the
 * server's root. Addresses of others, and such as are relative to the page, stay as they are.
 *
 * @param above the path that stands for the root
 * @param authority the server's host and port
 */
record MovedLinks(String above, String authority) {
    String moved(String address) {
        String path = address;
        int scheme = address.indexOf("://");
        if (scheme >= 0 && (address.startsWith("http") || address.startsWith("https"))) {
            int end = scheme + 3;
            while (end < address.length() && "/?#".indexOf(address.charAt(end)) < 0) {
                end++;
            }
            if (!address.substring(scheme + 3, end).equals(authority)) {
                return address;
            }
            path = end < address.length() && address.charAt(end) == '/'
                    ? address.substring(end)
                    : "/" + address.substring(end);
        }
        boolean ofTheRoot = path.startsWith("/") && !path.startsWith("//");
        return !ofTheRoot || path.startsWith(above + "/") || path.equals(above) ? path : above + path;
    }
}
