package org.nakhoda.node.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Parts of a volume that are mounted instead of the whole. */
public final class SubPaths {
    private SubPaths() {}

    /**
     * The real path, with all links followed; a folder is made if there is nothing.
     *
     * @throws VolumeException if it lies outside the volume, by name or by links
     */
    public static Path resolve(Path volume, String subPath) throws VolumeException {
        Path relative = Path.of(subPath).normalize();
        if (relative.isAbsolute() || relative.startsWith("..")) {
            throw new VolumeException("subPath \"" + subPath + "\" must be relative and without '..'");
        }
        try {
            Path root = volume.toRealPath();
            Path existing = root;
            for (Path part : relative) {
                Path next = existing.resolve(part);
                if (!Files.exists(next)) {
                    // each step is checked before the next is made inside it
                    Files.createDirectory(next);
                    Modes.set(next, 0750 | Modes.get(existing) & 0777);
                }
                existing = next.toRealPath();
                if (!existing.startsWith(root)) {
                    throw new VolumeException("subPath \"" + subPath + "\" leads out of the volume");
                }
            }
            return existing;
        } catch (IOException e) {
            throw new VolumeException("subPath \"" + subPath + "\": " + e, e);
        }
    }
}
