package org.nakhoda.apiserver.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** A node agent that answers an upgrade with 101 and then sends back what it gets, until it is sent a dot. Requires a client certificate. */
final class EchoAgent implements AutoCloseable {
    private final ServerSocket server;
    final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    final BlockingQueue<String> endings = new LinkedBlockingQueue<>();

    EchoAgent(SSLContext tls) throws IOException {
        SSLServerSocket socket = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(true);
        server = socket;
        thread(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "echo-agent");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                thread(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            String head = head(in);
            requests.add(head);
            if (head.contains("command=forbidden")) {
                out.write("HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nnope"
                        .getBytes(StandardCharsets.US_ASCII));
                return;
            }
            // the first bytes of a shell's stream come in one piece with the answer, as a fast shell's prompt does
            String prompt = head.contains("command=sh") ? "prompt>" : "";
            out.write(("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
                            + "X-Stream-Protocol-Version: v4.channel.k8s.io\r\n\r\n" + prompt)
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            echo(in, out);
            endings.add("agent");
        } catch (IOException e) {
            endings.add("client");
        }
    }

    private void echo(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[20_000];
        int count;
        while ((count = in.read(buffer)) >= 0) {
            if (count == 1 && buffer[0] == '.') {
                out.write("bye".getBytes(StandardCharsets.US_ASCII));
                out.flush();
                return;
            }
            out.write(buffer, 0, count);
            out.flush();
        }
        throw new IOException("the client's side ended");
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("no request");
            }
            head.append((char) b);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
