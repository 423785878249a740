package org.nakhoda.api.settings;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.nakhoda.api.validation.Addresses;

/**
 * A network of either family, such as {@code 10.96.0.0/16} or {@code fd00:96::/108}. Places in it are counted from its first
 * address; those beyond 2^62 cannot be counted and are never given out.
 *
 * @param first the first address as a number
 */
public record IpRange(Family family, BigInteger first, int prefixLength) {
    private static final long MOST = 1L << 62;

    /** Kubernetes' two families of addresses, by its names for them. */
    public enum Family {
        IPV4("IPv4", 32),
        IPV6("IPv6", 128);

        private final String text;
        private final int bits;

        Family(String text, int bits) {
            this.text = text;
            this.bits = bits;
        }

        /** {@code IPv4} or {@code IPv6}. */
        public String text() {
            return text;
        }

        public Family other() {
            return this == IPV4 ? IPV6 : IPV4;
        }

        /** The family of an address. */
        public static Family of(String address) {
            return address.indexOf(':') >= 0 ? IPV6 : IPV4;
        }
    }

    /**
     * @throws IllegalArgumentException saying what is wrong
     */
    public static IpRange parse(String text) {
        if (!Addresses.isCidr(text)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a network such as 10.96.0.0/16 or fd00:96::/108");
        }
        int slash = text.indexOf('/');
        Family family = Family.of(text);
        int prefix = Integer.parseInt(text.substring(slash + 1));
        BigInteger given = number(text.substring(0, slash));
        BigInteger network = given.shiftRight(family.bits - prefix).shiftLeft(family.bits - prefix);
        if (!network.equals(given)) {
            throw new IllegalArgumentException("\"" + text + "\" has bits set after its prefix; "
                    + new IpRange(family, network, prefix) + " is the network");
        }
        return new IpRange(family, network, prefix);
    }

    /** How many addresses can be counted. */
    public long size() {
        int hostBits = family.bits - prefixLength;
        return hostBits >= 62 ? MOST : 1L << hostBits;
    }

    /** The address {@code index} places after the first, in canonical form. */
    public String address(long index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException(this + " has no address " + index);
        }
        return text(family, first.add(BigInteger.valueOf(index)));
    }

    /** Whether an address, in whatever form, is one of this network. */
    public boolean contains(String address) {
        if (!Addresses.isIp(address) || Family.of(address) != family) {
            return false;
        }
        int hostBits = family.bits - prefixLength;
        return number(address).shiftRight(hostBits).equals(first.shiftRight(hostBits));
    }

    /** Whether services can be given an address: a network's own address is nobody's, nor is IPv4's broadcast address. */
    public boolean usable(String address) {
        if (!contains(address)) {
            return false;
        }
        BigInteger place = number(address).subtract(first);
        BigInteger last = BigInteger.ONE.shiftLeft(family.bits - prefixLength).subtract(BigInteger.ONE);
        return place.signum() > 0 && (family == Family.IPV6 || !place.equals(last));
    }

    public boolean overlaps(IpRange other) {
        if (family != other.family) {
            return false;
        }
        int hostBits = family.bits - Math.min(prefixLength, other.prefixLength);
        return first.shiftRight(hostBits).equals(other.first.shiftRight(hostBits));
    }

    private static BigInteger number(String address) {
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            BigInteger number = new BigInteger(1, bytes);
            boolean mapped = bytes.length == 4 && Family.of(address) == Family.IPV6;
            return mapped ? number.add(BigInteger.valueOf(0xffffL).shiftLeft(32)) : number;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address + " is not an IP address", e);
        }
    }

    private static String text(Family family, BigInteger number) {
        if (family == Family.IPV4) {
            int bits = number.intValue();
            return (bits >>> 24) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255) + "." + (bits & 255);
        }
        StringBuilder groups = new StringBuilder();
        for (int shift = 112; shift >= 0; shift -= 16) {
            groups.append(Integer.toHexString(number.shiftRight(shift).intValue() & 0xffff));
            groups.append(shift == 0 ? "" : ":");
        }
        return Addresses.canonicalIpv6(groups.toString());
    }

    @Override
    public String toString() {
        return text(family, first) + "/" + prefixLength;
    }
}
