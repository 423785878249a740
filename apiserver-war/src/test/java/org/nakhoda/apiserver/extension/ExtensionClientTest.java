package org.nakhoda.apiserver.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.extension.ExtensionClient.Peer;
import org.nakhoda.apiserver.proxy.TestPki;

class ExtensionClientTest {
    @TempDir
    Path directory;

    private TestPki pki;
    private String ca;
    private HttpsServer server;
    private final ExtensionClient clients = new ExtensionClient(Runnable::run, Duration.ofSeconds(10));

    @BeforeEach
    void makeAuthority() throws Exception {
        pki = new TestPki(directory);
        ca = Files.readString(directory.resolve("ca.crt"));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    /** Answers with the name that was asked for and who asked. */
    private void serve(String names) throws Exception {
        SSLContext tls = pki.serverTls(names);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters defaults = tls.getDefaultSSLParameters();
                defaults.setWantClientAuth(true);
                parameters.setSSLParameters(defaults);
            }
        });
        server.createContext("/", exchange -> {
            HttpsExchange https = (HttpsExchange) exchange;
            byte[] answer = (asked(https) + " by " + caller(https)).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    private static String asked(HttpsExchange exchange) {
        return ((ExtendedSSLSession) exchange.getSSLSession())
                .getRequestedServerNames().stream()
                        .map(name -> ((SNIHostName) name).getAsciiName())
                        .collect(Collectors.joining());
    }

    private static String caller(HttpsExchange exchange) {
        try {
            return exchange.getSSLSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            return "nobody";
        }
    }

    private String call(Peer peer) throws IOException, InterruptedException {
        URI uri = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/");
        return clients.client(peer)
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void anAddressIsDialledUnderTheNameOfItsService() throws Exception {
        serve("dns:hook.default.svc");

        assertThat(call(Peer.ofService("default", "hook", ca))).isEqualTo("hook.default.svc by nobody");
    }

    @Test
    void aCertificateForTheAddressAloneIsNotTheServices() throws Exception {
        serve("ip:127.0.0.1,dns:other.default.svc");

        assertThatThrownBy(() -> call(Peer.ofService("default", "hook", ca)))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("not hook.default.svc");
    }

    @Test
    void aStarStandsForOneLabel() throws Exception {
        serve("dns:*.default.svc");

        assertThat(call(Peer.ofService("default", "hook", ca))).startsWith("hook.default.svc");
        assertThatThrownBy(() -> call(Peer.ofService("other", "hook", ca))).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void aServerAtAUrlMustHaveTheUrlsHost() throws Exception {
        serve("ip:127.0.0.1");
        assertThat(call(Peer.atUrl(ca))).isEqualTo(" by nobody");
        server.stop(0);

        serve("ip:127.0.0.2");
        assertThatThrownBy(() -> call(Peer.atUrl(ca))).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void withoutABundleTheSystemsAuthoritiesDecide() throws Exception {
        serve("dns:hook.default.svc");

        assertThatThrownBy(() -> call(Peer.ofService("default", "hook", ""))).isInstanceOf(SSLHandshakeException.class);
        assertThat(call(Peer.ofService("default", "hook", "").trustingAnyone())).startsWith("hook.default.svc");
    }

    @Test
    void theServerSeesThisSidesCertificate() throws Exception {
        serve("dns:hook.default.svc");

        assertThat(call(Peer.ofService("default", "hook", ca).presenting(pki.clientIdentity())))
                .isEqualTo("hook.default.svc by CN=kube-apiserver-kubelet-client");
    }

    @Test
    void peersOfOneDescriptionShareAClient() throws Exception {
        assertThat(clients.client(Peer.ofService("default", "hook", ca)))
                .isSameAs(clients.client(Peer.ofService("default", "hook", ca)))
                .isNotSameAs(clients.client(Peer.ofService("default", "other", ca)));
    }

    @Test
    void aBundleWithoutCertificatesIsRefused() {
        for (String bundle : List.of("\n", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")) {
            assertThatThrownBy(() -> clients.client(Peer.atUrl(bundle)))
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("caBundle");
        }
    }
}
