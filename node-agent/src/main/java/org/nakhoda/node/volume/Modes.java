package org.nakhoda.node.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Permission bits with set-uid, set-gid and sticky, which the portable file API leaves out. */
public final class Modes {
    private static final int BITS = 07777;
    public static final int SET_GID = 02000;

    private Modes() {}

    public static int get(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:mode") & BITS;
    }

    public static void set(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode & BITS);
    }
}
