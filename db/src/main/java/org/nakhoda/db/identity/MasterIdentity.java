package org.nakhoda.db.identity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;

/** By which a master proves to be one, and knows another: certificates of an authority that signs nothing else. */
public final class MasterIdentity {
    /** The one version of TLS that masters speak with each other. */
    public static final String PROTOCOL = "TLSv1.3";

    private static final String COMMON_NAME = "CN=nakhoda:master:";
    private static final char[] NO_PASSWORD = new char[0];

    private MasterIdentity() {}

    /**
     * For both ends of a connection: shows this master's certificate, and trusts the masters' own authority and nobody else.
     *
     * @param pki the folder with {@code masters-ca.crt}, {@code master.crt} and {@code master.key}; read now, and never again
     * @throws IOException if they cannot be read, or are not what they should be
     */
    public static SSLContext context(Path pki) throws IOException {
        try {
            Certificate[] chain = certificates(pki.resolve("master.crt"));
            KeyStore own = empty();
            own.setKeyEntry(
                    "master",
                    key(pki.resolve("master.key"), chain[0].getPublicKey().getAlgorithm()),
                    NO_PASSWORD,
                    chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, NO_PASSWORD);
            KeyStore trusted = empty();
            for (Certificate authority : certificates(pki.resolve("masters-ca.crt"))) {
                trusted.setCertificateEntry("masters-" + trusted.size(), authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance(PROTOCOL);
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    "the masters' certificates in " + pki + " cannot be used: " + e.getMessage()
                            + "; it has to hold masters-ca.crt, and master.crt and master.key of that authority",
                    e);
        }
    }

    /** The name of the member at the other end; empty if its certificate is no master's. */
    public static Optional<String> nameOf(SSLSession session) {
        try {
            return nameOf((X509Certificate) session.getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    /** The name of the member that a certificate of the masters' authority is for; empty if it is for none. */
    public static Optional<String> nameOf(X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().getName();
        return subject.startsWith(COMMON_NAME)
                ? Optional.of(subject.substring(COMMON_NAME.length()))
                : Optional.empty();
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static Certificate[] certificates(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            Certificate[] found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
            if (found.length == 0) {
                throw new GeneralSecurityException("there is no certificate in " + file.getFileName());
            }
            return found;
        }
    }

    private static PrivateKey key(Path file, String algorithm) throws IOException, GeneralSecurityException {
        String base64 =
                Files.readString(file).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance(algorithm)
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }
}
