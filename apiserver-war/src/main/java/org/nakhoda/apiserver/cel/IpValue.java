package org.nakhoda.apiserver.cel;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.nakhoda.api.validation.Addresses;

/** An IP address. An IPv4 address in IPv6 notation is none, as in Kubernetes. */
@SuppressWarnings("ArrayRecordComponent") // equality is over the contents, below
record IpValue(byte[] bytes) {
    static IpValue parse(String text) {
        if (!Addresses.isIp(text)) {
            throw new IllegalArgumentException("IP Address \"" + text + "\" parse error");
        }
        try {
            byte[] bytes = InetAddress.getByName(text).getAddress();
            if (bytes.length == 4 && text.indexOf(':') >= 0) {
                throw new IllegalArgumentException("IPv4-mapped IPv6 address \"" + text + "\" is not allowed");
            }
            return new IpValue(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("IP Address \"" + text + "\" parse error", e);
        }
    }

    long family() {
        return bytes.length == 4 ? 4 : 6;
    }

    InetAddress address() {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    boolean isLinkLocalMulticast() {
        return bytes.length == 4
                ? (bytes[0] & 0xff) == 224 && bytes[1] == 0 && bytes[2] == 0
                : (bytes[0] & 0xff) == 0xff && (bytes[1] & 0x0f) == 2;
    }

    boolean isGlobalUnicast() {
        InetAddress address = address();
        boolean broadcast = bytes.length == 4 && Arrays.equals(bytes, new byte[] {-1, -1, -1, -1});
        return !broadcast
                && !address.isAnyLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isMulticastAddress()
                && !address.isLinkLocalAddress();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpValue ip && Arrays.equals(bytes, ip.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        String text = address().getHostAddress();
        return bytes.length == 4 ? text : Addresses.canonicalIpv6(text);
    }
}
