package org.nakhoda.apiserver.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The HTTP/1.1 request by which a connection to an agent becomes a stream, and the agent's answer to it. */
final class UpgradeHandshake {
    private static final int MAX_HEAD = 32 * 1024;
    private static final int MAX_BODY = 64 * 1024;

    private UpgradeHandshake() {}

    /**
     * The agent's answer.
     *
     * @param headers by lower-case name
     * @param stream what follows the head; bytes may have been buffered already, so the socket's own stream is not to be used
     */
    record Answer(int status, Map<String, String> headers, InputStream stream) {
        boolean switched() {
            return status == 101;
        }

        /** The body of a refusal. */
        byte[] body() throws IOException {
            String length = headers.get("content-length");
            int limit = length == null ? MAX_BODY : (int) Math.min(MAX_BODY, Long.parseLong(length.strip()));
            return stream.readNBytes(limit);
        }
    }

    static Answer perform(Socket socket, Agent agent, String method, String pathAndQuery, Map<String, String> headers)
            throws IOException {
        StringBuilder head = new StringBuilder()
                .append(method)
                .append(' ')
                .append(pathAndQuery)
                .append(" HTTP/1.1\r\nHost: ")
                .append(agent.host())
                .append(':')
                .append(agent.port())
                .append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
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
            throw new IOException("the agent's answer is not HTTP/1.1: " + lines[0]);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.merge(
                        lines[i].substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip(),
                        (a, b) -> a + ", " + b);
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
                throw new IOException("the agent closed the connection before it answered");
            }
            if (head.size() >= MAX_HEAD) {
                throw new IOException("the agent's answer has a head of more than " + MAX_HEAD + " bytes");
            }
            head.write(b);
            boolean fits = b == (matched % 2 == 0 ? '\r' : '\n');
            matched = fits ? matched + 1 : b == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1).strip();
    }
}
