package org.nakhoda.node.dns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The name servers of the host, asked for names that are not the cluster's. */
final class Upstream {
    private static final int PORT = 53;
    private static final int LARGEST = 65535;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final List<InetSocketAddress> servers;

    Upstream(List<InetSocketAddress> servers) {
        this.servers = List.copyOf(servers);
    }

    /** Reads {@code nameserver} lines; our own address is left out, so that no query goes in circles. */
    static Upstream fromResolvConf(Path file, String ownAddress) throws IOException {
        List<InetSocketAddress> servers = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.strip().split("\\s+", -1);
                if (words.length >= 2 && words[0].equals("nameserver") && !words[1].equals(ownAddress)) {
                    servers.add(new InetSocketAddress(InetAddress.getByName(words[1]), PORT));
                }
            }
        }
        return new Upstream(servers);
    }

    /**
     * Passes a query on as it came and hands back the answer as it came.
     *
     * @throws IOException if no server answers
     */
    byte[] ask(byte[] query) throws IOException {
        IOException last = new IOException("the host has no name server");
        for (InetSocketAddress server : servers) {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.setSoTimeout((int) PATIENCE.toMillis());
                socket.connect(server);
                socket.send(new DatagramPacket(query, query.length));
                byte[] buffer = new byte[LARGEST];
                DatagramPacket answer = new DatagramPacket(buffer, buffer.length);
                do {
                    socket.receive(answer);
                } while (answer.getLength() < 2 || buffer[0] != query[0] || buffer[1] != query[1]);
                return java.util.Arrays.copyOf(buffer, answer.getLength());
            } catch (SocketTimeoutException e) {
                last = new IOException("no answer from " + server, e);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }
}
