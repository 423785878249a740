package org.nakhoda.db.postgres;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A connection to another master's server that shows a master's certificate. It exists because JDBC does not stream base
 * backups. Source: PostgreSQL's documentation, "Frontend/Backend Protocol", version 3.0.
 */
final class ReplicationConnection implements Closeable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int SSL_REQUEST = 80877103;
    private static final int PROTOCOL = 3 << 16;
    private static final int BIGGEST_MESSAGE = 1 << 24;

    /** A message from the server: its type and what it carries. */
    record Message(char type, byte[] body) {}

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    private ReplicationConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    /**
     * @param parameters such as {@code replication} or {@code database}, besides the user
     * @param silence how long the server may say nothing
     */
    static ReplicationConnection open(
            Upstream server, SSLContext tls, Map<String, String> parameters, Duration silence) throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(
                    new InetSocketAddress(server.host(), server.port()),
                    Math.toIntExact(CONNECT_TIMEOUT.toMillis()));
            plain.setSoTimeout(Math.toIntExact(silence.toMillis()));
            ReplicationConnection connection = new ReplicationConnection(encrypt(plain, server, tls));
            connection.introduce(parameters);
            return connection;
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private static Socket encrypt(Socket plain, Upstream server, SSLContext tls) throws IOException {
        DataOutputStream out = new DataOutputStream(plain.getOutputStream());
        out.writeInt(8);
        out.writeInt(SSL_REQUEST);
        out.flush();
        if (plain.getInputStream().read() != 'S') {
            throw new IOException(server + " does not speak TLS");
        }
        SSLSocket secure =
                (SSLSocket) tls.getSocketFactory().createSocket(plain, server.host(), server.port(), true);
        SSLParameters checks = secure.getSSLParameters();
        checks.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(checks);
        secure.startHandshake();
        return secure;
    }

    private void introduce(Map<String, String> parameters) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        word(body, "user");
        word(body, DatabaseFolder.USER);
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            word(body, parameter.getKey());
            word(body, parameter.getValue());
        }
        body.write(0);
        out.writeInt(8 + body.size());
        out.writeInt(PROTOCOL);
        body.writeTo(out);
        out.flush();
        while (true) {
            Message message = next();
            if (message.type() == 'R' && !isAccepted(message)) {
                throw new IOException("the server does not accept the certificate: it asks for a password");
            } else if (message.type() == 'Z') {
                return;
            }
        }
    }

    private static boolean isAccepted(Message message) {
        for (byte b : message.body()) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static void word(ByteArrayOutputStream body, String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        body.write(0);
    }

    void query(String command) throws IOException {
        byte[] text = command.getBytes(StandardCharsets.UTF_8);
        out.writeByte('Q');
        out.writeInt(4 + text.length + 1);
        out.write(text);
        out.writeByte(0);
        out.flush();
    }

    /**
     * The next message.
     *
     * @throws IOException also if that is an error, with what the server says
     */
    Message next() throws IOException {
        char type = (char) in.readUnsignedByte();
        int length = in.readInt() - 4;
        if (length < 0 || length > BIGGEST_MESSAGE) {
            throw new IOException("the server sent a message of " + length + " bytes");
        }
        byte[] body = new byte[length];
        in.readFully(body);
        if (type == 'E') {
            throw new IOException("the server refuses: " + text(body));
        }
        return new Message(type, body);
    }

    /** What an error says, from its fields: each begins with its type and ends with a zero. */
    private static String text(byte[] body) {
        StringBuilder said = new StringBuilder();
        for (String field : new String(body, StandardCharsets.UTF_8).split("\0", -1)) {
            if (field.startsWith("M") || field.startsWith("D") || field.startsWith("C")) {
                said.append(said.isEmpty() ? "" : ", ").append(field.substring(1));
            }
        }
        return said.toString();
    }

    /** Also ends a {@link #next} that waits in another thread. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** For who finds a message too short. */
    static EOFException tornMessage(Message message) {
        return new EOFException("a message of type " + message.type() + " is too short");
    }
}
