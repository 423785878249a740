package org.nakhoda.dist.pki;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.nakhoda.dist.host.PrivateFiles;

/**
 * {@code apiserver.p12} and {@code truststore.p12}, locked with the password in {@code keystore.password}: what the API
 * server's listener shows, and whose clients it lets in. It lets masters in, too; that they are no users of the cluster is
 * for the API server to see, by who has signed.
 */
record KeyStores(Path directory, Clock clock) {
    static final String ALIAS = "apiserver";
    private static final String TRUSTED = "truststore";

    /** @param made gets the base names of what was made now */
    void prepare(Identity server, CertificateAuthority.Issued authority, X509Certificate masters, List<String> made)
            throws IOException, GeneralSecurityException {
        Optional<String> present = password();
        if (present.isPresent() && serves(present.get(), server, authority.certificate())) {
            if (!trusts(present.get(), authority.certificate(), masters)) {
                writeTrusted(present.get(), authority.certificate(), masters);
                made.add(TRUSTED);
            }
            return;
        }
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        var issued = new CertificateAuthority(authority.certificate(), authority.key()).issue(server, clock.instant());
        KeyStore keys = empty();
        keys.setKeyEntry(ALIAS, issued.key(), password.toCharArray(), new X509Certificate[] {
            issued.certificate(), authority.certificate()
        });
        PrivateFiles.write(keyStore(), bytes(keys, password));
        writeTrusted(password, authority.certificate(), masters);
        PrivateFiles.write(passwordFile(), password);
        made.add(ALIAS);
    }

    private Optional<String> password() throws IOException {
        return Files.exists(passwordFile()) && Files.exists(keyStore()) && Files.exists(trustStore())
                ? Optional.of(Files.readString(passwordFile()))
                : Optional.empty();
    }

    private boolean serves(String password, Identity server, X509Certificate authority)
            throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(keyStore().toFile(), password.toCharArray()).getCertificate(ALIAS)
                        instanceof X509Certificate certificate
                && ClusterPki.serves(certificate, server, authority, clock.instant());
    }

    private boolean trusts(String password, X509Certificate authority, X509Certificate masters)
            throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(trustStore().toFile(), password.toCharArray());
        return authority.equals(trusted.getCertificate("ca")) && masters.equals(trusted.getCertificate("masters-ca"));
    }

    private void writeTrusted(String password, X509Certificate authority, X509Certificate masters)
            throws IOException, GeneralSecurityException {
        KeyStore trusted = empty();
        trusted.setCertificateEntry("ca", authority);
        trusted.setCertificateEntry("masters-ca", masters);
        PrivateFiles.write(trustStore(), bytes(trusted, password));
    }

    private Path keyStore() {
        return directory.resolve("apiserver.p12");
    }

    private Path trustStore() {
        return directory.resolve(TRUSTED + ".p12");
    }

    private Path passwordFile() {
        return directory.resolve("keystore.password");
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static byte[] bytes(KeyStore store, String password) throws IOException, GeneralSecurityException {
        var out = new ByteArrayOutputStream();
        store.store(out, password.toCharArray());
        return out.toByteArray();
    }
}
