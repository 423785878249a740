package org.nakhoda.apiserver.proxy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nakhoda.apiserver.request.ApiRequest;

/** The subresources of pods that turn a connection into a stream, and how the agent wants to be asked for each. */
enum StreamKind {
    EXEC("exec") {
        @Override
        String agentPath(PodTarget pod, ApiRequest request) {
            pod.requireNotCompleted("exec into");
            return containerPath("exec", pod, request);
        }
    },
    ATTACH("attach") {
        @Override
        String agentPath(PodTarget pod, ApiRequest request) {
            pod.requireNotCompleted("attach to");
            return containerPath("attach", pod, request);
        }
    },
    PORT_FORWARD("portforward") {
        @Override
        String agentPath(PodTarget pod, ApiRequest request) {
            List<String> ports = request.query().getOrDefault("ports", List.of());
            List<String> parameters = new ArrayList<>();
            ports.forEach(
                    list -> Arrays.stream(list.split(",", -1)).forEach(port -> parameters.add("port=" + encode(port))));
            return path("portForward", pod.namespace(), pod.name()) + query(parameters);
        }
    };

    private final String subresource;

    StreamKind(String subresource) {
        this.subresource = subresource;
    }

    static Optional<StreamKind> of(String subresource) {
        return Arrays.stream(values())
                .filter(kind -> kind.subresource.equals(subresource))
                .findFirst();
    }

    /** Whether a path may be one of these; asked for every request. */
    static boolean ends(String path) {
        return path.endsWith("/exec") || path.endsWith("/attach") || path.endsWith("/portforward");
    }

    String subresource() {
        return subresource;
    }

    /** Path and query of the agent's own page for this stream. */
    abstract String agentPath(PodTarget pod, ApiRequest request);

    private static String containerPath(String page, PodTarget pod, ApiRequest request) {
        String container = pod.container(request.parameter("container").orElse(""));
        List<String> parameters = new ArrayList<>();
        request.query().getOrDefault("command", List.of()).forEach(word -> parameters.add("command=" + encode(word)));
        flag(request, "stdin", "input", parameters);
        flag(request, "stdout", "output", parameters);
        flag(request, "stderr", "error", parameters);
        flag(request, "tty", "tty", parameters);
        return path(page, pod.namespace(), pod.name(), container) + query(parameters);
    }

    private static void flag(ApiRequest request, String name, String agentName, List<String> into) {
        String value = request.parameter(name).orElse("false");
        if (value.equals("true") || value.equals("1")) {
            into.add(agentName + "=1");
        }
    }

    static String path(String... segments) {
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            path.append('/').append(encode(segment));
        }
        return path.toString();
    }

    static String query(List<String> parameters) {
        return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
