package org.nakhoda.apiserver.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Connects to agents with the API server's kubelet-client certificate. An agent must show a certificate of the cluster's
 * CA for the address that was dialled.
 */
public final class AgentDialer {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final SSLContext tls;
    private final HttpClient http;

    private AgentDialer(SSLContext tls, Executor executor) {
        this.tls = tls;
        this.http = HttpClient.newBuilder()
                .sslContext(tls)
                .executor(executor)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
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

    /** A connection whose handshake is done. */
    SSLSocket dial(Agent agent) throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(agent.host(), agent.port()), (int) CONNECT_TIMEOUT.toMillis());
            plain.setTcpNoDelay(true);
            plain.setKeepAlive(true);
            plain.setSoTimeout((int) CONNECT_TIMEOUT.toMillis());
            SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, agent.host(), agent.port(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }
}
