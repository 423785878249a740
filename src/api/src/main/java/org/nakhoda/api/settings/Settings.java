package org.nakhoda.api.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The configuration of a cluster's processes on one machine, checked. The launcher resolves it (flags before environment
 * before file before defaults) and writes it to {@code DATA_DIR/run/settings.properties}, which the master and the node
 * agent read through the system property {@value #FILE_PROPERTY}.
 */
public record Settings(
        Path dataDir,
        String nodeName,
        String nodeAddress,
        String apiAddress,
        int apiPort,
        int kubeletPort,
        MasterPorts masterPorts,
        Cidr clusterCidr,
        int nodeCidrMask,
        List<IpRange> serviceCidrs,
        PortRange nodePortRange,
        String clusterDomain,
        Optional<Database> externalDatabase,
        Optional<Path> criSocket,
        Path cniBinDir,
        boolean controlPlaneOnly,
        boolean embeddedComponents,
        String masterHeap,
        String logLevel) {

    public static final String FILE_PROPERTY = "nakhoda.settings";

    private static final Pattern NODE_NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern HEAP = Pattern.compile("auto|[1-9][0-9]*[mMgG]");

    /** An external database. */
    public record Database(String url, String user, String password) {}

    /** What several masters need beside the API's port; a master that is alone opens none of them. */
    public record MasterPorts(int peer, int raft, int database) {}

    /** Inclusive at both ends. */
    public record PortRange(int first, int last) {}

    /**
     * @param given values by {@link Setting#key()}; every setting whose default depends on the machine must be there
     * @throws InvalidSettingsException naming every fault at once
     */
    public static Settings of(Map<String, String> given) {
        return new Reader(given).read();
    }

    public Settings {
        serviceCidrs = List.copyOf(serviceCidrs);
    }

    /** The IPv4 network of services, which nodes route; {@link #serviceCidrs} has all, the primary family first. */
    public Cidr serviceCidr() {
        return serviceCidrs.stream()
                .filter(range -> range.family() == IpRange.Family.IPV4)
                .map(range -> Cidr.parse(range.toString()))
                .findFirst()
                .orElseThrow();
    }

    /** The first address of the services' IPv4 network: the {@code kubernetes} service. */
    public String kubernetesServiceAddress() {
        return serviceCidr().address(1);
    }

    /** The tenth address of the services' IPv4 network: cluster DNS. */
    public String dnsServiceAddress() {
        return serviceCidr().address(10);
    }

    /** Reads each setting and remembers what is wrong with it. */
    private static final class Reader {
        private final Map<String, String> values = new TreeMap<>();
        private final List<String> faults = new ArrayList<>();

        Reader(Map<String, String> given) {
            for (Setting setting : Setting.values()) {
                String value = given.get(setting.key());
                values.put(setting.key(), value == null || value.isBlank() ? setting.defaultValue() : value.strip());
            }
            for (String key : given.keySet()) {
                if (!values.containsKey(key)) {
                    faults.add(key + ": no such setting; there are " + String.join(", ", values.keySet()));
                }
            }
        }

        Settings read() {
            Cidr cluster = cidr(Setting.CLUSTER_CIDR);
            List<IpRange> services = serviceRanges(cluster);
            int mask = number(Setting.NODE_CIDR_MASK, 8, 30);
            if (cluster != null && mask < cluster.prefixLength()) {
                faults.add("node-cidr-mask: " + mask + " is shorter than the prefix of cluster-cidr " + cluster);
            }
            Settings settings = new Settings(
                    Path.of(required(Setting.DATA_DIR)),
                    matching(Setting.NODE_NAME, NODE_NAME, "lower-case letters, digits, '-' and '.'"),
                    required(Setting.NODE_ADDRESS),
                    required(Setting.API_ADDRESS),
                    number(Setting.API_PORT, 1, 65535),
                    number(Setting.KUBELET_PORT, 1, 65535),
                    masterPorts(),
                    cluster,
                    mask,
                    services,
                    portRange(),
                    text(Setting.CLUSTER_DOMAIN),
                    database(),
                    Optional.of(text(Setting.CRI_SOCKET))
                            .filter(s -> !s.isEmpty())
                            .map(Path::of),
                    Path.of(text(Setting.CNI_BIN_DIR)),
                    flag(Setting.CONTROL_PLANE_ONLY),
                    flag(Setting.EMBEDDED_COMPONENTS),
                    matching(Setting.MASTER_HEAP, HEAP, "auto, or a number with m or g, such as 768m"),
                    oneOf(Setting.LOG_LEVEL, Set.of("DEBUG", "INFO", "WARN", "ERROR")));
            if (!faults.isEmpty()) {
                throw new InvalidSettingsException(faults);
            }
            return settings;
        }

        private String text(Setting setting) {
            return values.get(setting.key());
        }

        private String required(Setting setting) {
            String value = text(setting);
            if (value.isEmpty()) {
                faults.add(setting.key() + ": is missing: " + setting.description());
            }
            return value;
        }

        private String matching(Setting setting, Pattern pattern, String what) {
            String value = required(setting);
            if (!value.isEmpty() && !pattern.matcher(value).matches()) {
                faults.add(setting.key() + ": \"" + value + "\" is not " + what);
            }
            return value;
        }

        private String oneOf(Setting setting, Set<String> allowed) {
            String value = text(setting);
            if (!allowed.contains(value)) {
                faults.add(setting.key() + ": \"" + value + "\" is none of " + String.join(", ", allowed));
            }
            return value;
        }

        private boolean flag(Setting setting) {
            return oneOf(setting, Set.of("true", "false")).equals("true");
        }

        private int number(Setting setting, int least, int most) {
            String value = text(setting);
            try {
                int number = Integer.parseInt(value);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // said below, with the range
            }
            faults.add(setting.key() + ": \"" + value + "\" is not a number from " + least + " to " + most);
            return least;
        }

        private MasterPorts masterPorts() {
            int[] ports = new int[3];
            Setting[] settings = {Setting.PEER_PORT, Setting.RAFT_PORT, Setting.DATABASE_PORT};
            for (int i = 0; i < settings.length; i++) {
                if (text(settings[i]).isEmpty()) {
                    values.put(settings[i].key(), afterApiPort(1 + i));
                }
                ports[i] = number(settings[i], 1, 65535);
            }
            return new MasterPorts(ports[0], ports[1], ports[2]);
        }

        /** A fault of the API's port is said once, there. */
        private String afterApiPort(int distance) {
            try {
                int port = Integer.parseInt(text(Setting.API_PORT)) + distance;
                // at the end of the range there is nothing after it
                return Integer.toString(port > 65535 ? port - 2 * distance : port);
            } catch (NumberFormatException e) {
                return Integer.toString(6443 + distance);
            }
        }

        private Cidr cidr(Setting setting) {
            try {
                return Cidr.parse(text(setting));
            } catch (IllegalArgumentException e) {
                faults.add(setting.key() + ": " + e.getMessage());
                return null;
            }
        }

        private List<IpRange> serviceRanges(Cidr cluster) {
            List<IpRange> ranges = new ArrayList<>();
            for (String text : text(Setting.SERVICE_CIDR).split(",", -1)) {
                try {
                    ranges.add(IpRange.parse(text.strip()));
                } catch (IllegalArgumentException e) {
                    faults.add("service-cidr: " + e.getMessage());
                    return ranges;
                }
            }
            long four = ranges.stream()
                    .filter(range -> range.family() == IpRange.Family.IPV4)
                    .count();
            if (four != 1 || ranges.size() > 2) {
                faults.add(
                        "service-cidr: name one IPv4 network, which nodes route, and at most one IPv6 network beside it");
            }
            for (IpRange range : ranges) {
                if (cluster != null && range.overlaps(IpRange.parse(cluster.toString()))) {
                    faults.add("service-cidr: " + range + " overlaps cluster-cidr " + cluster);
                }
                if (range.family() == IpRange.Family.IPV4 && range.size() < 16) {
                    faults.add("service-cidr: " + range + " has too few addresses; /28 is the smallest network");
                }
                if (range.family() == IpRange.Family.IPV6 && (range.prefixLength() < 64 || range.size() < 16)) {
                    faults.add("service-cidr: " + range + " must have a prefix length from 64 to 124");
                }
            }
            return ranges;
        }

        private PortRange portRange() {
            String value = text(Setting.NODE_PORT_RANGE);
            String[] ends = value.split("-", -1);
            try {
                if (ends.length == 2) {
                    int first = Integer.parseInt(ends[0].strip());
                    int last = Integer.parseInt(ends[1].strip());
                    if (first >= 1 && first <= last && last <= 65535) {
                        return new PortRange(first, last);
                    }
                }
            } catch (NumberFormatException e) {
                // said below
            }
            faults.add("node-port-range: \"" + value + "\" is not a range of ports such as 30000-32767");
            return null;
        }

        private Optional<Database> database() {
            String url = text(Setting.DATABASE_URL);
            if (url.isEmpty()) {
                return Optional.empty();
            }
            if (!url.startsWith("jdbc:postgresql:")) {
                faults.add("database-url: \"" + url + "\" does not begin with jdbc:postgresql:");
            }
            return Optional.of(new Database(url, text(Setting.DATABASE_USER), text(Setting.DATABASE_PASSWORD)));
        }
    }
}
