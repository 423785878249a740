package org.nakhoda.apiserver.authn;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;

/**
 * Takes the caller of a request that another master has sent on from what that master says ({@link ForwardedCaller}). A master
 * that says nothing calls for itself. Anybody else's word is ignored. Asked before other client certificates are, for the
 * masters' authority makes nobody but masters.
 */
public final class MasterAuthenticator implements Authenticator {
    private final MasterCertificates masters;
    private final Clock clock;

    public MasterAuthenticator(MasterCertificates masters, Clock clock) {
        this.masters = masters;
        this.clock = clock;
    }

    @Override
    public Optional<UserInfo> authenticate(Credentials credentials) {
        X509Certificate certificate = credentials.clientCertificate();
        if (!masters.issued(certificate)) {
            return Optional.empty();
        }
        String master = masters.nameOf(certificate)
                .orElseThrow(() -> ApiException.of(
                        Reason.UNAUTHORIZED, "the client certificate is of the masters' authority, but no master's"));
        try {
            certificate.checkValidity(Date.from(clock.instant()));
        } catch (CertificateException e) {
            throw ApiException.of(Reason.UNAUTHORIZED, "the master's certificate is not valid now");
        }
        return Optional.of(
                credentials.forwardedCaller() == null
                        ? new UserInfo(
                                MasterCertificates.PREFIX + master, "", Set.of(UserInfo.GROUP_AUTHENTICATED), Map.of())
                        : ForwardedCaller.decoded(credentials.forwardedCaller()));
    }
}
