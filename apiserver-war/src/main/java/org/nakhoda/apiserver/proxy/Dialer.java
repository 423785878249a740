package org.nakhoda.apiserver.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Opens raw connections, for what is no longer HTTP once it has begun. */
@FunctionalInterface
public interface Dialer {
    Duration TIMEOUT = Duration.ofSeconds(10);

    /** A connection that is ready to be written to; whoever reads from it gives up after {@link #TIMEOUT} until it says otherwise. */
    Socket dial(String host, int port) throws IOException;

    static Dialer plain() {
        return Dialer::connect;
    }

    /** @param demands what is asked of the other side, and said to it, in the handshake */
    static Dialer tls(SSLContext tls, Consumer<SSLParameters> demands) {
        return (host, port) -> {
            Socket plain = connect(host, port);
            try {
                SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, port, true);
                SSLParameters parameters = socket.getSSLParameters();
                demands.accept(parameters);
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                return socket;
            } catch (IOException | RuntimeException e) {
                plain.close();
                throw e;
            }
        };
    }

    private static Socket connect(String host, int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), (int) TIMEOUT.toMillis());
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
