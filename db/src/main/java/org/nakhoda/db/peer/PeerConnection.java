package org.nakhoda.db.peer;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.nakhoda.db.identity.MasterIdentity;
import org.nakhoda.db.store.ObjectIndexer;
import tools.jackson.databind.node.ObjectNode;

/** A connection to another master's port. For one thread at a time; of no use after an IOException. */
final class PeerConnection implements AutoCloseable {
    private final Socket plain;
    private final SSLSocket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    private PeerConnection(Socket plain, SSLSocket socket) throws IOException {
        this.plain = plain;
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 13));
    }

    /**
     * @param name of the member that must be at the other end
     * @param limit for connecting and the handshake together, about
     */
    static PeerConnection open(SSLContext tls, String name, String address, int port, Duration limit)
            throws IOException {
        Socket plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.connect(new InetSocketAddress(address, port), Math.toIntExact(limit.toMillis()));
            SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, address, port, true);
            socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of());
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            // the authority signs for masters only, so who is there matters more than under which address
            String there = MasterIdentity.nameOf(socket.getSession()).orElse("no master");
            if (!there.equals(name)) {
                throw new IOException("at " + address + ":" + port + " is " + there + ", not " + name);
            }
            return new PeerConnection(plain, socket);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    /** @throws PeerException if the other side refuses; the connection stays of use */
    ObjectNode ask(Question question, Duration limit) throws IOException {
        socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
        question.frame().write(out);
        Frame answer = Frame.read(in, Frame.LARGEST);
        if (answer.kind() == Frame.REFUSED) {
            throw refusal(answer);
        }
        return answer.json();
    }

    /** @param silence how long nothing may come before the connection counts as broken */
    ChangeInput feed(Question question, ObjectIndexer indexer, Duration silence) throws IOException {
        socket.setSoTimeout(Math.toIntExact(silence.toMillis()));
        question.frame().write(out);
        return new ChangeInput(this, in, indexer);
    }

    /**
     * Has the other side do something, if it has agreed to {@link PeerServer#DELEGATE} before. Waits without end, if nobody
     * calls {@link #abort}.
     *
     * @throws PeerException if it has certainly not been begun
     */
    byte[] delegate(byte[] work) throws IOException {
        socket.setSoTimeout(0);
        new Frame(Frame.WORK, work).write(out);
        Frame answer = Frame.read(in, Frame.LARGEST);
        return switch (answer.kind()) {
            case Frame.WORK -> answer.payload();
            case Frame.REFUSED -> throw refusal(answer);
            default -> throw new IOException("a frame of kind " + answer.kind() + " is no answer to work");
        };
    }

    static PeerException refusal(Frame frame) throws IOException {
        return new PeerException(frame.json().path("message").asString(""));
    }

    /** Closes without a farewell, which would wait for who is in the middle of writing. */
    void abort() {
        try {
            plain.close();
        } catch (IOException e) {
            // it is of no use any more, which is what was wanted
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no use any more, which is what was wanted
        }
    }
}
