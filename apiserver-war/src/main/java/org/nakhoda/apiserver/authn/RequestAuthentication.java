package org.nakhoda.apiserver.authn;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;

/**
 * Asks the authenticators in order. A request without any credential is anonymous, which is good for health and version
 * only; a credential that is shown and not valid is refused even there.
 */
public final class RequestAuthentication {
    private static final Set<String> ANONYMOUS_PATHS = Set.of("healthz", "livez", "readyz", "version");

    private final List<Authenticator> authenticators;

    public RequestAuthentication(List<Authenticator> authenticators) {
        this.authenticators = List.copyOf(authenticators);
    }

    /**
     * @param path the request path's segments
     * @throws ApiException UNAUTHORIZED if nobody can be told
     */
    public UserInfo authenticate(Credentials credentials, List<String> path) {
        try {
            for (Authenticator authenticator : authenticators) {
                Optional<UserInfo> user = authenticator.authenticate(credentials);
                if (user.isPresent()) {
                    return user.get();
                }
            }
        } catch (ApiException refused) {
            throw refused.reason() == Reason.UNAUTHORIZED ? unauthorized() : refused;
        }
        if (credentials.bearerToken() == null && !path.isEmpty() && ANONYMOUS_PATHS.contains(path.get(0))) {
            return UserInfo.anonymous();
        }
        throw unauthorized();
    }

    /** A client learns no more than that it is not known. */
    private static ApiException unauthorized() {
        return ApiException.of(Reason.UNAUTHORIZED, "Unauthorized");
    }
}
