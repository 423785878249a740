package org.nakhoda.it.masters.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.nakhoda.it.cluster.Shell;

/**
 * A master's own disk: a file system of bounded size in a file, so that it can be filled. Where that cannot be mounted, a
 * folder, which cannot.
 */
public final class Disk {
    private static final long BYTES = 3L << 30;

    private final Path folder;
    private boolean mounted;

    Disk(Path folder) {
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    /** Whether {@link #fill} is possible. */
    public boolean bounded() {
        return mounted;
    }

    /** Makes an empty one. */
    void mount() {
        remove();
        try {
            Files.createDirectories(folder);
            outside("truncate", "-s", Long.toString(BYTES), image());
            mounted = outside("mkfs.ext4", "-q", "-F", "-m", "0", image()).exit() == 0
                    && outside("mount", "-o", "loop", image(), folder.toString())
                                    .exit()
                            == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves not a block free. */
    public void fill() {
        outside(
                "sh",
                "-c",
                "dd if=/dev/zero of=" + filling() + " bs=1M 2>/dev/null; dd if=/dev/zero of=" + filling()
                        + ".end bs=4k 2>/dev/null; sync " + folder);
    }

    /** Takes back {@link #fill}. */
    public void free() {
        outside("rm", "-f", filling(), filling() + ".end");
    }

    /** Idempotent. */
    void remove() {
        outside("umount", folder.toString());
        outside("rm", "-rf", "--one-file-system", folder.toString(), image());
        mounted = false;
    }

    private String image() {
        return folder + ".disk";
    }

    private String filling() {
        return folder.resolve("filling").toString();
    }

    private static Shell.Result outside(String... command) {
        return new Shell(List.of(), Map.of(), Path.of("/")).run(command);
    }
}
