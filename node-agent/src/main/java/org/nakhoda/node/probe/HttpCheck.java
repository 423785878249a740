package org.nakhoda.node.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * One GET request of which only the status counts. The server's certificate is not checked: who asks a container about
 * itself has no authority to check it against.
 */
public final class HttpCheck {
    private static final int LONGEST_LINE = 8192;
    private static final SSLSocketFactory TRUSTING = trusting();

    private HttpCheck() {}

    /**
     * What is asked, and where.
     *
     * @param tls whether it is HTTPS
     * @param path as the action has it, {@code /} if it has none
     * @param headers a Host header among them replaces the address
     */
    public record Target(boolean tls, String host, int port, String path, List<Map.Entry<String, String>> headers) {
        /**
         * @param container whose ports the action may name
         * @param address of the pod, where the action names no host
         * @throws IllegalArgumentException if the container has no port of the action's name
         */
        public static Target of(HTTPGetAction action, Container container, String address) {
            List<Map.Entry<String, String>> headers = action.getHttpHeaders() == null
                    ? List.of()
                    : action.getHttpHeaders().stream()
                            .map(h -> Map.entry(h.getName(), h.getValue() == null ? "" : h.getValue()))
                            .toList();
            return new Target(
                    "HTTPS".equals(action.getScheme()),
                    action.getHost() == null || action.getHost().isEmpty() ? address : action.getHost(),
                    Ports.number(action.getPort(), container),
                    action.getPath() == null || action.getPath().isEmpty() ? "/" : action.getPath(),
                    headers);
        }
    }

    /** Whether a status counts as an answer of something that is well. */
    public static boolean good(int status) {
        return status >= 200 && status < 400;
    }

    /**
     * @return the status code
     * @throws IOException if there is no answer, or none in time
     */
    public static int get(Target target, Duration timeout) throws IOException {
        int millis = (int) Math.max(1, timeout.toMillis());
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(target.host, target.port), millis);
            plain.setSoTimeout(millis);
            Socket socket = plain;
            if (target.tls) {
                SSLSocket secured = (SSLSocket) TRUSTING.createSocket(plain, target.host, target.port, true);
                secured.startHandshake();
                socket = secured;
            }
            socket.getOutputStream().write(request(target).getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return status(socket.getInputStream());
        }
    }

    private static String request(Target target) {
        Map<String, String> byName = new java.util.LinkedHashMap<>();
        String literal = target.host.contains(":") ? "[" + target.host + "]" : target.host;
        byName.put("host", "Host: " + literal + ":" + target.port);
        byName.put("user-agent", "User-Agent: kube-probe/1.36");
        byName.put("accept", "Accept: */*");
        List<String> more = new ArrayList<>();
        for (Map.Entry<String, String> header : target.headers) {
            String line = header.getKey() + ": " + header.getValue();
            if (byName.replace(header.getKey().toLowerCase(Locale.ROOT), line) == null) {
                more.add(line);
            }
        }
        String path = target.path.startsWith("/") ? target.path : "/" + target.path;
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
        byName.values().forEach(line -> request.append(line).append("\r\n"));
        more.forEach(line -> request.append(line).append("\r\n"));
        return request.append("Connection: close\r\n\r\n").toString();
    }

    private static int status(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n' && line.length() < LONGEST_LINE; c = in.read()) {
            line.append((char) c);
        }
        String[] parts = line.toString().strip().split(" ", 3);
        try {
            if (parts.length >= 2 && parts[0].startsWith("HTTP/")) {
                return Integer.parseInt(parts[1]);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IOException("malformed HTTP response \"" + line.toString().strip() + "\"");
    }

    private static SSLSocketFactory trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAnyone()}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no TLS", e);
        }
    }

    private static final class TrustAnyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
