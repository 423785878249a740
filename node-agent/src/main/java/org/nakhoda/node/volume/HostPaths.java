package org.nakhoda.node.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Volumes of type hostPath: a path of the node, made if its type says so, and checked. */
final class HostPaths {
    private static final int TYPE_MASK = 0170000;
    private static final int SOCKET = 0140000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int BLOCK_DEVICE = 0060000;

    private HostPaths() {}

    /** @param type null or empty for no check */
    static Path resolve(String path, String type) throws VolumeException {
        Path target = Path.of(path);
        try {
            switch (type == null ? "" : type) {
                case "" -> {
                    if (!Files.exists(target)) {
                        // as container engines do, so that a pod without a type does not fail for ever
                        Files.createDirectories(target);
                    }
                }
                case "DirectoryOrCreate" -> {
                    if (!Files.exists(target)) {
                        Files.createDirectories(target);
                        Modes.set(target, 0755);
                    }
                    require(Files.isDirectory(target), path, "a directory");
                }
                case "Directory" -> require(Files.isDirectory(target), path, "a directory");
                case "FileOrCreate" -> {
                    if (!Files.exists(target)) {
                        Files.createFile(target);
                        Modes.set(target, 0644);
                    }
                    require(Files.isRegularFile(target), path, "a file");
                }
                case "File" -> require(Files.isRegularFile(target), path, "a file");
                case "Socket" -> require(isKind(target, SOCKET), path, "a socket file");
                case "CharDevice" -> require(isKind(target, CHARACTER_DEVICE), path, "a character device");
                case "BlockDevice" -> require(isKind(target, BLOCK_DEVICE), path, "a block device");
                default -> throw new VolumeException("hostPath type \"" + type + "\" is not known");
            }
        } catch (IOException e) {
            throw new VolumeException("hostPath " + path + ": " + e, e);
        }
        return target;
    }

    private static boolean isKind(Path path, int kind) throws IOException {
        return Files.exists(path) && ((Integer) Files.getAttribute(path, "unix:mode") & TYPE_MASK) == kind;
    }

    private static void require(boolean holds, String path, String what) throws VolumeException {
        if (!holds) {
            throw new VolumeException("hostPath type check failed: " + path + " is not " + what);
        }
    }
}
