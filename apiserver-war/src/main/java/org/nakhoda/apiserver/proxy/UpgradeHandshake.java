package org.nakhoda.apiserver.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nakhoda.apiserver.authn.FrontProxyHeaders.Header;

/** The HTTP/1.1 request by which a connection to another server becomes a stream, and the server's answer to it. */
final class UpgradeHandshake {
    private static final int MAX_HEAD = 32 * 1024;
    private static final int MAX_BODY = 64 * 1024;

    private UpgradeHandshake() {}

    /**
     * The server's answer.
     *
     * @param headers by name, of which case does not matter
     * @param stream what follows the head; bytes may have been buffered already, so the socket's own stream is not to be used
     */
    record Answer(int status, Map<String, List<String>> headers, InputStream stream) {
        boolean switched() {
            return status == 101;
        }

        String header(String name, String otherwise) {
            List<String> values = headers.get(name);
            return values == null ? otherwise : String.join(", ", values);
        }

        /** The body of a refusal; what is too long is cut off. */
        byte[] body() throws IOException {
            if (header("transfer-encoding", "").equalsIgnoreCase("chunked")) {
                return chunks();
            }
            String length = header("content-length", "");
            return stream.readNBytes(
                    length.matches("\\d{1,9}") ? Math.min(MAX_BODY, Integer.parseInt(length)) : MAX_BODY);
        }

        private byte[] chunks() throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            while (body.size() < MAX_BODY) {
                String size = line().split(";", 2)[0].strip();
                if (!size.matches("[0-9a-fA-F]{1,7}")) {
                    throw new IOException("the server's answer has a chunk of the size \"" + size + "\"");
                }
                int length = Integer.parseInt(size, 16);
                if (length == 0) {
                    break;
                }
                body.writeBytes(stream.readNBytes(Math.min(length, MAX_BODY)));
                line();
            }
            return body.toByteArray();
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int b = stream.read(); b >= 0 && b != '\n' && line.length() < MAX_HEAD; b = stream.read()) {
                line.append((char) b);
            }
            return line.toString();
        }
    }

    /**
     * @param host of the request
     * @param headers without those that say that the connection is to become another
     */
    static Answer perform(
            Socket socket, String host, String method, String pathAndQuery, String upgrade, List<Header> headers)
            throws IOException {
        StringBuilder head = new StringBuilder()
                .append(method)
                .append(' ')
                .append(pathAndQuery)
                .append(" HTTP/1.1\r\nHost: ")
                .append(host)
                .append("\r\nConnection: Upgrade\r\nUpgrade: ")
                .append(upgrade)
                .append("\r\n");
        headers.forEach(header ->
                head.append(header.name()).append(": ").append(header.value()).append("\r\n"));
        if (!method.equals("GET")) {
            head.append("Content-Length: 0\r\n");
        }
        head.append("\r\n");
        socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        return parse(in);
    }

    private static Answer parse(InputStream in) throws IOException {
        String[] lines = readHead(in).split("\r\n", -1);
        String[] status = lines[0].split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/1.") || !status[1].matches("\\d{3}")) {
            throw new IOException("the server's answer is not HTTP/1.1: " + lines[0]);
        }
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.computeIfAbsent(lines[i].substring(0, colon).strip(), name -> new ArrayList<>())
                        .add(lines[i].substring(colon + 1).strip());
            }
        }
        return new Answer(Integer.parseInt(status[1]), headers, in);
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the server closed the connection before it answered");
            }
            if (head.size() >= MAX_HEAD) {
                throw new IOException("the server's answer has a head of more than " + MAX_HEAD + " bytes");
            }
            head.write(b);
            boolean fits = b == (matched % 2 == 0 ? '\r' : '\n');
            matched = fits ? matched + 1 : b == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1).strip();
    }
}
