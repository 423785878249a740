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
 * @param path the path's segments, each percent-decoded; none of them is empty, "." or ".."
 * @param query decoded parameters in the order given
 * @param headers by lower-case name; several values of one header are joined by commas
 * @param body empty if there is none
 * @param caller the authenticated caller, set by the pipeline; the in-VM client sets it from the start
 */
@SuppressWarnings("ArrayRecordComponent") // the body is read once; requests are never compared
public record ApiRequest(
        String method,
        List<String> path,
        Map<String, List<String>> query,
        Map<String, String> headers,
        byte[] body,
        Credentials credentials,
        UserInfo caller) {

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
        return new ApiRequest(other, path, query, headers, body, credentials, caller);
    }

    public ApiRequest withCaller(UserInfo user) {
        return new ApiRequest(method, path, query, headers, body, credentials, user);
    }
}
