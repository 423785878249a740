package org.nakhoda.dist.image;

import java.util.List;
import java.util.Map;

/**
 * An image of one layer.
 *
 * @param name such as {@code localhost/pause:latest}
 * @param entries what is in its file system, by path without a leading slash; folders come to be by themselves
 * @param environment for the process
 */
public record ImageSpec(
        String name, Map<String, Entry> entries, List<String> entrypoint, Map<String, String> environment) {
    public ImageSpec {
        entries = new java.util.TreeMap<>(entries);
        entrypoint = List.copyOf(entrypoint);
        environment = new java.util.TreeMap<>(environment);
    }

    /** A file or a symbolic link. */
    public sealed interface Entry {
        /** @param mode such as 0755 */
        record RegularFile(byte[] content, int mode) implements Entry {}

        record Link(String target) implements Entry {}

        /** An empty folder. @param mode such as 01777 */
        record Folder(int mode) implements Entry {}
    }

    /** The name without what a file name cannot hold. */
    public String fileName() {
        return name.replaceAll("[^a-zA-Z0-9.]+", "-") + ".tar";
    }
}
