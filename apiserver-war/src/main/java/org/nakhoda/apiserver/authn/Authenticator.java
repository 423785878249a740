package org.nakhoda.apiserver.authn;

import java.security.cert.X509Certificate;
import java.util.Optional;
import org.nakhoda.api.status.ApiException;

/** One way of telling who calls. Several are asked in order; the first that knows the credential decides. */
public interface Authenticator {
    /**
     * @return empty if the request carries no credential of this kind
     * @throws ApiException UNAUTHORIZED if it carries one that is not valid
     */
    Optional<UserInfo> authenticate(Credentials credentials);

    /**
     * What a request shows of its caller. Any may be null.
     *
     * @param impersonated whom the caller wants to act as; see {@link Impersonation}
     * @param forwardedCaller for whom a master says that it sends the request on; see {@link ForwardedCaller}
     */
    record Credentials(
            X509Certificate clientCertificate, String bearerToken, UserInfo impersonated, String forwardedCaller) {
        /** Of a caller that sends its own request. */
        public Credentials(X509Certificate clientCertificate, String bearerToken, UserInfo impersonated) {
            this(clientCertificate, bearerToken, impersonated, null);
        }

        /** Of a caller that acts as itself. */
        public Credentials(X509Certificate clientCertificate, String bearerToken) {
            this(clientCertificate, bearerToken, null, null);
        }
    }
}
