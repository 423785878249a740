package org.nakhoda.db.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nakhoda.db.raft.Voyage.confirmed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.db.MastersAuthority;
import org.nakhoda.db.masters.ConsensusException;

/** Who may speak to a master, and to whom a master speaks. */
@Timeout(120)
class RaftTlsTest {
    @TempDir
    private Path directory;

    private Voyage voyage;
    private RatisConsensus leader;

    @BeforeEach
    void begin() throws Exception {
        voyage = new Voyage(directory);
        leader = voyage.found("a");
    }

    @AfterEach
    void end() {
        voyage.close();
    }

    private void isNotTakenIn(RaftTls tls) throws Exception {
        RatisConsensus other = voyage.open("b", Optional.empty(), tls);

        assertThatThrownBy(() -> leader.addLearner(voyage.member("b"), Duration.ofSeconds(4)))
                .isInstanceOf(ConsensusException.class)
                .hasMessageContaining(voyage.member("b").raft());

        assertThat(other.leader()).isEmpty();
        assertThat(confirmed(leader)).isTrue();
        voyage.stop("b");
    }

    @Test
    void a_certificate_of_another_authority_is_refused() throws Exception {
        isNotTakenIn(ofAnotherAuthority());
    }

    @Test
    void a_member_that_trusts_another_authority_refuses_the_leader() throws Exception {
        RaftTls own = voyage.tls("b");

        isNotTakenIn(new RaftTls(ofAnotherAuthority().authority(), own.certificate(), own.key()));
    }

    private RaftTls ofAnotherAuthority() {
        return RaftTls.in(new MastersAuthority().issue(directory.resolve("other"), "b", Voyage.ADDRESS));
    }

    @Test
    void a_certificate_for_another_address_is_refused() throws Exception {
        isNotTakenIn(RaftTls.in(voyage.authority.issue(directory.resolve("elsewhere"), "b", "127.0.0.99")));
    }

    @Test
    void who_shows_no_certificate_gets_no_answer() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(voyage.tls("x").authority())) {
            trusted.setCertificateEntry("masters", (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        trust.init(trusted);
        context.init(null, trust.getTrustManagers(), null);

        try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(Voyage.ADDRESS, voyage.member("a").raftPort())) {
            var parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            assertThatThrownBy(() -> {
                        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes("US-ASCII"));
                        if (socket.getInputStream().read() < 0) {
                            throw new IOException("closed");
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void an_address_of_this_machine_is_listened_on_alone() throws Exception {
        assertThat(RaftSettings.listenAddress("127.0.0.1")).isEqualTo("127.0.0.1");
        assertThat(RaftSettings.listenAddress("localhost")).isEmpty();
        assertThat(RaftSettings.listenAddress("192.0.2.7")).isEmpty();
    }
}
