package org.nakhoda.apiserver.request;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.apiserver.authn.UserInfo;

/**
 * A request to the API, whichever way it came.
 *
 * @param method the HTTP method in upper case
 * @param path the path's segments, each percent-decoded; none of them is empty, "." or "..". What the server that a request is
 *     passed on to has to make of the path (see {@link PassedOn}) is as it was written
 * @param query decoded parameters in the order given
 * @param headers by lower-case name; several values of one header are joined by commas
 * @param body empty if there is none
 * @param caller the authenticated caller, set by the pipeline; the in-VM client sets it from the start
 * @param upload the body of a request that is passed on, unread; null for any other
 * @param uri path and query as the client wrote them, still encoded, for whoever passes the request on; made of the decoded
 *     ones if nobody wrote one
 */
@SuppressWarnings("ArrayRecordComponent") // the body is read once; requests are never compared
public record ApiRequest(
        String method,
        List<String> path,
        Map<String, List<String>> query,
        Map<String, String> headers,
        byte[] body,
        Credentials credentials,
        UserInfo caller,
        String uri,
        Upload upload) {

    /** A request whose body is there. */
    public ApiRequest(
            String method,
            List<String> path,
            Map<String, List<String>> query,
            Map<String, String> headers,
            byte[] body,
            Credentials credentials,
            UserInfo caller,
            String uri) {
        this(method, path, query, headers, body, credentials, caller, uri, null);
    }

    /** A request that was not read from a URI. */
    public ApiRequest(
            String method,
            List<String> path,
            Map<String, List<String>> query,
            Map<String, String> headers,
            byte[] body,
            Credentials credentials,
            UserInfo caller) {
        this(method, path, query, headers, body, credentials, caller, null, null);
    }

    @Override
    public String uri() {
        return uri == null ? PercentEncoding.uri(path, query) : uri;
    }

    /** What follows the first {@code segments} segments of the path, as it was written, and the query with its question mark. */
    public String uriAfter(int segments) {
        String whole = uri();
        int question = whole.indexOf('?');
        int end = question < 0 ? whole.length() : question;
        int at = 0;
        for (int i = 0; i < segments && at >= 0; i++) {
            at = whole.indexOf('/', at + 1);
        }
        return at < 0 || at > end ? whole.substring(end) : whole.substring(at);
    }

    public String pathText() {
        return "/" + String.join("/", path);
    }

    /** The first value of a query parameter. */
    public Optional<String> parameter(String name) {
        List<String> values = query.get(name);
        return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /** Whether a boolean parameter is on, as Kubernetes reads one: {@code ?watch}, {@code ?watch=1}, {@code ?watch=true}. */
    public boolean flag(String name) {
        List<String> values = query.get(name);
        if (values == null || values.isEmpty()) {
            return false;
        }
        String value = values.get(0);
        return !value.equalsIgnoreCase("false") && !value.equals("0");
    }

    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    public ApiRequest withMethod(String other) {
        return new ApiRequest(other, path, query, headers, body, credentials, caller, uri, upload);
    }

    public ApiRequest withCaller(UserInfo user) {
        return new ApiRequest(method, path, query, headers, body, credentials, user, uri, upload);
    }
}
