package org.nakhoda.apiserver.proxy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Reads certificates and keys from PEM, for connections that this server opens. */
public final class ClientIdentity {
    private static final char[] NO_PASSWORD = {};

    private ClientIdentity() {}

    /**
     * What to show to a server that asks who connects.
     *
     * @param key PKCS#8
     */
    public static KeyManager[] load(Path certificate, Path key) throws IOException, GeneralSecurityException {
        KeyStore identity = empty();
        identity.setKeyEntry(
                "client",
                privateKey(key),
                NO_PASSWORD,
                certificates(Files.readAllBytes(certificate)).toArray(new Certificate[0]));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(identity, NO_PASSWORD);
        return keys.getKeyManagers();
    }

    /**
     * Trusts what these authorities have signed.
     *
     * @throws GeneralSecurityException if there is none, too
     */
    public static TrustManager[] trusting(byte[] authoritiesPem) throws IOException, GeneralSecurityException {
        KeyStore trusted = empty();
        int number = 0;
        for (Certificate authority : certificates(authoritiesPem)) {
            trusted.setCertificateEntry("ca" + number++, authority);
        }
        if (number == 0) {
            throw new GeneralSecurityException("there is no certificate in the list of authorities");
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        return trust.getTrustManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static List<Certificate> certificates(byte[] pem) throws GeneralSecurityException {
        return List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)));
    }

    private static PrivateKey privateKey(Path pem) throws IOException, GeneralSecurityException {
        String text =
                Files.readString(pem, StandardCharsets.US_ASCII).replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "");
        PKCS8EncodedKeySpec spec =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text.strip()));
        try {
            return KeyFactory.getInstance("EC").generatePrivate(spec);
        } catch (InvalidKeySpecException e) {
            return KeyFactory.getInstance("RSA").generatePrivate(spec);
        }
    }
}
