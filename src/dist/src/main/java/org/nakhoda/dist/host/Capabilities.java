package org.nakhoda.dist.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel lets this process do. */
public final class Capabilities {
    private static final int SYS_RESOURCE = 24;

    private Capabilities() {}

    /** Whether processes may be made less likely to be killed for memory than their parent (CAP_SYS_RESOURCE). */
    public static boolean mayLowerOomScore() {
        try {
            return has(Files.readAllLines(Path.of("/proc/self/status")), SYS_RESOURCE);
        } catch (IOException e) {
            return false;
        }
    }

    public static boolean appArmor() {
        return Files.isDirectory(Path.of("/sys/kernel/security/apparmor"));
    }

    static boolean has(List<String> status, int capability) {
        return status.stream()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .anyMatch(set -> (set >>> capability & 1) == 1);
    }
}
