package org.nakhoda.node.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.nakhoda.node.network.Command;

/** Memory file systems. */
public final class MemoryMounts {
    /** Held from looking to mounting: a second file system over the first would hide what was written there. */
    private static final Object MOUNTING = new Object();

    private MemoryMounts() {}

    /** @param sizeBytes 0 for the kernel's default */
    public static void ensure(Path target, long sizeBytes) throws IOException {
        Files.createDirectories(target);
        synchronized (MOUNTING) {
            if (!isMounted(target)) {
                String options = sizeBytes > 0 ? "nodev,size=" + sizeBytes : "nodev";
                Command.run("mount", "-t", "tmpfs", "-o", options, "tmpfs", target.toString());
            }
        }
    }

    public static boolean isMounted(Path target) throws IOException {
        return below(target).contains(target.toRealPath());
    }

    /** Unmounts the folder and whatever is mounted below it, the deepest first. */
    public static void removeAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> mounts = below(folder);
        for (int i = mounts.size() - 1; i >= 0; i--) {
            Command.run("umount", "--lazy", mounts.get(i).toString());
        }
    }

    /** What is mounted at or below a folder, in the order of mounting. */
    private static List<Path> below(Path folder) throws IOException {
        Path real = folder.toRealPath();
        return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .map(line -> Path.of(unescape(line.split(" ")[4])))
                .filter(point -> point.startsWith(real))
                .toList();
    }

    private static String unescape(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
