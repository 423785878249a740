package org.nakhoda.apiserver.proxy;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.request.ApiRequest;

/** A request for one of a pod's streams, read from HTTP. */
record StreamRequest(StreamKind kind, String namespace, String pod, ApiRequest request) {
    private static final String PREFIX = "/api/v1/namespaces/";

    /**
     * @param reader reads the head of a request
     * @return null if the request is about something else, which almost every one is
     */
    static StreamRequest of(HttpServletRequest http, Function<HttpServletRequest, ApiRequest> reader) {
        String uri = http.getRequestURI();
        if (!uri.startsWith(PREFIX) || !StreamKind.ends(uri)) {
            return null;
        }
        ApiRequest request;
        try {
            request = reader.apply(http);
        } catch (ApiException e) {
            return null;
        }
        List<String> path = request.path();
        if (path.size() != 7 || !path.get(4).equals("pods")) {
            return null;
        }
        Optional<StreamKind> kind = StreamKind.of(path.get(6));
        return kind.map(found -> new StreamRequest(found, path.get(3), path.get(5), request))
                .orElse(null);
    }
}
