package org.nakhoda.dist.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
 * <p>There are three authorities. Who is certified by the first, {@code ca}, is a user or a server of the cluster. Who is
 * certified by {@code front-proxy-ca} may speak for anybody: it signs the certificate alone by which servers that extend the
 * API know that a request, with its caller's name in a header, came through the API server; the cluster's own servers do not
 * trust it. Who is certified by {@code masters-ca} is a master, with all that masters do among themselves, and no user.
 */
public final class ClusterPki {
    static final Duration RENEW_BEFORE = Duration.ofDays(30);
    /** What a master's name begins with in its certificate. */
    private static final String MASTER = "nakhoda:master:";

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
                Identity.server(
                        "kubelet",
                        "system:node:" + settings.nodeName(),
                        Optional.of("system:nodes"),
                        SubjectNames.ofNode(settings)),
                authority,
                made);
        CertificateAuthority.Issued masters = authority("masters-ca", "nakhoda-masters-ca", made);
        ensure(Identity.peer("master", MASTER + settings.nodeName(), SubjectNames.ofNode(settings)), masters, made);
        new KeyStores(directory, clock)
                .prepare(
                        Identity.server(
                                KeyStores.ALIAS,
                                "kube-apiserver",
                                Optional.empty(),
                                SubjectNames.ofApiServer(settings)),
                        authority,
                        masters.certificate(),
                        made);
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
