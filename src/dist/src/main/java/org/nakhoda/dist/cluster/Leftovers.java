package org.nakhoda.dist.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.process.Command;
import org.nakhoda.dist.process.ProcessRef;

/**
 * What a node may leave on its host when something died in the wrong moment: shims with their containers, mounts under the
 * data folder, network namespaces, the bridge, the firewall tables, control groups. Finds it by the data folder or by the
 * cluster's own names and removes it.
 */
final class Leftovers {
    private static final String BRIDGE = "nakhoda0";
    private static final List<String> TABLES = List.of("ip nakhoda", "inet nakhoda");
    private static final String CONTROL_GROUP = "kubepods";

    private final Layout layout;

    Leftovers(Layout layout) {
        this.layout = layout;
    }

    /** @return what was found and removed, a line each */
    List<String> clean() throws IOException, InterruptedException {
        List<String> removed = new ArrayList<>();
        Set<Path> namespaces = killContainers(removed);
        unmount(removed);
        deleteNamespaces(namespaces, removed);
        deleteNetwork(removed);
        deleteControlGroups(removed);
        return removed;
    }

    /** Shims name this containerd's socket in their arguments; their children are the containers. */
    private Set<Path> killContainers(List<String> removed) throws IOException, InterruptedException {
        Set<Path> namespaces = new TreeSet<>();
        for (ProcessRef shim : processesWithArgument(layout.containerd().toString() + "/", "containerd-shim")) {
            ProcessHandle.of(shim.pid())
                    .ifPresent(handle -> handle.descendants().forEach(ProcessHandle::destroyForcibly));
            shim.stop(Duration.ofSeconds(2));
            removed.add("ended a container's shim, process " + shim.pid());
        }
        return namespaces;
    }

    /** The file under which a container's network namespace is kept, found by its inode. */
    private static Optional<Path> namespaceOf(ProcessHandle container) throws IOException {
        Path kept = Path.of("/run/netns");
        if (!Files.isDirectory(kept)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(kept)) {
            Object own = Files.getAttribute(Path.of("/proc/" + container.pid() + "/ns/net"), "unix:ino");
            for (Path file : files.toList()) {
                if (own.equals(Files.getAttribute(file, "unix:ino"))) {
                    return Optional.of(file);
                }
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Deepest first. */
    private void unmount(List<String> removed) throws IOException, InterruptedException {
        List<String> mounts = Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .map(line -> line.split(" ")[1].replace("\\040", " "))
                .filter(point -> point.startsWith(layout.data() + "/"))
                .sorted(Comparator.reverseOrder())
                .toList();
        for (String mount : mounts) {
            if (Command.run("umount", "--lazy", mount).ok()) {
                removed.add("unmounted " + mount);
            }
        }
    }

    private static void deleteNamespaces(Set<Path> namespaces, List<String> removed)
            throws IOException, InterruptedException {
        for (Path namespace : namespaces) {
            if (Command.run("umount", "--lazy", namespace.toString()).ok()) {
                Files.deleteIfExists(namespace);
                removed.add("removed the network namespace " + namespace);
            }
        }
    }

    private static void deleteNetwork(List<String> removed) throws IOException, InterruptedException {
        if (Files.exists(Path.of("/sys/class/net", BRIDGE))
                && Command.run("ip", "link", "delete", BRIDGE).ok()) {
            removed.add("removed the bridge " + BRIDGE);
        }
        List<String> tables = Command.run("nft", "list", "tables").lines();
        for (String table : TABLES) {
            if (tables.contains("table " + table)) {
                List<String> delete = new ArrayList<>(List.of("nft", "delete", "table"));
                delete.addAll(List.of(table.split(" ")));
                if (Command.run(Duration.ofSeconds(10), delete).ok()) {
                    removed.add("removed the firewall table " + table);
                }
            }
        }
    }

    /** Empty groups go; one with a process stays and its removal fails, which is right: it is somebody else's. */
    private static void deleteControlGroups(List<String> removed) throws IOException {
        Path root = Path.of("/sys/fs/cgroup");
        List<Path> groups = new ArrayList<>(List.of(root.resolve(CONTROL_GROUP)));
        try (Stream<Path> hierarchies = Files.list(root)) {
            hierarchies.map(h -> h.resolve(CONTROL_GROUP)).forEach(groups::add);
        }
        int count = 0;
        for (Path group : groups) {
            if (Files.isDirectory(group)) {
                count += deleteGroups(group);
            }
        }
        if (count > 0) {
            removed.add("removed " + count + " control groups");
        }
    }

    private static int deleteGroups(Path top) throws IOException {
        int[] count = {0};
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) {
                if (directory.toFile().delete()) {
                    count[0]++;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                return FileVisitResult.CONTINUE;
            }
        });
        return count[0];
    }

    /** Processes of a program, one of whose arguments begins with this text. */
    static List<ProcessRef> processesWithArgument(String argument, String program) throws IOException {
        List<ProcessRef> found = new ArrayList<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes
                    .filter(p -> p.getFileName().toString().chars().allMatch(Character::isDigit))
                    .toList()) {
                List<String> arguments = arguments(process);
                if (!arguments.isEmpty()
                        && arguments.get(0).contains(program)
                        && arguments.stream().anyMatch(a -> a.startsWith(argument))) {
                    ProcessRef.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private static List<String> arguments(Path process) {
        try {
            return List.of(
                    new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8).split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }
}
