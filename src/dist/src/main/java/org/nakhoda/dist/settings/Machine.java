package org.nakhoda.dist.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the settings take from the machine when nobody says otherwise.
 *
 * @param address the IPv4 address under which others reach it
 */
public record Machine(boolean root, Path home, String hostName, String address) {
    private static final Path ROUTES = Path.of("/proc/net/route");

    public static Machine current() {
        return new Machine(
                "root".equals(System.getProperty("user.name")),
                Path.of(System.getProperty("user.home")),
                readHostName().toLowerCase(Locale.ROOT),
                findAddress());
    }

    /** {@code /var/lib/nakhoda} for root, {@code ~/.nakhoda} for others. */
    public Path defaultDataDir() {
        return root ? Path.of("/var/lib/nakhoda") : home.resolve(".nakhoda");
    }

    private static String readHostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "localhost";
        }
    }

    /** The address of the default route's interface, else the first that is not loopback, else 127.0.0.1. */
    private static String findAddress() {
        try {
            Optional<String> ofDefaultRoute = Files.exists(ROUTES)
                    ? defaultRouteInterface(Files.readAllLines(ROUTES)).flatMap(Machine::addressOf)
                    : Optional.empty();
            return ofDefaultRoute
                    .or(() -> interfaces().stream()
                            .flatMap(i -> addressOf(i.getName()).stream())
                            .filter(a -> !a.startsWith("127."))
                            .findFirst())
                    .orElse("127.0.0.1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The interface with destination 0.0.0.0 and the least metric in the kernel's table of routes. */
    static Optional<String> defaultRouteInterface(List<String> table) {
        return table.stream()
                .skip(1)
                .map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields.length > 7 && fields[1].equals("00000000") && fields[7].equals("00000000"))
                .min((a, b) -> Integer.compare(Integer.parseInt(a[6]), Integer.parseInt(b[6])))
                .map(fields -> fields[0]);
    }

    private static List<NetworkInterface> interfaces() {
        try {
            return Collections.list(NetworkInterface.getNetworkInterfaces());
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Optional<String> addressOf(String interfaceName) {
        try {
            var found = NetworkInterface.getByName(interfaceName);
            return found == null
                    ? Optional.empty()
                    : found.inetAddresses()
                            .filter(Inet4Address.class::isInstance)
                            .map(InetAddress::getHostAddress)
                            .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
