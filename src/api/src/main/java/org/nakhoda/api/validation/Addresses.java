package org.nakhoda.api.validation;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** IP addresses in text, without ever asking a name service. */
public final class Addresses {
    private Addresses() {}

    public static boolean isIp(String text) {
        return isIpv4(text) || isIpv6(text);
    }

    /** Four decimal numbers without leading zeros. */
    public static boolean isIpv4(String text) {
        int parts = 0;
        int start = 0;
        while (start <= text.length()) {
            int dot = text.indexOf('.', start);
            int end = dot < 0 ? text.length() : dot;
            if (!isOctet(text, start, end)) {
                return false;
            }
            parts++;
            if (dot < 0) {
                return parts == 4;
            }
            start = dot + 1;
        }
        return false;
    }

    private static boolean isOctet(String text, int start, int end) {
        int length = end - start;
        if (length < 1 || length > 3 || length > 1 && text.charAt(start) == '0') {
            return false;
        }
        int value = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            value = value * 10 + c - '0';
        }
        return value <= 255;
    }

    public static boolean isIpv6(String text) {
        if (text.indexOf(':') < 0) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ':' && c != '.' && Character.digit(c, 16) < 0) {
                return false;
            }
        }
        try {
            InetAddress.getByName(text);
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** An address and a prefix length. */
    public static boolean isCidr(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !isIp(text.substring(0, slash))) {
            return false;
        }
        String length = text.substring(slash + 1);
        int most = text.indexOf(':') >= 0 ? 128 : 32;
        return length.matches("0|[1-9][0-9]{0,2}") && Integer.parseInt(length) <= most;
    }

    /** An address as Kubernetes writes it: IPv6 in lower case, with its longest run of zeros shortened (RFC 5952). */
    public static boolean isCanonical(String text) {
        return isIpv4(text) || isIpv6(text) && canonicalIpv6(text).equals(text);
    }

    /** A range in canonical form, whose address has no bits beyond its prefix. */
    public static boolean isCanonicalCidr(String text) {
        if (!isCidr(text)) {
            return false;
        }
        int slash = text.indexOf('/');
        byte[] bytes = bytes(text.substring(0, slash));
        for (int bit = Integer.parseInt(text.substring(slash + 1)); bit < bytes.length * 8; bit++) {
            if ((bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) {
                return false;
            }
        }
        return isCanonical(text.substring(0, slash));
    }

    /** The canonical form (RFC 5952) of an address that {@link #isIpv6} accepts. */
    public static String canonicalIpv6(String text) {
        byte[] bytes = bytes(text);
        if (bytes.length == 4) {
            return "::ffff:" + (bytes[0] & 255) + "." + (bytes[1] & 255) + "." + (bytes[2] & 255) + "."
                    + (bytes[3] & 255);
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (bytes[2 * i] & 255) << 8 | bytes[2 * i + 1] & 255;
        }
        int zerosAt = -1;
        int zeros = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && groups[i + run] == 0) {
                run++;
            }
            if (run > zeros) {
                zeros = run;
                zerosAt = i;
            }
            i += run;
        }
        StringBuilder canonical = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == zerosAt) {
                canonical.append("::");
                i += zeros - 1;
            } else {
                boolean separated = canonical.length() == 0 || canonical.charAt(canonical.length() - 1) == ':';
                canonical.append(separated ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return canonical.toString();
    }

    private static byte[] bytes(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address + " is not an IP address", e);
        }
    }

    /** Whether a range lies within another one and is smaller. Both must be ranges. */
    public static boolean strictlyWithin(String inner, String outer) {
        int innerSlash = inner.indexOf('/');
        int outerSlash = outer.indexOf('/');
        byte[] innerBytes = bytes(inner.substring(0, innerSlash));
        byte[] outerBytes = bytes(outer.substring(0, outerSlash));
        int length = Integer.parseInt(outer.substring(outerSlash + 1));
        if (innerBytes.length != outerBytes.length || Integer.parseInt(inner.substring(innerSlash + 1)) <= length) {
            return false;
        }
        for (int bit = 0; bit < length; bit++) {
            if (((innerBytes[bit / 8] ^ outerBytes[bit / 8]) >> (7 - bit % 8) & 1) != 0) {
                return false;
            }
        }
        return true;
    }
}
