package org.nakhoda.apiserver.proxy;

import java.net.http.HttpClient;
import java.util.List;
import org.nakhoda.apiserver.authn.FrontProxyHeaders.Header;
import org.nakhoda.apiserver.extension.ServiceEndpoints.Endpoint;

/**
 * How a request goes on to another server.
 *
 * @param client for a request that is answered
 * @param dialer for a connection that is upgraded
 * @param scheme {@code http} or {@code https}
 * @param servers any of them may answer; the next one is asked where one cannot be reached. Never empty
 * @param uri path and query there, as the client wrote them; without a path if the client's had ended before it
 * @param added headers that replace what the caller says in headers of these names
 * @param lasting whether the answer may come over time; the adapter then holds no thread for it
 * @param above the path here that answers to the root there: what the server says of its own addresses is put below it. Empty if
 *     the paths are the same
 * @param redirects whether the server may send a client elsewhere
 */
public record Passage(
        HttpClient client,
        Dialer dialer,
        String scheme,
        List<Endpoint> servers,
        String uri,
        List<Header> added,
        boolean lasting,
        String above,
        boolean redirects) {

    /** Scheme, host and port. */
    String root(Endpoint server) {
        return server.uri(scheme).toString();
    }

    /** The path alone. */
    String path() {
        int question = uri.indexOf('?');
        return question < 0 ? uri : uri.substring(0, question);
    }

    /** The URI that is asked for there. */
    String asked() {
        return path().isEmpty() ? "/" + uri : uri;
    }
}
