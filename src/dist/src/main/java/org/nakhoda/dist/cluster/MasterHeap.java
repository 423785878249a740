package org.nakhoda.dist.cluster;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How much memory a master may fill with objects, if nobody says. */
final class MasterHeap {
    private static final String AUTO = "auto";
    /** Enough for the application server and a small cluster. */
    private static final long LEAST_MEGABYTES = 768;

    private static final long SHARE = 16;

    private MasterHeap() {}

    /** @return as the JVM's {@code -Xmx} takes it */
    static String of(String setting) {
        OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return of(setting, machine.getTotalMemorySize());
    }

    /** @param memory of the machine, or of the container that limits it, in bytes */
    static String of(String setting, long memory) {
        return setting.equals(AUTO) ? Math.max(LEAST_MEGABYTES, memory / SHARE >> 20) + "m" : setting;
    }
}
