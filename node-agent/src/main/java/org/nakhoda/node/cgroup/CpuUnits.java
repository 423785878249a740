package org.nakhoda.node.cgroup;

/** How the kernel measures shares of processors. */
public final class CpuUnits {
    /** Microseconds over which a quota is counted. */
    public static final long PERIOD = 100_000;

    public static final long MIN_SHARES = 2;
    private static final long MAX_SHARES = 262_144;
    private static final long MIN_QUOTA = 1000;
    private static final long SHARES_PER_CPU = 1024;

    private CpuUnits() {}

    /** cgroup v1's {@code cpu.shares} for a request in thousandths of a processor. */
    public static long shares(long milliCpu) {
        return Math.min(MAX_SHARES, Math.max(MIN_SHARES, milliCpu * SHARES_PER_CPU / 1000));
    }

    /** Microseconds in each {@link #PERIOD}; 0 for no limit. */
    public static long quota(long milliCpu) {
        return milliCpu == 0 ? 0 : Math.max(MIN_QUOTA, milliCpu * PERIOD / 1000);
    }

    /** cgroup v2's {@code cpu.weight} (1 to 10000) for v1's shares (2 to 262144). */
    public static long weight(long shares) {
        return 1 + (Math.max(MIN_SHARES, shares) - MIN_SHARES) * 9999 / (MAX_SHARES - MIN_SHARES);
    }
}
