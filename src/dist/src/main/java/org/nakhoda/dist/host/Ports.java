package org.nakhoda.dist.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.nakhoda.dist.process.Command;

/** Whether ports are free. */
public final class Ports {
    private Ports() {}

    /** What is wrong with listening there, if anything. */
    public static Optional<String> fault(String address, int port, String setting) throws InterruptedException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("port " + port + " on " + address + " cannot be used (" + e.getMessage() + holder(port)
                    + "); stop what holds it or choose another with --" + setting);
        }
    }

    private static String holder(int port) throws InterruptedException {
        try {
            return Command.run("ss", "-Hltnp", "sport", "=", ":" + port).lines().stream()
                    .findFirst()
                    .map(line -> line.replaceAll(".*users:\\(\\(\"([^\"]+)\",pid=(\\d+).*", ", held by $1, process $2"))
                    .filter(text -> text.startsWith(", held"))
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
