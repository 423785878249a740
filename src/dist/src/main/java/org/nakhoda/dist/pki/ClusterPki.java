package org.nakhoda.dist.pki;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import javax.security.auth.x500.X500Principal;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.host.PrivateFiles;

/**
 * The files in {@code DATA/pki}. What is there and still right stays; what is missing, is for other names, was signed by
 * another authority or ends within {@link #RENEW_BEFORE} is issued again. The authorities and the service accounts' key are
 * made once: everything ever signed hangs on them.
 *
 * <p>There are two authorities, for who is certified by the second, {@code front-proxy-ca}, may speak for anybody: it signs
 * the certificate alone by which servers that extend the API know that a request, with its caller's name in a header, came
 * through the API server. The cluster's own servers do not trust it.
 */
public final class ClusterPki {
    static final Duration RENEW_BEFORE = Duration.ofDays(30);
    private static final String ALIAS = "apiserver";

    private final Path directory;
    private final Clock clock;

    public ClusterPki(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /**
     * @return the files' base names that were made now
     * @throws GeneralSecurityException if what is there cannot be read as keys or certificates
     */
    public List<String> prepare(Settings settings) throws IOException, GeneralSecurityException {
        PrivateFiles.createDirectory(directory);
        List<String> made = new ArrayList<>();
        CertificateAuthority.Issued authority = authority("ca", "nakhoda-ca", made);
        serviceAccountKey(made);
        for (Identity client : clients(settings)) {
            ensure(client, authority, made);
        }
        ensure(
                new Identity(
                        "kubelet",
                        "system:node:" + settings.nodeName(),
                        Optional.of("system:nodes"),
                        SubjectNames.ofKubelet(settings)),
                authority,
                made);
        keyStores(settings, authority, made);
        ensure(
                Identity.client("front-proxy-client", "front-proxy-client"),
                authority("front-proxy-ca", "front-proxy-ca", made),
                made);
        return made;
    }

    private static List<Identity> clients(Settings settings) {
        return List.of(
                Identity.person("admin", "kubernetes-admin", "system:masters"),
                Identity.client("apiserver-kubelet-client", "kube-apiserver-kubelet-client"),
                Identity.client("kubelet-client", "system:node:" + settings.nodeName(), "system:nodes"),
                Identity.client("scheduler", "system:kube-scheduler"),
                Identity.client("controller-manager", "system:kube-controller-manager"));
    }

    private CertificateAuthority.Issued authority(String file, String name, List<String> made)
            throws IOException, GeneralSecurityException {
        if (Files.exists(certificateFile(file)) && Files.exists(keyFile(file))) {
            return load(file);
        }
        var authority = CertificateAuthority.create(name, clock.instant());
        store(file, authority);
        made.add(file);
        return authority;
    }

    private void serviceAccountKey(List<String> made) throws IOException, GeneralSecurityException {
        if (Files.exists(directory.resolve("sa.key")) && Files.exists(directory.resolve("sa.pub"))) {
            return;
        }
        KeyPair pair = CertificateAuthority.newKeyPair(Identity.Keys.RSA);
        PrivateFiles.write(
                directory.resolve("sa.pub"),
                Pem.encode("PUBLIC KEY", pair.getPublic().getEncoded()));
        PrivateFiles.write(
                directory.resolve("sa.key"),
                Pem.encode("PRIVATE KEY", pair.getPrivate().getEncoded()));
        made.add("sa");
    }

    private void ensure(Identity identity, CertificateAuthority.Issued authority, List<String> made)
            throws IOException, GeneralSecurityException {
        if (Files.exists(certificateFile(identity.file()))
                && Files.exists(keyFile(identity.file()))
                && serves(load(identity.file()).certificate(), identity, authority.certificate(), clock.instant())) {
            return;
        }
        store(
                identity.file(),
                new CertificateAuthority(authority.certificate(), authority.key()).issue(identity, clock.instant()));
        made.add(identity.file());
    }

    /** Whether a certificate can stay in use. */
    static boolean serves(X509Certificate certificate, Identity identity, X509Certificate authority, Instant now)
            throws GeneralSecurityException {
        try {
            certificate.verify(authority.getPublicKey());
        } catch (GeneralSecurityException e) {
            return false;
        }
        String name = "CN=" + identity.commonName();
        String subject = identity.organization().map(o -> name + ",O=" + o).orElse(name);
        return certificate.getSubjectX500Principal().equals(new X500Principal(subject))
                && SubjectNames.of(certificate).equals(new TreeSet<>(identity.names()))
                && now.plus(RENEW_BEFORE).isBefore(certificate.getNotAfter().toInstant());
    }

    /** {@code apiserver.p12} and {@code truststore.p12}, locked with the password in {@code keystore.password}. */
    private void keyStores(Settings settings, CertificateAuthority.Issued authority, List<String> made)
            throws IOException, GeneralSecurityException {
        var identity = new Identity(ALIAS, "kube-apiserver", Optional.empty(), SubjectNames.ofApiServer(settings));
        Path passwordFile = directory.resolve("keystore.password");
        Path keyStoreFile = directory.resolve("apiserver.p12");
        Path trustStoreFile = directory.resolve("truststore.p12");
        if (Files.exists(passwordFile) && Files.exists(keyStoreFile) && Files.exists(trustStoreFile)) {
            KeyStore present = KeyStore.getInstance(
                    keyStoreFile.toFile(), Files.readString(passwordFile).toCharArray());
            if (present.getCertificate(ALIAS) instanceof X509Certificate certificate
                    && serves(certificate, identity, authority.certificate(), clock.instant())) {
                return;
            }
        }
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        var issued =
                new CertificateAuthority(authority.certificate(), authority.key()).issue(identity, clock.instant());
        KeyStore keys = emptyKeyStore();
        keys.setKeyEntry(ALIAS, issued.key(), password.toCharArray(), new X509Certificate[] {
            issued.certificate(), authority.certificate()
        });
        KeyStore trust = emptyKeyStore();
        trust.setCertificateEntry("ca", authority.certificate());
        PrivateFiles.write(keyStoreFile, bytes(keys, password));
        PrivateFiles.write(trustStoreFile, bytes(trust, password));
        PrivateFiles.write(passwordFile, password);
        made.add(ALIAS);
    }

    private static KeyStore emptyKeyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static byte[] bytes(KeyStore store, String password) throws IOException, GeneralSecurityException {
        var out = new ByteArrayOutputStream();
        store.store(out, password.toCharArray());
        return out.toByteArray();
    }

    private CertificateAuthority.Issued load(String file) throws IOException, GeneralSecurityException {
        return new CertificateAuthority.Issued(
                Pem.certificate(Files.readString(certificateFile(file))),
                Pem.privateKey(Files.readString(keyFile(file))));
    }

    private void store(String file, CertificateAuthority.Issued issued) throws IOException, GeneralSecurityException {
        PrivateFiles.write(keyFile(file), issued.keyPem());
        PrivateFiles.write(certificateFile(file), issued.certificatePem());
    }

    private Path certificateFile(String file) {
        return directory.resolve(file + ".crt");
    }

    private Path keyFile(String file) {
        return directory.resolve(file + ".key");
    }
}
