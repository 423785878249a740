package org.nakhoda.apiserver.cel;

import org.nakhoda.api.validation.Addresses;

/** An address and the length of its network's prefix. */
record CidrValue(IpValue ip, int prefix) {
    static CidrValue parse(String text) {
        int slash = text.indexOf('/');
        if (!Addresses.isCidr(text) || slash < 0) {
            throw new IllegalArgumentException("network address parse error during conversion from string: \"" + text
                    + "\" is no network in CIDR notation");
        }
        return new CidrValue(IpValue.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    CidrValue masked() {
        byte[] masked = ip.bytes().clone();
        for (int bit = prefix; bit < masked.length * 8; bit++) {
            masked[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        return new CidrValue(new IpValue(masked), prefix);
    }

    boolean contains(IpValue other) {
        return other.family() == ip.family()
                && new CidrValue(other, prefix).masked().equals(masked());
    }

    boolean contains(CidrValue other) {
        return other.prefix >= prefix && contains(other.ip);
    }

    @Override
    public String toString() {
        return ip + "/" + prefix;
    }
}
