package org.nakhoda.api.validation;

import tools.jackson.databind.JsonNode;

/** Addresses that may stand behind a service or lead to it: no loopback, link-local, multicast or empty address. */
public final class IpRules {
    private IpRules() {}

    /**
     * Whether an object says where the API server itself listens, which on a machine of its own may be a loopback address.
     */
    public static boolean ofTheApiServer(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return metadata.path("name").asString("").equals("kubernetes")
                && metadata.path("namespace").asString("").equals("default");
    }

    public static void reachable(JsonNode address, FieldPath path, FieldErrors errors) {
        String text = address.asString("");
        if (!Addresses.isIp(text)) {
            errors.invalid(path, text, "must be a valid IP address");
            return;
        }
        String canonical = Addresses.isIpv4(text) ? text : Addresses.canonicalIpv6(text);
        if (canonical.equals("0.0.0.0") || canonical.equals("::")) {
            errors.invalid(path, address, "may not be unspecified (0.0.0.0 or ::)");
        } else if (canonical.startsWith("127.") || canonical.equals("::1")) {
            errors.invalid(path, address, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
        } else if (canonical.startsWith("169.254.") || canonical.matches("fe[89ab].:.*")) {
            errors.invalid(path, address, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        } else if (canonical.startsWith("224.0.0.") || canonical.startsWith("ff02:")) {
            errors.invalid(path, address, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
        }
    }
}
