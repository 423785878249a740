package org.nakhoda.apiserver.proxy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
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
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Connects to agents with the API server's kubelet-client certificate. An agent must show a certificate of the cluster's
 * CA for the address that was dialled.
 */
public final class AgentDialer {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final char[] NO_PASSWORD = {};

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
            KeyStore identity = empty();
            identity.setKeyEntry(
                    "client",
                    privateKey(pki.resolve("apiserver-kubelet-client.key")),
                    NO_PASSWORD,
                    certificates(pki.resolve("apiserver-kubelet-client.crt")).toArray(new Certificate[0]));
            KeyStore trusted = empty();
            int number = 0;
            for (Certificate ca : certificates(pki.resolve("ca.crt"))) {
                trusted.setCertificateEntry("ca" + number++, ca);
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(identity, NO_PASSWORD);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return new AgentDialer(tls, executor);
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates for reaching node agents in " + pki + " cannot be used: " + e, e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static List<Certificate> certificates(Path pem) throws IOException, GeneralSecurityException {
        return List.copyOf(CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(pem))));
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
