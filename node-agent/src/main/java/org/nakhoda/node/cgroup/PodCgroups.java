package org.nakhoda.node.cgroup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.nakhoda.node.network.Command;
import org.nakhoda.node.spec.Qos;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control groups of this node's pods: {@code /kubepods[/burstable|/besteffort]/podUID}, or the slices of the same
 * meaning where systemd manages the groups. Idempotent; a limit that the kernel refuses is a warning, because the
 * containers' own limits hold all the same.
 */
public final class PodCgroups {
    private static final Logger LOG = LoggerFactory.getLogger(PodCgroups.class);
    private static final List<String> V1_LIMITING = List.of("cpu", "memory", "pids");

    private final Path root;
    private final boolean unified;
    private final boolean systemd;

    /**
     * @param root where the control groups are mounted, {@code /sys/fs/cgroup}
     * @param systemd whether the runtime leaves the groups to systemd
     */
    public PodCgroups(Path root, boolean systemd) {
        this.root = root;
        this.unified = Files.exists(root.resolve("cgroup.controllers"));
        this.systemd = systemd;
    }

    /** Whether the node has cgroup v2 only. */
    public boolean unified() {
        return unified;
    }

    /** What the runtime is told to put the pod's containers under. */
    public String parent(String podUid, Qos qos) {
        List<String> path = path(podUid, qos);
        return systemd ? path.get(path.size() - 1) : "/" + String.join("/", path);
    }

    private List<String> path(String podUid, Qos qos) {
        String tier = qos == Qos.GUARANTEED ? "" : qos.text().toLowerCase(Locale.ROOT);
        if (systemd) {
            // a slice's name repeats its parents', and a dash in it would be one more parent
            String pod = "pod" + podUid.replace('-', '_') + ".slice";
            return tier.isEmpty()
                    ? List.of("kubepods.slice", "kubepods-" + pod)
                    : List.of("kubepods.slice", "kubepods-" + tier + ".slice", "kubepods-" + tier + "-" + pod);
        }
        return tier.isEmpty() ? List.of("kubepods", "pod" + podUid) : List.of("kubepods", tier, "pod" + podUid);
    }

    /** Makes the pod's group and sets its limits. Under systemd only what systemd has made already is limited. */
    public void ensure(String podUid, Qos qos, PodLimits limits) throws IOException {
        List<String> path = path(podUid, qos);
        if (unified) {
            Path group = make(root, path);
            if (group != null) {
                set(group, "cpu.weight", Long.toString(CpuUnits.weight(limits.cpuShares())));
                set(
                        group,
                        "cpu.max",
                        (limits.cpuQuota() > 0 ? Long.toString(limits.cpuQuota()) : "max") + " " + CpuUnits.PERIOD);
                set(group, "memory.max", limits.memoryBytes() > 0 ? Long.toString(limits.memoryBytes()) : "max");
            }
            return;
        }
        for (Path hierarchy : hierarchies()) {
            String controller = hierarchy.getFileName().toString();
            if (!V1_LIMITING.contains(controller) && !controller.equals("cpu,cpuacct")) {
                continue;
            }
            Path group = make(hierarchy, path);
            if (group == null) {
                continue;
            }
            if (controller.startsWith("cpu")) {
                if (qos == Qos.BEST_EFFORT) {
                    set(group.getParent(), "cpu.shares", Long.toString(CpuUnits.MIN_SHARES));
                }
                set(group, "cpu.shares", Long.toString(limits.cpuShares()));
                set(group, "cpu.cfs_quota_us", Long.toString(limits.cpuQuota() > 0 ? limits.cpuQuota() : -1));
            } else if (controller.equals("memory")) {
                set(
                        group,
                        "memory.limit_in_bytes",
                        Long.toString(limits.memoryBytes() > 0 ? limits.memoryBytes() : -1));
            }
        }
    }

    /** Removes the pod's group from every hierarchy; whatever still runs in it keeps it, and that is an error. */
    public void remove(String podUid) throws IOException {
        IOException kept = null;
        for (Qos qos : Qos.values()) {
            List<String> path = path(podUid, qos);
            boolean there = false;
            for (Path hierarchy : unified ? List.of(root) : hierarchies()) {
                Path group = hierarchy.resolve(String.join("/", path));
                there |= Files.exists(group);
                try {
                    removeTree(group);
                } catch (IOException e) {
                    kept = e;
                }
            }
            if (there && systemd) {
                try {
                    Command.run("systemctl", "stop", path.get(path.size() - 1));
                } catch (IOException e) {
                    LOG.debug("systemd keeps {}: {}", path.get(path.size() - 1), e.getMessage());
                }
            }
        }
        if (kept != null) {
            throw kept;
        }
    }

    /** The group, or null if systemd has not made it. */
    private Path make(Path hierarchy, List<String> path) throws IOException {
        Path group = hierarchy;
        for (String part : path) {
            if (unified) {
                delegate(group);
            }
            group = group.resolve(part);
            if (!Files.exists(group)) {
                if (systemd) {
                    return null;
                }
                Files.createDirectories(group);
            }
        }
        return group;
    }

    /** Version 2: a group has the controllers that its parent hands down. */
    private static void delegate(Path group) throws IOException {
        String handedDown = Files.readString(group.resolve("cgroup.subtree_control"));
        for (String controller :
                Files.readString(group.resolve("cgroup.controllers")).strip().split(" ")) {
            if (!controller.isEmpty() && !List.of(handedDown.strip().split(" ")).contains(controller)) {
                set(group, "cgroup.subtree_control", "+" + controller);
            }
        }
    }

    private static void set(Path group, String file, String value) {
        Path target = group.resolve(file);
        try {
            if (Files.exists(target)) {
                Files.writeString(target, value);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be set to {}: {}", target, value, e.getMessage());
        }
    }

    /** Version 1: the hierarchies, each once although some have several names; and the unified one beside them. */
    private List<Path> hierarchies() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                if (!Files.isSymbolicLink(entry) && Files.isDirectory(entry)) {
                    found.add(entry);
                }
            }
        }
        return found;
    }

    private static void removeTree(Path group) throws IOException {
        if (!Files.exists(group)) {
            return;
        }
        List<Path> groups;
        try (Stream<Path> tree = Files.walk(group)) {
            groups = tree.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path each : groups) {
            Files.deleteIfExists(each);
        }
    }
}
