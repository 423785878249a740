package org.nakhoda.apiserver.bootstrap;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;
import java.util.SortedSet;
import org.nakhoda.db.masters.MasterStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a master's API answers.
 *
 * @param ip IPv4, as every node's address is
 */
record ApiAddress(String ip, int port) implements Comparable<ApiAddress> {
    private static final Logger LOG = LoggerFactory.getLogger(ApiAddress.class);
    private static final Duration SILENCE = Duration.ofSeconds(10);

    /**
     * Of those masters that serve the API as it should be: not of one that is in trouble, that the leader has not heard of for
     * ten seconds, or that is only about to take part.
     */
    static SortedSet<ApiAddress> healthy(Collection<MasterStatus> masters) {
        SortedSet<ApiAddress> addresses = new TreeSet<>();
        for (MasterStatus master : masters) {
            if (isHealthy(master)) {
                ip(master.member().address())
                        .ifPresent(ip ->
                                addresses.add(new ApiAddress(ip, master.member().apiPort())));
            }
        }
        return addresses;
    }

    private static boolean isHealthy(MasterStatus master) {
        if (master.trouble().isPresent()) {
            return false;
        }
        return switch (master.role()) {
            case LEADER, ALONE -> true;
            case FOLLOWER ->
                master.lastContact()
                        .filter(since -> since.compareTo(SILENCE) < 0)
                        .isPresent();
            case LEARNER -> false;
        };
    }

    private static Optional<String> ip(String address) {
        try {
            for (InetAddress found : InetAddress.getAllByName(address)) {
                if (found instanceof Inet4Address) {
                    return Optional.of(found.getHostAddress());
                }
            }
            LOG.debug("{} is no IPv4 address, so the kubernetes service cannot lead there", address);
        } catch (UnknownHostException e) {
            LOG.debug("{} is not known, so the kubernetes service does not lead there", address);
        }
        return Optional.empty();
    }

    boolean loopback() {
        return ip.startsWith("127.");
    }

    @Override
    public int compareTo(ApiAddress other) {
        int ports = Integer.compare(port, other.port);
        return ports != 0 ? ports : ip.compareTo(other.ip);
    }
}
