package org.nakhoda.apiserver.authn;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;

/**
 * Takes the caller from the client certificate: the subject's common name is the user, its organizations are the groups.
 * TLS has verified the chain up to the cluster's CA before a certificate comes here; a certificate is checked again for
 * its validity, because a connection outlives its handshake, and for the extended key usage {@code clientAuth}.
 */
public final class ClientCertificateAuthenticator implements Authenticator {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_USAGE = "2.5.29.37.0";
    private static final int CACHE_LIMIT = 1024;

    private final Clock clock;
    private final Map<X509Certificate, UserInfo> subjects = new ConcurrentHashMap<>();

    public ClientCertificateAuthenticator(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Optional<UserInfo> authenticate(Credentials credentials) {
        X509Certificate certificate = credentials.clientCertificate();
        if (certificate == null) {
            return Optional.empty();
        }
        try {
            certificate.checkValidity(Date.from(clock.instant()));
        } catch (CertificateExpiredException e) {
            throw ApiException.of(Reason.UNAUTHORIZED, "the client certificate has expired");
        } catch (CertificateNotYetValidException e) {
            throw ApiException.of(Reason.UNAUTHORIZED, "the client certificate is not valid yet");
        }
        UserInfo user = subjects.get(certificate);
        if (user == null) {
            user = subject(certificate);
            if (subjects.size() >= CACHE_LIMIT) {
                subjects.clear();
            }
            subjects.put(certificate, user);
        }
        return Optional.of(user);
    }

    private static UserInfo subject(X509Certificate certificate) {
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            if (usages == null || !usages.contains(CLIENT_AUTH) && !usages.contains(ANY_USAGE)) {
                throw ApiException.of(
                        Reason.UNAUTHORIZED, "the client certificate lacks the extended key usage clientAuth");
            }
            String name = "";
            Set<String> groups = new LinkedHashSet<>();
            for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                for (String commonName : values(rdn, "CN")) {
                    name = commonName;
                }
                groups.addAll(values(rdn, "O"));
            }
            if (name.isEmpty()) {
                throw ApiException.of(
                        Reason.UNAUTHORIZED,
                        "the client certificate's subject has no common name to take the user from");
            }
            groups.add(UserInfo.GROUP_AUTHENTICATED);
            return new UserInfo(name, "", Set.copyOf(groups), Map.of());
        } catch (CertificateParsingException | NamingException e) {
            throw ApiException.of(Reason.UNAUTHORIZED, "the client certificate cannot be read: " + e.getMessage());
        }
    }

    private static List<String> values(Rdn rdn, String type) throws NamingException {
        Attribute attribute = rdn.toAttributes().get(type);
        if (attribute == null) {
            return List.of();
        }
        List<String> found = new java.util.ArrayList<>();
        NamingEnumeration<?> all = attribute.getAll();
        while (all.hasMore()) {
            found.add(String.valueOf(all.next()));
        }
        return found;
    }
}
