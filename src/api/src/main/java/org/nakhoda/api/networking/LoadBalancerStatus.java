package org.nakhoda.api.networking;

import java.util.List;
import java.util.TreeSet;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.Addresses;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where a load balancer answers, as the status of a service or an ingress says it. */
public final class LoadBalancerStatus {
    private static final FieldPath INGRESS = FieldPath.of("status").child("loadBalancer", "ingress");

    private LoadBalancerStatus() {}

    /** The addresses and names, sorted, each once. */
    public static String shown(JsonNode object) {
        TreeSet<String> shown = new TreeSet<>();
        for (ObjectNode one : Tree.objects(object.path("status").path("loadBalancer"), "ingress")) {
            String ip = Tree.text(one, "ip");
            String name = ip.isEmpty() ? Tree.text(one, "hostname") : ip;
            if (!name.isEmpty()) {
                shown.add(name);
            }
        }
        return String.join(",", shown);
    }

    public static void validate(JsonNode object, FieldErrors errors) {
        int index = 0;
        for (ObjectNode one : Tree.objects(object.path("status").path("loadBalancer"), "ingress")) {
            FieldPath at = INGRESS.index(index++);
            String ip = Tree.text(one, "ip");
            if (!ip.isEmpty() && !Addresses.isIp(ip)) {
                errors.invalid(at.child("ip"), ip, "must be a valid IP address");
            }
            Values.oneOf(one, "ipMode", List.of("Proxy", "VIP"), at, errors);
            if (one.has("ipMode") && ip.isEmpty()) {
                errors.forbidden(at.child("ipMode"), "may not be specified when `ip` is not set");
            }
            String hostname = Tree.text(one, "hostname");
            if (Addresses.isIp(hostname)) {
                errors.invalid(at.child("hostname"), hostname, "must be a DNS name, not an IP address");
            } else if (!hostname.isEmpty() && Names.subdomain(hostname) != null) {
                errors.invalid(at.child("hostname"), hostname, Names.subdomain(hostname));
            }
        }
    }
}
