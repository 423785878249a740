package org.nakhoda.apiserver.forwarding;

import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.apiserver.authn.ForwardedCaller;
import org.nakhoda.apiserver.http.UriText;
import org.nakhoda.apiserver.proxy.PassedHeaders;
import org.nakhoda.apiserver.request.ApiRequest;
import tools.jackson.databind.node.ObjectNode;

/** A request on its way between two masters, with whoever called the first. */
final class ForwardedRequest {
    private ForwardedRequest() {}

    /** @param request with its caller */
    static byte[] write(ApiRequest request) {
        ObjectNode head = Json.object()
                .put("method", request.method())
                .put("uri", request.uri())
                .put("caller", ForwardedCaller.encoded(request.caller()));
        ObjectNode headers = head.putObject("headers");
        // not compressed between masters: whoever reads them does that
        PassedHeaders.ofRequest(request, List.of(), true).forEach(header -> headers.put(header.name(), header.value()));
        return new Letter(head, request.body()).bytes();
    }

    /**
     * @param sender of the master that sends it on
     * @throws IllegalArgumentException if it is none
     * @throws org.nakhoda.api.status.ApiException if its URI is none
     */
    static ApiRequest read(byte[] bytes, X509Certificate sender) {
        Letter letter = Letter.read(bytes);
        ObjectNode head = letter.head();
        String uri = head.path("uri").asString("");
        int question = uri.indexOf('?');
        Map<String, String> headers = new HashMap<>();
        head.path("headers")
                .properties()
                .forEach(e -> headers.put(e.getKey(), e.getValue().asString("")));
        return new ApiRequest(
                head.path("method").asString(""),
                UriText.path(question < 0 ? uri : uri.substring(0, question)),
                UriText.query(question < 0 ? null : uri.substring(question + 1)),
                headers,
                letter.body(),
                new Credentials(sender, null, null, head.path("caller").asString("")),
                null,
                uri);
    }
}
