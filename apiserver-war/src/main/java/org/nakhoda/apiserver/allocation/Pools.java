package org.nakhoda.apiserver.allocation;

import java.util.function.LongFunction;
import org.nakhoda.api.settings.IpRange;
import org.nakhoda.api.settings.IpRange.Family;
import org.nakhoda.api.settings.Settings.PortRange;

/** The cluster's addresses and ports, with the band that Kubernetes leaves to those who ask for a certain one. */
final class Pools {
    private Pools() {}

    /** All but the network's own first address, and IPv4's last. */
    static Ledger.Pool<String> addresses(IpRange range) {
        long size = Math.max(0, range.size() - (range.family() == Family.IPV4 ? 2 : 1));
        return pool(
                size,
                range.size() <= 16 ? 0 : between(16, range.size() / 16, 256),
                number -> range.address(number + 1));
    }

    static Ledger.Pool<Integer> ports(PortRange range) {
        int size = range.last() - range.first() + 1;
        return pool(size, size < 16 ? 0 : between(16, size / 32, 128), number -> (int) (range.first() + number));
    }

    private static long between(long least, long value, long most) {
        return Math.min(Math.max(least, value), most);
    }

    private static <T> Ledger.Pool<T> pool(long size, long reserved, LongFunction<T> at) {
        return new Ledger.Pool<>() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public long dynamicFrom() {
                return Math.min(size, reserved);
            }

            @Override
            public T at(long number) {
                return at.apply(number);
            }
        };
    }
}
