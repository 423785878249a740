package org.nakhoda.apiserver.proxy;

import java.util.List;

/** Recognizes the paths that lead to a pod, to a service or to a node: {@code .../NAME/proxy} and what follows it. */
public final class ProxyPath {
    private static final String NAMESPACES = "/api/v1/namespaces/";
    private static final String NODES = "/api/v1/nodes/";
    private static final List<String> NAMESPACED = List.of("pods", "services");
    private static final String PROXY = "proxy";

    private ProxyPath() {}

    /** How many segments a path has up to {@code proxy}; 0 if it is none of these. Asked for every request. */
    public static int segments(String path) {
        if (path.startsWith(NODES)) {
            int name = path.indexOf('/', NODES.length());
            return name > NODES.length() && segment(path, name + 1).equals(PROXY) ? 5 : 0;
        }
        if (!path.startsWith(NAMESPACES)) {
            return 0;
        }
        int namespace = path.indexOf('/', NAMESPACES.length());
        if (namespace <= NAMESPACES.length()) {
            return 0;
        }
        String resource = segment(path, namespace + 1);
        if (!NAMESPACED.contains(resource)) {
            return 0;
        }
        int from = namespace + 1 + resource.length() + 1;
        int name = path.indexOf('/', from);
        return name > from && segment(path, name + 1).equals(PROXY) ? 7 : 0;
    }

    private static String segment(String path, int from) {
        int end = path.indexOf('/', from);
        return path.substring(from, end < 0 ? path.length() : end);
    }
}
