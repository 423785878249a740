package org.nakhoda.dist.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.api.settings.Settings;

class ClusterPkiTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    @TempDir
    Path directory;

    @Test
    void everyCertificateChainsToTheClustersAuthority() throws Exception {
        prepare(NOW, "10.0.0.5");

        for (String name : List.of(
                "admin", "apiserver-kubelet-client", "kubelet-client", "kubelet", "scheduler", "controller-manager")) {
            assertThatCode(() -> validate(certificate(name))).as(name).doesNotThrowAnyException();
        }
        assertThatCode(() -> validate(apiServerCertificate())).doesNotThrowAnyException();
    }

    @Test
    void theApiServerIsKnownByEveryNameThatClientsUse() throws Exception {
        prepare(NOW, "10.0.0.5");

        assertThat(SubjectNames.of(apiServerCertificate()))
                .containsExactlyInAnyOrder(
                        "kubernetes",
                        "kubernetes.default",
                        "kubernetes.default.svc",
                        "kubernetes.default.svc.cluster.local",
                        "localhost",
                        "node-1",
                        "127.0.0.1",
                        "10.0.0.5",
                        "10.96.0.1");
    }

    @Test
    void clientsAreNamedAfterTheirComponentAndMayNotServe() throws Exception {
        prepare(NOW, "10.0.0.5");

        assertThat(certificate("admin").getSubjectX500Principal())
                .isEqualTo(new X500Principal("CN=kubernetes-admin,O=system:masters"));
        assertThat(certificate("kubelet-client").getSubjectX500Principal())
                .isEqualTo(new X500Principal("CN=system:node:node-1,O=system:nodes"));
        assertThat(certificate("admin").getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(certificate("kubelet").getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(certificate("admin").getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate("ca").getKeyUsage()[5]).as("keyCertSign").isTrue();
    }

    @Test
    void privateKeysBelongToTheirCertificatesAndAreReadableByTheirOwnerOnly() throws Exception {
        prepare(NOW, "10.0.0.5");

        // the administrator's key goes to clients of all kinds, some of which read RSA alone
        belongs("admin", "SHA256withRSA");
        belongs("scheduler", "SHA256withECDSA");
        try (var files = Files.list(directory)) {
            assertThat(files).isNotEmpty().allSatisfy(file -> assertThat(
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------"));
        }
    }

    private void belongs(String name, String algorithm) throws Exception {
        var signature = Signature.getInstance(algorithm);
        signature.initSign(Pem.privateKey(Files.readString(directory.resolve(name + ".key"))));
        signature.update((byte) 7);
        byte[] signed = signature.sign();
        signature.initVerify(certificate(name).getPublicKey());
        signature.update((byte) 7);
        assertThat(signature.verify(signed)).isTrue();
    }

    @Test
    void aSecondStartMakesNothing() throws Exception {
        prepare(NOW, "10.0.0.5");

        assertThat(prepare(NOW.plus(Duration.ofDays(300)), "10.0.0.5")).isEmpty();
    }

    @Test
    void whoMaySpeakForOthersIsCertifiedByAnAuthorityOfItsOwn() throws Exception {
        prepare(NOW, "10.0.0.5");

        assertThat(certificate("front-proxy-client").getSubjectX500Principal())
                .isEqualTo(new X500Principal("CN=front-proxy-client"));
        assertThatCode(() -> certificate("front-proxy-client")
                        .verify(certificate("front-proxy-ca").getPublicKey()))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> validate(certificate("front-proxy-client")))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void aClusterFromBeforeTheFrontProxyGetsItsCertificatesAtTheNextStart() throws Exception {
        prepare(NOW, "10.0.0.5");
        for (String file : List.of(
                "front-proxy-ca.crt", "front-proxy-ca.key", "front-proxy-client.crt", "front-proxy-client.key")) {
            Files.delete(directory.resolve(file));
        }

        assertThat(prepare(NOW, "10.0.0.5")).containsExactlyInAnyOrder("front-proxy-ca", "front-proxy-client");
    }

    @Test
    void aMasterIsCertifiedByAnAuthorityOfItsOwnForCallingAndForBeingCalled() throws Exception {
        prepare(NOW, "10.0.0.5");

        X509Certificate master = certificate("master");
        assertThat(master.getSubjectX500Principal()).isEqualTo(new X500Principal("CN=nakhoda:master:node-1"));
        assertThat(master.getExtendedKeyUsage()).containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(SubjectNames.of(master)).containsExactlyInAnyOrder("node-1", "10.0.0.5", "localhost", "127.0.0.1");
        belongs("master", "SHA256withECDSA");
        assertThatCode(() -> master.verify(certificate("masters-ca").getPublicKey()))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> validate(master)).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void aClusterFromBeforeSeveralMastersGetsWhatItLacksAndKeepsItsServersCertificate() throws Exception {
        prepare(NOW, "10.0.0.5");
        X509Certificate server = apiServerCertificate();
        for (String file : List.of("masters-ca.crt", "masters-ca.key", "master.crt", "master.key")) {
            Files.delete(directory.resolve(file));
        }

        assertThat(prepare(NOW, "10.0.0.5")).containsExactlyInAnyOrder("masters-ca", "master", "truststore");
        assertThat(apiServerCertificate()).isEqualTo(server);
        assertThat(trusted()).containsExactlyInAnyOrder(certificate("ca"), certificate("masters-ca"));
    }

    @Test
    void authoritiesThatCameFromAnotherMasterAreUsedForOwnCertificates() throws Exception {
        prepare(NOW, "10.0.0.5");
        Path joined = Files.createDirectory(directory.resolve("joined"));
        for (String name : List.of("ca", "masters-ca", "front-proxy-ca")) {
            Files.copy(directory.resolve(name + ".crt"), joined.resolve(name + ".crt"));
            Files.copy(directory.resolve(name + ".key"), joined.resolve(name + ".key"));
        }
        Files.copy(directory.resolve("sa.key"), joined.resolve("sa.key"));
        Files.copy(directory.resolve("sa.pub"), joined.resolve("sa.pub"));

        List<String> made = prepareIn(joined, NOW, "10.0.0.6");

        assertThat(made).contains("master", "admin").doesNotContain("ca", "masters-ca", "front-proxy-ca", "sa");
        assertThatCode(() -> Pem.certificate(Files.readString(joined.resolve("master.crt")))
                        .verify(certificate("masters-ca").getPublicKey()))
                .doesNotThrowAnyException();
    }

    @Test
    void aNewAddressReplacesTheServersCertificatesOnly() throws Exception {
        prepare(NOW, "10.0.0.5");

        assertThat(prepare(NOW, "10.0.0.6")).containsExactlyInAnyOrder("apiserver", "kubelet", "master");
        assertThat(SubjectNames.of(apiServerCertificate())).contains("10.0.0.6").doesNotContain("10.0.0.5");
        validate(apiServerCertificate());
    }

    @Test
    void certificatesAreRenewedBeforeTheyEndAndTheAuthorityStays() throws Exception {
        prepare(NOW, "10.0.0.5");
        String authority = Files.readString(directory.resolve("ca.crt"));
        String serviceAccountKey = Files.readString(directory.resolve("sa.key"));

        List<String> made = prepare(NOW.plus(Duration.ofDays(340)), "10.0.0.5");

        assertThat(made)
                .hasSize(9)
                .contains("front-proxy-client", "master")
                .doesNotContain("ca", "sa", "front-proxy-ca", "masters-ca");
        assertThat(directory.resolve("ca.crt")).hasContent(authority);
        assertThat(directory.resolve("sa.key")).hasContent(serviceAccountKey);
    }

    private List<String> prepare(Instant now, String address) throws Exception {
        return prepareIn(directory, now, address);
    }

    private static List<String> prepareIn(Path directory, Instant now, String address) throws Exception {
        Settings settings =
                Settings.of(Map.of("data-dir", directory.toString(), "node-name", "node-1", "node-address", address));
        return new ClusterPki(directory, Clock.fixed(now, ZoneOffset.UTC)).prepare(settings);
    }

    private X509Certificate certificate(String name) throws Exception {
        return Pem.certificate(Files.readString(directory.resolve(name + ".crt")));
    }

    private X509Certificate apiServerCertificate() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (var in = new FileInputStream(directory.resolve("apiserver.p12").toFile())) {
            store.load(
                    in, Files.readString(directory.resolve("keystore.password")).toCharArray());
        }
        return (X509Certificate) store.getCertificate("apiserver");
    }

    private List<X509Certificate> trusted() throws Exception {
        KeyStore store = KeyStore.getInstance(
                directory.resolve("truststore.p12").toFile(),
                Files.readString(directory.resolve("keystore.password")).toCharArray());
        return List.of(
                (X509Certificate) store.getCertificate("ca"), (X509Certificate) store.getCertificate("masters-ca"));
    }

    private void validate(X509Certificate certificate) throws Exception {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(certificate("ca"), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(java.util.Date.from(NOW));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);
    }
}
