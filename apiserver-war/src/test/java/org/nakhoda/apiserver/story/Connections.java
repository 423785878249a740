package org.nakhoda.apiserver.story;

import java.util.Map;
import java.util.Set;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.http.UriText;
import org.nakhoda.apiserver.request.ApiRequest;

/** Asks whether a raw connection would be let through, as the filter does that stands before JAX-RS. */
final class Connections {
    private Connections() {}

    /** Why not; empty if it would. */
    static String refusal(String uri) {
        int question = uri.indexOf('?');
        ApiRequest request = new ApiRequest(
                "POST",
                UriText.path(question < 0 ? uri : uri.substring(0, question)),
                UriText.query(question < 0 ? null : uri.substring(question + 1)),
                Map.of(),
                new byte[0],
                new Credentials(null, null),
                new UserInfo("admin", "", Set.of(UserInfo.GROUP_MASTERS), Map.of()));
        try {
            RunningApi.server().admit(request);
            return "";
        } catch (ApiException e) {
            return e.getMessage();
        }
    }
}
