package org.nakhoda.dist.cluster;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** How much memory a master may fill with objects, if nobody says. */
final class MasterHeap {
    private static final String AUTO = "auto";
    /** Enough for the application server and a small cluster. */
    private static final long LEAST_MEGABYTES = 768;

    /** With it 24 GiB hold 100,000 pods of 3 KB in 1.5 GB, which is the heap and some 400 MB of code. */
    private static final long SHARE = 22;

    private static final long YOUNG_SHARE = 6;
    private static final long LEAST_YOUNG_MEGABYTES = 160;

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

    /**
     * The part of a heap for what lives for a moment: a sixth, and enough for some hundred requests at once.
     *
     * @param heap as {@link #of} gives it, or as somebody set it: a number with or without a unit
     */
    static String young(String heap) {
        String digits = heap.replaceAll("[^0-9]", "");
        String unit = heap.substring(digits.length()).toLowerCase(Locale.ROOT);
        long bytes = Long.parseLong(digits)
                * switch (unit) {
                    case "g" -> 1L << 30;
                    case "m" -> 1L << 20;
                    case "k" -> 1L << 10;
                    default -> 1;
                };
        return Math.max(LEAST_YOUNG_MEGABYTES, bytes / YOUNG_SHARE >> 20) + "m";
    }
}
