package org.nakhoda.node.network;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.nakhoda.api.settings.Cidr;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bridge that the node's pods hang on. It holds the first address of the node's pod network (the pods' gateway), and
 * the cluster DNS address, so that a query is answered on the node it comes from. Routes send service addresses to it and
 * refuse pod addresses that no node has: nothing for the cluster's own networks ever leaves by another interface.
 */
public final class Bridge {
    public static final String NAME = "nakhoda0";

    private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);

    private final Cidr clusterCidr;
    private final Cidr serviceCidr;
    private final String dnsAddress;

    public Bridge(Cidr clusterCidr, Cidr serviceCidr, String dnsAddress) {
        this.clusterCidr = clusterCidr;
        this.serviceCidr = serviceCidr;
        this.dnsAddress = dnsAddress;
    }

    /** Makes it, or brings it into shape; can be run again at any time. */
    public void ensure(Cidr podCidr) throws IOException {
        if (!exists()) {
            Command.run("ip", "link", "add", NAME, "type", "bridge");
            LOG.info("bridge {} made for pods of {}", NAME, podCidr);
        }
        Command.run("ip", "address", "replace", podCidr.address(1) + "/" + podCidr.prefixLength(), "dev", NAME);
        Command.run("ip", "address", "replace", dnsAddress + "/32", "dev", NAME);
        Command.run("ip", "link", "set", NAME, "up");
        Command.run("ip", "route", "replace", serviceCidr.toString(), "dev", NAME, "src", podCidr.address(1));
        Command.run("ip", "route", "replace", "unreachable", clusterCidr.toString(), "metric", "4096");
        switchOn("net/ipv4/ip_forward");
        // Node ports answer at 127.0.0.1; the proxy's guard chain drops what others send to loopback addresses.
        switchOn("net/ipv4/conf/" + NAME + "/route_localnet");
        if (Files.exists(Path.of("/proc/sys/net/bridge/bridge-nf-call-iptables"))) {
            // Traffic between pods of this node passes the service rules too.
            switchOn("net/bridge/bridge-nf-call-iptables");
        }
    }

    /** Takes the bridge and the routes away. */
    public static void remove(Cidr clusterCidr) throws IOException {
        if (exists()) {
            Command.run("ip", "link", "delete", NAME);
        }
        String routes = Command.run("ip", "route", "show", "type", "unreachable", clusterCidr.toString());
        if (!routes.isBlank()) {
            Command.run("ip", "route", "delete", "unreachable", clusterCidr.toString(), "metric", "4096");
        }
    }

    /** Asks the process's own network namespace; /sys may show another one's. */
    private static boolean exists() throws SocketException {
        return NetworkInterface.getByName(NAME) != null;
    }

    private static void switchOn(String sysctl) throws IOException {
        Path file = Path.of("/proc/sys", sysctl);
        if (!Files.readString(file).strip().equals("1")) {
            Files.writeString(file, "1");
        }
    }
}
