package org.nakhoda.dist.masters;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.nakhoda.dist.cluster.Failure;

/**
 * Gets to know an API server of which only an address and its authority's hash are known. A first connection sends nothing
 * and only looks at the certificates that the server shows; if the authority among them has the hash, every later connection
 * trusts it and nobody else.
 */
final class Introduction {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final URI server;

    Introduction(URI server) {
        this.server = server;
    }

    /** @return trusts the authority with this hash alone; nothing secret was sent for it */
    SSLContext trust(AuthorityHash expected) throws Failure, GeneralSecurityException, IOException {
        List<X509Certificate> shown = shown();
        Optional<X509Certificate> authority = shown.stream()
                .filter(certificate -> AuthorityHash.of(certificate).equals(expected))
                .findFirst();
        if (authority.isEmpty()) {
            String found = shown.stream()
                    .filter(certificate -> certificate.getBasicConstraints() >= 0)
                    .map(certificate -> AuthorityHash.of(certificate).toString())
                    .findFirst()
                    .orElse("none at all");
            throw new Failure(
                    "the server at " + server + " is not of the cluster that was meant: --ca-hash is " + expected
                            + ", and the server shows the authority " + found
                            + ". Nothing was sent to it. Check the address; if it is right, make a new command with `nakhoda"
                            + " token` on a master");
        }
        if (authority.get().getBasicConstraints() < 0) {
            throw new Failure("--ca-hash is that of a server's certificate and not of an authority's; copy the whole"
                    + " command that `nakhoda token` prints");
        }
        requireName(shown.get(0));
        return trusting(authority.get());
    }

    private void requireName(X509Certificate certificate) throws Failure, CertificateParsingException {
        List<String> names = new ArrayList<>();
        var stated = certificate.getSubjectAlternativeNames();
        for (List<?> entry : stated == null ? List.<List<?>>of() : stated) {
            names.add(entry.get(1).toString());
        }
        if (!names.contains(server.getHost())) {
            throw new Failure("the certificate of the server at " + server + " is not for the name " + server.getHost()
                    + "; use one of these: " + String.join(", ", names));
        }
    }

    private List<X509Certificate> shown() throws Failure, GeneralSecurityException {
        Recorder recorder = new Recorder();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {recorder}, null);
        try (Socket plain = connect();
                SSLSocket socket = (SSLSocket)
                        context.getSocketFactory().createSocket(plain, server.getHost(), server.getPort(), true)) {
            socket.startHandshake();
        } catch (IOException e) {
            throw new Failure("what answers at " + server + " is not an API server (" + e.getMessage()
                    + "); use the address and port that `nakhoda token` prints");
        }
        List<X509Certificate> chain = recorder.chain.get();
        if (chain.isEmpty()) {
            throw new Failure("what answers at " + server + " shows no certificate and is not an API server");
        }
        return chain;
    }

    private Socket connect() throws Failure {
        try {
            Socket socket = new Socket();
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), (int) LIMIT.toMillis());
            socket.setSoTimeout((int) LIMIT.toMillis());
            return socket;
        } catch (UnknownHostException e) {
            throw new Failure("the name " + server.getHost() + " is not known here; use an address, or add the name to"
                    + " DNS or /etc/hosts");
        } catch (IOException e) {
            throw new Failure("nothing answers at " + server + " (" + e.getMessage()
                    + "); is the master running there (`nakhoda status`), and does a firewall let port "
                    + server.getPort()
                    + " through?");
        }
    }

    /** No client certificate; trusts this authority alone. */
    static SSLContext trusting(X509Certificate authority) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", authority);
        TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /** Takes down what a server shows. Lets any server pass, and so is for a connection on which nothing is sent. */
    private static final class Recorder extends X509ExtendedTrustManager {
        private final AtomicReference<List<X509Certificate>> chain = new AtomicReference<>(List.of());

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type) {
            chain.set(Arrays.asList(shown.clone()));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type, Socket socket) {
            checkServerTrusted(shown, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type, SSLEngine engine) {
            checkServerTrusted(shown, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type) throws CertificateException {
            throw new CertificateException("this is no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("this is no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("this is no server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
