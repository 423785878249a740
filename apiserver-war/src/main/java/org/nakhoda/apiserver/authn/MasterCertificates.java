package org.nakhoda.apiserver.authn;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Which certificates are masters': those of the masters' own authority. TLS accepts certificates of several authorities and does
 * not tell of which one a certificate is, so that is found out here again.
 */
public final class MasterCertificates {
    /** What a master's common name begins with; its node's name follows. */
    public static final String PREFIX = "nakhoda:master:";

    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final int CACHE_LIMIT = 256;
    private static final Known NOBODY = new Known(false, Optional.empty());

    private final Optional<X509Certificate> authority;
    private final Map<X509Certificate, Known> known = new ConcurrentHashMap<>();

    /**
     * What is found out about a certificate once.
     *
     * @param issued whether the masters' authority has issued it
     * @param master whose it is
     */
    private record Known(boolean issued, Optional<String> master) {}

    private MasterCertificates(Optional<X509Certificate> authority) {
        this.authority = authority;
    }

    /**
     * @param authority PEM; without the file nobody is a master
     * @throws IOException if it is no certificate
     */
    public static MasterCertificates load(Path authority) throws IOException {
        if (!Files.exists(authority)) {
            return new MasterCertificates(Optional.empty());
        }
        try (InputStream pem = Files.newInputStream(authority)) {
            return new MasterCertificates(Optional.of(
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem)));
        } catch (GeneralSecurityException e) {
            throw new IOException(authority + " is no certificate: " + e.getMessage(), e);
        }
    }

    /** Whether the masters' authority has issued it, for whatever use. Null is nobody's. */
    boolean issued(X509Certificate certificate) {
        return known(certificate).issued();
    }

    private Known known(X509Certificate certificate) {
        if (certificate == null || authority.isEmpty()) {
            return NOBODY;
        }
        Known found = known.get(certificate);
        if (found == null) {
            found = isSignedBy(authority.get(), certificate) ? new Known(true, readName(certificate)) : NOBODY;
            if (known.size() >= CACHE_LIMIT) {
                known.clear();
            }
            known.put(certificate, found);
        }
        return found;
    }

    /** The name of the master that a certificate is for, whatever the time; empty if it is for none. */
    public Optional<String> nameOf(X509Certificate certificate) {
        return known(certificate).master();
    }

    private static Optional<String> readName(X509Certificate certificate) {
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            if (usages == null || !usages.contains(CLIENT_AUTH)) {
                return Optional.empty();
            }
            for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                String value = String.valueOf(rdn.getValue());
                if (rdn.getType().equalsIgnoreCase("CN") && value.startsWith(PREFIX)) {
                    return Optional.of(value.substring(PREFIX.length()));
                }
            }
        } catch (GeneralSecurityException | InvalidNameException e) {
            // a certificate that cannot be read is no master's
        }
        return Optional.empty();
    }

    private static boolean isSignedBy(X509Certificate authority, X509Certificate certificate) {
        try {
            if (!certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
                return false;
            }
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
