package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.apiserver.authn.ClientCertificateAuthenticator;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.invm.InVmControlPlane;
import org.nakhoda.client.reconcile.LoopObserver;
import org.nakhoda.controllers.ClusterFacts;
import org.nakhoda.controllers.ControllerManager;
import org.nakhoda.controllers.certificates.ClusterAuthority;
import tools.jackson.databind.JsonNode;

class CertificatesTest {
    private static final String REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

    @TempDir
    static Path folder;

    private static KeyPair authorityKeys;
    private static ControllerManager controllers;

    private final Client admin = RunningApi.admin();

    @BeforeAll
    static void controllersOfAClusterWithItsAuthority() throws Exception {
        authorityKeys = keys();
        X500Name name = new X500Name("CN=cluster-ca");
        Instant now = Instant.now();
        byte[] certificate = new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(now),
                        Date.from(now.plus(Duration.ofDays(30))),
                        name,
                        authorityKeys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(authorityKeys.getPrivate()))
                .getEncoded();
        Files.writeString(folder.resolve("ca.crt"), pem("CERTIFICATE", certificate));
        Files.writeString(
                folder.resolve("ca.key"),
                pem("PRIVATE KEY", authorityKeys.getPrivate().getEncoded()));
        controllers = new ControllerManager(
                new InVmControlPlane(RunningApi.server()::handle, () -> true, RunningApi.executor()),
                RunningApi.executor(),
                InstantSource.system(),
                LoopObserver.NONE,
                new ClusterFacts(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(ClusterAuthority.load(folder.resolve("ca.crt"), folder.resolve("ca.key")))));
        controllers.beat();
    }

    @AfterAll
    static void stop() {
        controllers.close();
    }

    @Test
    void anApprovedRequestIsSignedAndItsCertificateNamesTheUserAndGroup() throws Exception {
        create("jane", "kubernetes.io/kube-apiserver-client", "CN=jane,O=dev", "client auth", 3600);

        approve("jane");

        eventually(() -> !certificate("jane").isEmpty());
        X509Certificate issued = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(Base64.getDecoder().decode(certificate("jane"))));
        issued.verify(authorityKeys.getPublic());
        UserInfo user = new ClientCertificateAuthenticator(Clock.systemUTC())
                .authenticate(new Credentials(issued, null))
                .orElseThrow();
        assertThat(user.name()).isEqualTo("jane");
        assertThat(user.groups()).contains("dev");
        assertThat(issued.getNotAfter().toInstant()).isBefore(Instant.now().plusSeconds(3601));
        assertThat(issued.getBasicConstraints()).isEqualTo(-1);
    }

    @Test
    void aRequestThatItsSignerDoesNotSignFails() throws Exception {
        create("server", "kubernetes.io/kube-apiserver-client", "CN=x", "server auth", 3600);
        approve("server");

        eventually(() -> text("server").contains("SignerValidationFailure"));
        assertThat(certificate("server")).isEmpty();
    }

    @Test
    void aRequestOfAnAdministratorForANodesCertificateIsApprovedByItself() throws Exception {
        create(
                "node",
                "kubernetes.io/kube-apiserver-client-kubelet",
                "CN=system:node:n9,O=system:nodes",
                "client auth",
                3600);

        eventually(() -> !certificate("node").isEmpty());
        assertThat(text("node")).contains("AutoApproved");
    }

    @Test
    void nobodySignsWithoutAnApproval() throws Exception {
        create("open", "kubernetes.io/kube-apiserver-client", "CN=open", "client auth", 3600);
        create("later", "kubernetes.io/kube-apiserver-client", "CN=later", "client auth", 3600);

        approve("later");

        eventually(() -> !certificate("later").isEmpty());
        assertThat(certificate("open")).isEmpty();
    }

    private void create(String name, String signer, String subject, String usage, int seconds) throws Exception {
        KeyPair pair = keys();
        byte[] request = new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
                .getEncoded();
        String encoded = Base64.getEncoder()
                .encodeToString(pem("CERTIFICATE REQUEST", request).getBytes(StandardCharsets.US_ASCII));
        admin.post(
                        REQUESTS,
                        "{metadata: {name: " + name + "}, spec: {signerName: " + signer + ", expirationSeconds: "
                                + seconds + ", usages: [digital signature, " + usage + "], request: " + encoded + "}}")
                .expect(201);
    }

    private void approve(String name) {
        admin.merge(
                        REQUESTS + "/" + name + "/approval",
                        "{status: {conditions: [{type: Approved, status: 'True', reason: Checked, message: fine}]}}")
                .expect(200);
    }

    private String certificate(String name) {
        JsonNode request = admin.get(REQUESTS + "/" + name).json();
        return request.at("/status/certificate").asString("");
    }

    private String text(String name) {
        return admin.get(REQUESTS + "/" + name).text();
    }

    private static KeyPair keys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + type
                + "-----\n";
    }

    private static void eventually(BooleanSupplier condition) {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("the condition did not come true").isBefore(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
