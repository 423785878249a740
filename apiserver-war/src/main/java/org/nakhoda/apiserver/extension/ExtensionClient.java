package org.nakhoda.apiserver.extension;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTPS clients for servers that extend this one. Such a server may be dialled at an address and still has to prove that it is
 * the service it was found by: the request's URI has the address, {@link Peer} the name, which is sent (SNI) and verified.
 * A client keeps its connections; it is shared by all calls to peers of the same description.
 */
public final class ExtensionClient {
    /** How long a server may take to answer the call for a connection. */
    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** The JDK's setting for headers that are its own otherwise; the launcher sets it too. */
    private static final String RESTRICTED = "jdk.httpclient.allowRestrictedHeaders";

    private static final Logger LOG = LoggerFactory.getLogger(ExtensionClient.class);

    /**
     * Lets requests name their servers. The JDK reads its setting once, when its client is first used: this has to come before
     * any of them, and the launcher says the same.
     */
    public static void allowNames() {
        if (System.getProperty(RESTRICTED) == null) {
            System.setProperty(RESTRICTED, "host");
        }
    }

    /** So many peers are remembered; the one that was not asked for the longest makes room. */
    private static final int REMEMBERED = 64;

    private final Executor executor;
    private final Duration connectTimeout;
    private final Map<Peer, HttpClient> clients = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Peer, HttpClient> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * Who is called, and how both sides prove who they are.
     *
     * @param serverName the name that the certificate must have; empty for the host of the request's URI
     * @param caBundle PEM of the authorities that may have signed the certificate; empty for those of the system
     * @param identity this side's certificate; compared by identity
     * @param insecure whether any certificate will do
     */
    public record Peer(String serverName, String caBundle, Optional<KeyManager> identity, boolean insecure) {
        /** A server that is found by its URL. */
        public static Peer atUrl(String caBundle) {
            return new Peer("", caBundle, Optional.empty(), false);
        }

        /** A server that is found by reference to a service. */
        public static Peer ofService(String namespace, String name, String caBundle) {
            return new Peer(ServiceEndpoints.serverName(namespace, name), caBundle, Optional.empty(), false);
        }

        public Peer presenting(KeyManager certificate) {
            return new Peer(serverName, caBundle, Optional.of(certificate), insecure);
        }

        public Peer trustingAnyone() {
            return new Peer(serverName, caBundle, identity, true);
        }
    }

    /**
     * Names the server in the request's {@code Host}, where its URI has only an address. Over HTTP/1.1: HTTP/2 has no such
     * header.
     */
    public static void called(HttpRequest.Builder request, String host) {
        try {
            request.version(HttpClient.Version.HTTP_1_1).setHeader("Host", host);
        } catch (IllegalArgumentException e) {
            LOG.debug("the JDK does not let a request say that its server is called {}", host);
        }
    }

    /** @param executor runs what is to be done when a connection has something to read */
    public ExtensionClient(Executor executor, Duration connectTimeout) {
        this.executor = executor;
        this.connectTimeout = connectTimeout;
    }

    /**
     * The client for a peer. With a server name, the URIs of its requests must have an IP address for a host (see
     * {@link ServiceEndpoints}). It follows no redirects. A request's own timeout is the request's business.
     *
     * @throws ApiException INTERNAL_ERROR if the peer's {@code caBundle} has no certificate that can be read
     */
    public HttpClient client(Peer peer) {
        synchronized (clients) {
            return clients.computeIfAbsent(peer, this::connectTo);
        }
    }

    private HttpClient connectTo(Peer peer) {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            KeyManager[] identity = peer.identity().stream().toArray(KeyManager[]::new);
            tls.init(identity, new TrustManager[] {PeerTrust.of(peer)}, null);
            // for a literal address the JDK sends no name of its own and keeps this one
            SSLParameters parameters = tls.getDefaultSSLParameters();
            if (!peer.serverName().isEmpty()) {
                parameters.setServerNames(List.of(new SNIHostName(peer.serverName())));
            }
            return HttpClient.newBuilder()
                    .sslContext(tls)
                    .sslParameters(parameters)
                    .executor(executor)
                    .connectTimeout(connectTimeout)
                    .build();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw ApiException.of(
                    Reason.INTERNAL_ERROR, "the caBundle or the name of the server cannot be used: " + e.getMessage());
        }
    }
}
