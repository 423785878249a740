package org.nakhoda.db.peer;

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
public final class PeerIdentity {
    /** What the common name of a master's certificate begins with; the member's name follows. */
    public static final String PREFIX = "nakhoda:master:";

    private static final String COMMON_NAME = "CN=" + PREFIX;
    private static final char[] NO_PASSWORD = new char[0];

    private PeerIdentity() {}

    /**
     * For both ends of a connection.
     *
     * @param pki the folder with {@code masters-ca.crt}, {@code master.crt} and {@code master.key}
     */
    public static SSLContext context(Path pki) throws IOException, GeneralSecurityException {
        X509Certificate authority = certificate(pki.resolve("masters-ca.crt"));
        KeyStore keys = empty();
        keys.setKeyEntry("master", key(pki.resolve("master.key")), NO_PASSWORD, new Certificate[] {
            certificate(pki.resolve("master.crt")), authority
        });
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, NO_PASSWORD);
        KeyStore trusted = empty();
        trusted.setCertificateEntry("masters-ca", authority);
        TrustManagerFactory others = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        others.init(trusted);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(own.getKeyManagers(), others.getTrustManagers(), null);
        return context;
    }

    /** The name of the member at the other end; empty if its certificate is no master's. */
    static Optional<String> nameOf(SSLSession session) {
        try {
            X509Certificate certificate = (X509Certificate) session.getPeerCertificates()[0];
            String subject = certificate.getSubjectX500Principal().getName();
            return subject.startsWith(COMMON_NAME)
                    ? Optional.of(subject.substring(COMMON_NAME.length()))
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static X509Certificate certificate(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        String base64 =
                Files.readString(file).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        byte[] encoded = Base64.getDecoder().decode(base64);
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }
}
