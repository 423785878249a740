package org.nakhoda.api.validation;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** Addresses that are understood, but not written as RFC 5952 wants it. */
public final class IpWarnings {
    private IpWarnings() {}

    public static void address(JsonNode value, FieldPath path, List<String> warnings) {
        String text = value.asString("");
        if (text.indexOf(':') >= 0 && Addresses.isIpv6(text) && !Addresses.isCanonical(text)) {
            warnings.add(path + ": IPv6 address \"" + text + "\" should be in RFC 5952 canonical format (\""
                    + Addresses.canonicalIpv6(text) + "\")");
        }
    }

    public static void range(JsonNode value, FieldPath path, List<String> warnings) {
        String text = value.asString("").strip();
        int slash = text.indexOf('/');
        if (text.indexOf(':') < 0 || !Addresses.isCidr(text)) {
            return;
        }
        String address = text.substring(0, slash);
        if (!Addresses.isCanonical(address)) {
            warnings.add(path + ": IPv6 CIDR value \"" + text + "\" should be in RFC 5952 canonical format (\""
                    + Addresses.canonicalIpv6(address) + text.substring(slash) + "\")");
        }
    }

    /** Each element of a list of addresses. */
    public static void addresses(JsonNode list, FieldPath path, List<String> warnings) {
        int index = 0;
        for (JsonNode value : list) {
            address(value, path.index(index++), warnings);
        }
    }
}
