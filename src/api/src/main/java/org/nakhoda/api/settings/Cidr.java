package org.nakhoda.api.settings;

import java.util.regex.Pattern;

/**
 * An IPv4 network, such as {@code 10.96.0.0/16}.
 *
 * @param network the first address as an unsigned 32-bit number
 */
public record Cidr(int network, int prefixLength) {
    private static final Pattern DOTTED =
            Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");

    /**
     * @throws IllegalArgumentException saying what is wrong
     */
    public static Cidr parse(String text) {
        var matcher = DOTTED.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not an IPv4 network such as 10.96.0.0/16");
        }
        int address = 0;
        for (int i = 1; i <= 4; i++) {
            int part = Integer.parseInt(matcher.group(i));
            if (part > 255) {
                throw new IllegalArgumentException("\"" + text + "\" has a part above 255");
            }
            address = address << 8 | part;
        }
        int prefix = Integer.parseInt(matcher.group(5));
        if (prefix < 1 || prefix > 32) {
            throw new IllegalArgumentException("\"" + text + "\" has no prefix length from 1 to 32");
        }
        if ((address & ~mask(prefix)) != 0) {
            throw new IllegalArgumentException("\"" + text + "\" has bits set after its prefix; "
                    + dotted(address & mask(prefix)) + "/" + prefix + " is the network");
        }
        return new Cidr(address, prefix);
    }

    /** How many addresses there are. */
    public long size() {
        return 1L << 32 - prefixLength;
    }

    /** The address {@code index} places after the first, in dotted form. */
    public String address(long index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException(this + " has no address " + index);
        }
        return dotted((int) (network + index));
    }

    /** @param address dotted */
    public boolean contains(String address) {
        return indexOf(address) >= 0;
    }

    /** The place of a dotted address after the first, or -1 if it is not in this network or not an address. */
    public long indexOf(String address) {
        try {
            int number = parse(address + "/32").network;
            return (number & mask(prefixLength)) == network
                    ? Integer.toUnsignedLong(number) - Integer.toUnsignedLong(network)
                    : -1;
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }

    public boolean overlaps(Cidr other) {
        int shorter = Math.min(prefixLength, other.prefixLength);
        return (network & mask(shorter)) == (other.network & mask(shorter));
    }

    /** The {@code index}th part of this network with a longer prefix. */
    public Cidr subnet(int longerPrefix, int index) {
        if (longerPrefix < prefixLength || index < 0 || index >= 1L << longerPrefix - prefixLength) {
            throw new IndexOutOfBoundsException(this + " has no /" + longerPrefix + " number " + index);
        }
        return new Cidr((int) (network + ((long) index << 32 - longerPrefix)), longerPrefix);
    }

    private static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << 32 - prefix;
    }

    private static String dotted(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }

    @Override
    public String toString() {
        return dotted(network) + "/" + prefixLength;
    }
}
