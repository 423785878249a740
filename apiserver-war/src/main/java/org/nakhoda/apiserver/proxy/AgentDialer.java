package org.nakhoda.apiserver.proxy;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;

/**
 * Connects to agents with the API server's kubelet-client certificate. An agent must show a certificate of the cluster's
 * CA for the address that was dialled.
 */
public final class AgentDialer {
    private final Dialer dialer;
    private final HttpClient http;

    private AgentDialer(SSLContext tls, Executor executor) {
        this.dialer = Dialer.tls(tls, demanded -> demanded.setEndpointIdentificationAlgorithm("HTTPS"));
        this.http = HttpClient.newBuilder()
                .sslContext(tls)
                .executor(executor)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Dialer.TIMEOUT)
                .build();
    }

    /**
     * @param pki holds ca.crt, apiserver-kubelet-client.crt and apiserver-kubelet-client.key
     * @throws IOException if a file cannot be read or is not what it is named after
     */
    public static AgentDialer load(Path pki, Executor executor) throws IOException {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(
                    ClientIdentity.load(
                            pki.resolve("apiserver-kubelet-client.crt"), pki.resolve("apiserver-kubelet-client.key")),
                    ClientIdentity.trusting(Files.readAllBytes(pki.resolve("ca.crt"))),
                    null);
            return new AgentDialer(tls, executor);
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates for reaching node agents in " + pki + " cannot be used: " + e, e);
        }
    }

    HttpClient http() {
        return http;
    }

    Dialer dialer() {
        return dialer;
    }

    /** A connection whose handshake is done. */
    Socket dial(Agent agent) throws IOException {
        return dialer.dial(agent.host(), agent.port());
    }
}
